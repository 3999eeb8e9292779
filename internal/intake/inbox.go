// Package intake takes what the platforms bring: every update raw into the store before the platform
// is told, then one conversation at a time, in order, to the bot; what the bot decides is committed
// together with the update's removal. A crash therefore repeats nothing that was committed and loses
// nothing that was confirmed.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// states is the room's table of records.
var states = kv.NewTable("talk", func(s talk) string { return s.ID })

// Tables that hold no records but rows, bare keys and counters.
const (
	inboxTable   = "inbox"   // updates that wait, by channel and order of arrival
	laneTable    = "lane"    // the same by conversation and order: the channel's name
	asideTable   = "aside"   // updates that do not read, kept raw
	seenTable    = "seen"    // updates taken lately, by channel and id: when
	counterTable = "counter" // last Seq by channel
)

// laneOf names a conversation: a hash, so that keys are short whatever ids a platform has.
func laneOf(name, chat string) string {
	sum := sha256.Sum256([]byte(name + "\x00" + chat))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// update is one of a batch with the row that it would be stored as.
type update struct {
	row
	in   channel.Incoming
	done bool // it was answered, or had been before
}

// take makes a batch durable: each update once, however often the platform brings it, and in order per
// conversation. One whose conversation has nothing else to do is answered at once, in the commit that
// notes it: a question then costs one commit less, and its answer leaves sooner. The others are stored
// raw and handled in their turn. When take returns nil all of it is durable.
func (in *Intake) take(ctx context.Context, name string, batch []channel.Incoming) error {
	now := in.now().UTC()
	updates := make([]update, 0, len(batch))
	for _, m := range batch {
		if len(m.Raw) > maxRaw {
			// The adapter should have trimmed it; to refuse it would stop the channel for ever.
			in.log.Error("an update is too large to be stored and is left out", "channel", name, "bytes", len(m.Raw))
			in.stats.unreadable.Add(1)
			continue
		}
		updates = append(updates, update{row: row{Lane: laneOf(name, m.Chat), Chan: name, ID: m.ID, At: now, Raw: m.Raw}, in: m})
	}
	in.breathe(ctx)
	rows := in.atOnce(updates)
	for len(rows) > 0 {
		n := min(len(rows), 100)
		fresh, err := in.keep(ctx, name, rows[:n])
		if err != nil {
			return fmt.Errorf("intake: storing %d updates: %w", n, err)
		}
		in.stats.taken.Add(int64(len(fresh)))
		for _, r := range fresh {
			in.add(r.Lane)
		}
		rows = rows[n:]
	}
	failpoint.Hit("intake.taken")
	return nil
}

// Bounds of what is taken before it can be handled: a store full of rows is no faster than the
// platform's own queue, and each row costs two writes more. But presses are kept by the platform for
// two and a half minutes only, and a conversation that hangs must not hold up the others, so the wait
// is short.
const (
	enough     = 256 // conversations with work
	breathe    = 20 * time.Millisecond
	mostBreath = 5 * time.Second
)

// breathe waits, for a short while, until most of what was taken before has been handled.
func (in *Intake) breathe(ctx context.Context) {
	for waited := time.Duration(0); in.queue.Len() > enough && waited < mostBreath && ctx.Err() == nil; waited += breathe {
		pause(ctx, breathe)
	}
}

// maxRaw leaves room for the rest of the row.
const maxRaw = kv.MaxValue - 2048

// keep stores rows that were not seen before and returns them.
func (in *Intake) keep(ctx context.Context, name string, rows []row) (fresh []row, err error) {
	err = in.db.Update(ctx, func(tx kv.Tx) error {
		fresh = nil
		seq, err := counter(tx, name)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := r.see(tx); errors.Is(err, errSeen) {
				continue
			} else if err != nil {
				return err
			}
			seq++
			r.Seq = seq
			if err := r.put(tx); err != nil {
				return err
			}
			fresh = append(fresh, r)
		}
		if len(fresh) == 0 {
			return nil
		}
		return tx.Put(counterTable, []byte(name), binary.BigEndian.AppendUint64(nil, seq))
	})
	return fresh, err
}

// errSeen says that an update was taken before.
var errSeen = errors.New("intake: the update was taken before")

// see notes the update's id; errSeen where it was noted before.
func (r row) see(tx kv.Tx) error {
	key := kv.Key{}.Text(r.Chan).Text(r.ID)
	_, seen, err := tx.Get(seenTable, key)
	switch {
	case err != nil:
		return err
	case seen:
		return errSeen
	}
	return tx.Put(seenTable, key, binary.BigEndian.AppendUint64(nil, uint64(r.At.Unix())))
}

func counter(r kv.Reader, name string) (uint64, error) {
	b, ok, err := r.Get(counterTable, []byte(name))
	if err != nil || !ok {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fault.New(fault.Corrupt, "intake: counter of %s has %d bytes", name, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

// How long an update's id is remembered: longer than any platform brings it again (Telegram: 24 h),
// shorter than the week after which Telegram may use ids again.
const seenFor = 48 * time.Hour

// forget removes ids that are remembered for too long, a few at a time.
func (in *Intake) forget(ctx context.Context) error {
	limit := in.now().Add(-seenFor).Unix()
	var old [][]byte
	err := in.db.View(ctx, func(r kv.Reader) error {
		return r.Scan(seenTable, nil, nil, func(key, value []byte) error {
			if len(value) != 8 || int64(binary.BigEndian.Uint64(value)) < limit {
				old = append(old, key)
			}
			return nil
		})
	})
	for err == nil && len(old) > 0 {
		n := min(len(old), 500)
		err = in.db.Update(ctx, func(tx kv.Tx) error {
			for _, key := range old[:n] {
				if err := tx.Delete(seenTable, key); err != nil {
					return err
				}
			}
			return nil
		})
		old = old[n:]
	}
	return err
}
