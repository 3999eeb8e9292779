package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loaxom/bot"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
)

// perTurn is how many updates of one conversation are handled before another gets its turn.
const perTurn = 8

// serve handles a conversation's updates in order.
func (in *Intake) serve(ctx context.Context, lane string) {
	rest := time.Time{}
	more := false
	for range perTurn {
		r, found, err := in.first(lane)
		if err == nil && found {
			err = in.handle(r)
		}
		if err != nil {
			// Nothing was committed, so the same update is tried again; the others go on meanwhile.
			in.log.Error("an update cannot be handled now", "kind", fault.KindOf(err), "err", err)
			in.stats.failed.Add(1)
			rest, more = in.now().Add(time.Second), true
			break
		}
		if more = found; !found || ctx.Err() != nil {
			break
		}
	}
	if more {
		in.add(lane)
	}
	in.queue.Done(lane, rest)
}

// first is the oldest stored update of a conversation.
func (in *Intake) first(lane string) (r row, found bool, err error) {
	err = in.db.View(context.Background(), func(rd kv.Reader) (err error) {
		r, found, err = firstRow(rd, lane)
		return err
	})
	if fault.Is(err, fault.Corrupt) {
		err = fmt.Errorf("conversation %s: %w", lane, err)
	}
	return r, found, err
}

// handle brings one update to its end: answered, noted or put aside. What it was is gone from the
// inbox when it returns nil.
func (in *Intake) handle(r row) error {
	ch := in.byName[r.Chan]
	if ch == nil { // the channel was switched off in the config: the update waits for it
		return fault.New(fault.Busy, "channel %s is off", r.Chan)
	}
	m := ch.Decode(r.Raw)
	if m.Kind == channel.Press {
		in.box.Ack(r.Chan, m.Press)
	}
	switch m.Kind {
	case channel.Unreadable:
		in.stats.unreadable.Add(1)
		in.log.Error("an update cannot be read and is kept aside", "channel", r.Chan, "update", r.ID, "bytes", len(r.Raw))
		return in.finish(r, func(tx kv.Tx) error { return tx.Put(asideTable, r.key(), r.encode()) })
	case channel.Message, channel.Media, channel.Press, channel.Edited:
		if m.Chat == "" {
			break
		}
		for {
			err := in.answer(r, m)
			if !errors.Is(err, errChanged) {
				return err
			}
		}
	case channel.Joined:
		return in.finish(r, func(tx kv.Tx) error {
			_, err := address.Meet(tx, r.Chan, m.Chat, m.Group, address.ID(in.newID()), in.now())
			return err
		})
	case channel.Left:
		return in.finish(r, func(tx kv.Tx) error { return address.Leave(tx, r.Chan, m.Chat, in.now()) })
	case channel.Migrated:
		return in.finish(r, func(tx kv.Tx) error { return address.MoveChat(tx, r.Chan, m.Chat, m.MovedTo) })
	}
	in.stats.ignored.Add(1)
	return in.finish(r, func(kv.Tx) error { return nil })
}

// finish commits what an update brought about, together with its removal.
func (in *Intake) finish(r row, effect func(kv.Tx) error) error {
	return in.db.Update(context.Background(), func(tx kv.Tx) error {
		if err := effect(tx); err != nil {
			return err
		}
		return r.remove(tx)
	})
}

// talk is a conversation's state in the store.
type talk struct {
	ID    string    `json:"id"` // the address id
	State bot.State `json:"s"`
}

// errChanged says that what a turn was computed from is no longer so.
var errChanged = errors.New("intake: the conversation changed meanwhile")

// answer computes a turn outside any transaction and commits it with all that it brings about.
func (in *Intake) answer(r row, m channel.Incoming) error {
	ctx := context.Background()
	now := in.now()
	var to address.Record
	var before []byte
	var state talk
	known := false
	err := in.db.View(ctx, func(rd kv.Reader) (err error) {
		to, err = address.Find(rd, r.Chan, m.Chat)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		known = true
		before, err = rawTalk(rd, to.ID)
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		to = address.Record{ID: address.ID(in.newID()), Channel: r.Chan, Chat: m.Chat, Group: m.Group}
	}
	if before != nil {
		if err := json.Unmarshal(before, &state); err != nil {
			in.log.Error("a conversation's state does not read and begins anew", "address", to.ID)
			state = talk{}
		}
	}
	state.ID = string(to.ID)

	begun := time.Now()
	turn := in.bot.Turn(state.State, bot.Message{
		Kind: m.Kind, Text: m.Text, Media: m.Media, Data: m.Data, Group: m.Group, Lang: m.Lang,
		Now: now, Late: late(r, m, now), Numbered: in.byName[r.Chan].Limits().Buttons == 0,
	})
	in.stats.turn(turn.Decision, time.Since(begun))
	state.State = turn.State
	// The order of arrival comes first in the id: answers of one conversation sort as they must, and
	// all of them are written side by side.
	base := outbox.ID(fmt.Sprintf("a%016x-%s", r.Seq, to.ID))
	ds, err := in.box.Prepare(base, to, outbox.Answers, outbox.Answer, turn.Replies, now)
	if err != nil {
		return err
	}

	launch := (*outbox.Launch)(nil)
	if len(ds) > 0 {
		launch = in.box.Reserve(to, now)
	}
	err = in.db.Update(ctx, func(tx kv.Tx) error {
		rec, err := address.Meet(tx, r.Chan, m.Chat, m.Group, to.ID, now)
		if err != nil {
			return err
		}
		held, err := rawTalk(tx, rec.ID)
		if err != nil {
			return err
		}
		if rec.ID != to.ID || !bytes.Equal(held, before) {
			return errChanged
		}
		if err := states.Put(tx, state); err != nil {
			return err
		}
		for _, q := range turn.Opens {
			if err := review.Open(tx, q.Text, q.Entry, q.Reason, now); err != nil {
				return err
			}
		}
		if err := outbox.Enqueue(tx, ds...); err != nil {
			return err
		}
		if launch != nil {
			if err := launch.Begin(tx, ds[0]); err != nil {
				return err
			}
		}
		return r.remove(tx)
	})
	switch {
	case err != nil && launch != nil:
		launch.Cancel()
		return err
	case err != nil:
		return err
	case launch != nil:
		launch.Go(ds[0], len(ds) > 1)
	default:
		in.box.Kick(ds...)
	}
	in.stats.answered.Add(1)
	in.stats.waited(now.Sub(r.At))
	return nil
}

// late tells whether a message waited in an outage: by the platform's clock where it says when the
// message was written, and by ours since we took it.
func late(r row, m channel.Incoming, now time.Time) bool {
	return !m.At.IsZero() && now.Sub(m.At) > bot.Stale || now.Sub(r.At) > bot.Stale
}

// rawTalk is the stored state of a conversation as bytes; nil where there is none.
func rawTalk(r kv.Reader, id address.ID) ([]byte, error) {
	b, _, err := r.Get("talk", []byte(id))
	return b, err
}
