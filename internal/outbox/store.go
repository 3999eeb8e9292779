package outbox

import (
	"context"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// The room's tables: deliveries by id with an index of the open ones, and what the platforms have
// asked the whole bot to wait.
var (
	deliveries = kv.NewTable("delivery", func(d Delivery) ID { return d.ID },
		kv.Index[Delivery]{Name: openIndex, Keys: func(d Delivery) []kv.Key {
			if !d.open() {
				return nil
			}
			return []kv.Key{openKey(d.Channel, d.Lane, d.To)}
		}})
	// sendings are the deliveries whose call has begun and whose outcome is not noted: a small row
	// beside the record, so that the record is not written anew for every attempt.
	sendings = kv.NewTable("sending", func(s sending) ID { return s.ID })
	holds    = kv.NewTable("hold", func(h hold) string { return h.Channel })
)

// openIndex lists the open deliveries by channel, lane and address.
const openIndex = "open"

type sending struct {
	ID      ID        `json:"id"`
	Channel string    `json:"ch"`
	At      time.Time `json:"at"`
}

type hold struct {
	Channel string    `json:"ch"`
	Until   time.Time `json:"until"`
}

func openKey(name string, at Lane, to address.ID) kv.Key {
	return kv.Key{}.Text(name).Uint(uint64(at)).Text(string(to))
}

// claimed is an address that a worker holds, with the delivery that goes out now if there is one.
type claimed struct {
	delivery Delivery
	to       channel.Address
	found    bool
	more     bool      // there is more for this address and lane
	rest     time.Time // the address is not served again before; zero: at once
}

// claim stores that the first open delivery of an address is being sent, before it is. One whose
// recipient has left ends as skipped.
func (l *line) claim(ctx context.Context, to address.ID, at Lane) (c claimed, err error) {
	now := l.box.now()
	err = l.box.db.Update(ctx, func(tx kv.Tx) error {
		c = claimed{}
		ids, err := openIDs(tx, l.ch.Name(), at, to, 2)
		if err != nil || len(ids) == 0 {
			return err
		}
		c.more = len(ids) > 1
		first, known := l.fresh.get(ids[0])
		if !known {
			if first, err = deliveries.Get(tx, ids[0]); err != nil {
				return err
			}
		}
		r, err := address.Get(tx, to)
		if fault.Is(err, fault.NotFound) || err == nil && r.Left {
			queued := first
			first.end(Skipped, "left", now)
			return deliveries.Change(tx, queued, first)
		}
		if err != nil {
			return err
		}
		if r.Rewind(now) {
			if err := address.Put(tx, r); err != nil {
				return err
			}
		}
		if rest := l.restOf(r, now); rest.After(now) {
			c.more, c.rest = true, rest
			return nil
		}
		if r.Group && l.pace.PerGroupMinute > 0 {
			r.NoteSend(now, l.pace.PerGroupMinute)
			if err := address.Put(tx, r); err != nil {
				return err
			}
		}
		c.delivery, c.to, c.found = first, r.Address(), true
		return sendings.Put(tx, sending{ID: first.ID, Channel: first.Channel, At: now.UTC()})
	})
	return c, err
}

// restOf is until when an address may not be written to.
func (l *line) restOf(r address.Record, now time.Time) time.Time {
	rest := r.Hold
	if r.Group && l.pace.PerGroupMinute > 0 {
		if next := r.NextSend(now, l.pace.PerGroupMinute); next.After(rest) {
			rest = next
		}
	}
	return rest
}

// openIDs are the first open deliveries of an address, at most most of them.
func openIDs(r kv.Reader, name string, at Lane, to address.ID, most int) (ids []ID, err error) {
	key := openKey(name, at, to)
	err = deliveries.IDs(r, openIndex, key, key.End(), func(_ kv.Key, id ID) error {
		if ids = append(ids, id); len(ids) == most {
			return kv.Stop
		}
		return nil
	})
	return ids, err
}

// outcome is what was stored of a call.
type outcome struct {
	claimed
	state State
}

// store notes the outcome of a call, with what it says about the address.
func (l *line) store(ctx context.Context, c claimed, v verdict, receipt channel.Receipt, now time.Time) (out outcome, err error) {
	err = l.box.db.Update(ctx, func(tx kv.Tx) error {
		out = outcome{}
		d := c.delivery // ours alone while it is being sent
		if v.burnt {
			d.Attempts++
		}
		switch {
		case v.state == Sent:
			d.Receipt = receipt.MessageID
			d.end(Sent, "", now)
		case v.state == Failed:
			d.end(Failed, v.reason, now)
		case v.burnt && d.Attempts >= maxAttempts && v.state == Queued:
			d.end(Failed, v.reason, now)
		case v.state == Uncertain && (!d.Kind.again() || d.Attempts >= maxAttempts):
			d.end(Uncertain, "", now)
		default:
			d.State, d.At = v.state, now
		}
		if v.moved != "" || v.left || v.chat > 0 {
			if err := l.mark(tx, d.To, v, now); err != nil {
				return err
			}
		}
		if err := sendings.Delete(tx, d.ID); err != nil {
			return err
		}
		if err := deliveries.Change(tx, c.delivery, d); err != nil {
			return err
		}
		ids, err := openIDs(tx, l.ch.Name(), d.Lane, d.To, 1)
		out.more, out.state = len(ids) > 0, d.State
		return err
	})
	if v.chat > 0 {
		out.rest = now.Add(v.chat)
	} else if l.pace.PerChatSecond > 0 && v.moved == "" && err == nil {
		// Counted from the end of the call: the platform saw the message some time before.
		out.rest = l.box.now().Add(time.Second / time.Duration(l.pace.PerChatSecond))
	}
	return out, err
}

// mark writes what a call said about the address itself.
func (l *line) mark(tx kv.Tx, to address.ID, v verdict, now time.Time) error {
	if v.moved != "" {
		return address.Move(tx, to, v.moved)
	}
	r, err := address.Get(tx, to)
	if err != nil {
		return err
	}
	if v.left {
		r.Left, r.LeftAt = true, now
	}
	if v.chat > 0 {
		r.Hold = now.Add(v.chat).UTC()
	}
	return address.Put(tx, r)
}
