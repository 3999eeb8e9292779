package outbox

import (
	"context"
	"slices"
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
		}},
		kv.Index[Delivery]{Name: causeIndex, Keys: func(d Delivery) []kv.Key {
			if d.Cause == "" {
				return nil
			}
			return []kv.Key{causeKey(d.Cause).Uint(uint64(d.State))}
		}})
	// sendings are the deliveries whose call has begun and whose outcome is not noted: a small row
	// beside the record, so that the record is not written anew for every attempt.
	sendings = kv.NewTable("sending", func(s sending) ID { return s.ID })
	holds    = kv.NewTable("hold", func(h hold) string { return h.Channel })
)

const (
	openIndex  = "open"  // the open deliveries by channel, lane and address
	causeIndex = "cause" // all of a cause by state
)

type sending struct {
	ID      ID        `json:"id"`
	Channel string    `json:"ch"`
	At      time.Time `json:"at"`
}

type hold struct {
	Channel string    `json:"ch"`
	Until   time.Time `json:"until"`
	Set     time.Time `json:"set"` // what was asked is the length from here, whatever the clock does
}

func openKey(name string, at Lane, to address.ID) kv.Key {
	return kv.Key{}.Text(name).Uint(uint64(at)).Text(string(to))
}

// claimed is an address that a worker holds, with the delivery that goes out now if there is one.
type claimed struct {
	delivery Delivery
	key      address.ID       // of the conversation; the delivery may have it under its hidden name
	message  channel.Outgoing // what is sent of it now
	last     bool             // nothing of the delivery is left after it
	to       channel.Address
	found    bool
	more     bool          // there is more for this address and lane
	rest     time.Duration // the address is not served again for so long
}

// lookAhead is how many open deliveries of one address and lane are looked at for one that may go: the
// first may be held back (a notice that is paused) while the next is not.
const lookAhead = 8

// claim stores that the first open delivery of an address that may go is being sent, before it is. One
// that is not to be sent any more ends as skipped.
func (l *line) claim(ctx context.Context, to address.ID, at Lane) (c claimed, err error) {
	err = l.box.db.Update(ctx, func(tx kv.Tx) (err error) {
		c, err = l.claimIn(tx, to, at)
		return err
	})
	return c, err
}

// claimIn is claim as part of tx.
func (l *line) claimIn(tx kv.Tx, to address.ID, at Lane) (c claimed, err error) {
	now := l.box.now()
	c.key = to
	ids, err := l.openIDs(tx, at, to, lookAhead)
	if err != nil || len(ids) == 0 {
		return c, err
	}
	r, err := address.Get(tx, to)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return c, err
	}
	left := err != nil || r.Left
	for i, id := range ids {
		d, err := l.read(tx, id)
		if err != nil {
			return c, err
		}
		pass := l.box.gate(tx, d, to, left, now)
		switch {
		case pass.Hold:
			continue
		case pass.Skip != "":
			queued := d
			d.drop(pass.Skip, now)
			c.more = len(ids) > 1
			return c, deliveries.Change(tx, queued, d)
		}
		c.more = i+1 < len(ids)
		return c, l.begin(tx, &c, d, r, now)
	}
	return c, nil
}

// read is an open delivery, from memory where it was enqueued a moment ago.
func (l *line) read(tx kv.Tx, id ID) (Delivery, error) {
	if d, known := l.fresh.get(id); known {
		return d, nil
	}
	return deliveries.Get(tx, id)
}

// begin claims d for r, if r may be written to now.
func (l *line) begin(tx kv.Tx, c *claimed, d Delivery, r address.Record, now time.Time) error {
	if r.Rewind(now) {
		if err := address.Put(tx, r); err != nil {
			return err
		}
	}
	message, last, err := l.compose(tx, d)
	if err != nil {
		return err
	}
	if rest := l.restOf(r, weight(message), now).Sub(now); rest > 0 {
		c.more, c.rest = true, rest
		return nil
	}
	if r.Group && l.pace.PerGroupMinute > 0 {
		r.NoteSend(now, weight(message), l.pace.PerGroupMinute)
		if err := address.Put(tx, r); err != nil {
			return err
		}
	}
	c.delivery, c.message, c.last, c.to, c.found = d, message, last, r.Address(), true
	return sendings.Put(tx, sending{ID: d.ID, Channel: d.Channel, At: now.UTC()})
}

// release takes a claim back: no call was made.
func (l *line) release(ctx context.Context, c claimed) error {
	return l.box.db.Update(ctx, func(tx kv.Tx) error { return sendings.Delete(tx, c.delivery.ID) })
}

// restOf is until when an address may not be sent n messages.
func (l *line) restOf(r address.Record, n int, now time.Time) time.Time {
	rest := r.Hold
	if r.Group && l.pace.PerGroupMinute > 0 {
		if next := r.NextSend(now, n, l.pace.PerGroupMinute); next.After(rest) {
			rest = next
		}
	}
	return rest
}

// openIDs are the first open deliveries of a conversation, at most most of them, those to its hidden name
// among them.
func (l *line) openIDs(r kv.Reader, at Lane, to address.ID, most int) (ids []ID, err error) {
	for _, name := range l.box.names.all(to) {
		key, n := openKey(l.ch.Name(), at, name), 0
		err := deliveries.IDs(r, openIndex, key, key.End(), func(_ kv.Key, id ID) error {
			ids = append(ids, id)
			if n++; n == most {
				return kv.Stop
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return ids[:min(len(ids), most)], nil
}

// outcome is what was stored of a call.
type outcome struct {
	claimed
	state State
}

// store notes the outcome of a call, with what it says about the address, and claims what goes next, if there
// is anything.
func (l *line) store(ctx context.Context, c *claimed, v verdict, receipt channel.Receipt, now time.Time, next *hand) (out outcome, err error) {
	err = l.box.db.Update(ctx, func(tx kv.Tx) error {
		out = outcome{claimed: claimed{key: c.key}}
		d := c.delivery // ours alone while it is being sent
		if v.burnt {
			d.Attempts++
		}
		switch {
		case v.state == Sent && !c.last:
			d.Part++
			d.More = append(append(slices.Clone(d.More), receipt.MessageID), receipt.More...)
			d.State, d.At, d.Attempts = Queued, now, 0
		case v.state == Sent:
			d.Receipt, d.More = receipt.MessageID, append(slices.Clone(d.More), receipt.More...)
			d.end(Sent, "", now)
			if d.To.Hidden() { // the numbers of a chat's messages lead to the chat
				d.Receipt, d.More = "", nil
			}
		case v.state == Failed:
			d.end(Failed, v.reason, now)
		case v.burnt && d.Attempts >= maxAttempts && v.state == Queued:
			d.end(Failed, v.reason, now)
		case v.state == Uncertain && (!d.again() || d.Attempts >= maxAttempts):
			d.end(Uncertain, "", now)
		default:
			d.State, d.At = v.state, now
			d.Perhaps = d.Perhaps || v.state == Uncertain
		}
		if v.state == Sent {
			if err := keepRefs(tx, d.Channel, c.message.Files, receipt.Refs); err != nil {
				return err
			}
		}
		if v.moved != "" || v.left || v.chat > 0 {
			if err := l.mark(tx, c.key, v, now); err != nil {
				return err
			}
		}
		if err := sendings.Delete(tx, d.ID); err != nil {
			return err
		}
		if err := deliveries.Change(tx, c.delivery, d); err != nil {
			return err
		}
		ids, err := l.openIDs(tx, d.Lane, c.key, 1)
		out.more, out.state = len(ids) > 0, d.State
		if err == nil && next != nil {
			next.claimed, err = l.claimIn(tx, next.key, next.at)
		}
		return err
	})
	if v.chat > 0 {
		out.rest = v.chat
	} else if l.pace.PerChatSecond > 0 && v.moved == "" && err == nil {
		// Counted from the end of the call: the platform saw the message some time before.
		out.rest = time.Second / time.Duration(l.pace.PerChatSecond)
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
		r.Hold, r.HeldAt = now.Add(v.chat).UTC(), now.UTC()
	}
	return address.Put(tx, r)
}
