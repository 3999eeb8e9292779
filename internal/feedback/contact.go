package feedback

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// ContactFor is how long a reporter's name and phone number stand in an officer's chat.
const ContactFor = 15 * time.Minute

// shownContact is a message with a name and a phone number that has to be taken back.
type shownContact struct {
	Delivery outbox.ID  `json:"id"`
	To       address.ID `json:"to"`
	Until    time.Time  `json:"u"`
}

var contacts = kv.NewTable("case_contact", func(s shownContact) string { return string(s.Delivery) })

// Contact shows the reporter's name and phone number to the actor, in a message that is taken back after
// ContactFor. Refused on a channel on which nothing can be taken back.
func (d *Desk) Contact(tx kv.Tx, by commune.Actor, id CaseID, now time.Time) error {
	return d.change(tx, by, id, ToContact, now, func(c *Case) error {
		rec, err := address.Get(tx, address.ID(by.Address))
		if err != nil {
			return err
		}
		if l, on := d.cfg.Box.Limits(rec.Channel); !on || !l.Edit {
			return fault.New(fault.Invalid, "case %s: nothing can be taken back on %s", id, rec.Channel)
		}
		m := channel.Outgoing{Text: channel.Plain(d.contact(*c)), Protect: true}
		base := outbox.ID(fmt.Sprintf("g%012x-%s-contact-%s", now.UnixMilli(), id, rec.ID))
		ds, err := d.cfg.Box.Prepare(base, rec, outbox.Answers, outbox.Answer, []channel.Outgoing{m}, now)
		if err != nil {
			return err
		}
		for _, x := range ds {
			if err := contacts.Put(tx, shownContact{Delivery: x.ID, To: rec.ID, Until: now.Add(ContactFor).UTC()}); err != nil {
				return err
			}
		}
		return d.cfg.Box.Enqueue(tx, ds...)
	})
}

// takeBack removes contacts whose time is over. One that was never shown needs nothing.
func (d *Desk) takeBack(ctx context.Context) error {
	now := d.now()
	var due []shownContact
	err := d.db.View(ctx, func(r kv.Reader) error {
		due = nil
		return contacts.Scan(r, nil, nil, func(s shownContact) error {
			if left := s.Until.Sub(now); left <= 0 || left > ContactFor { // or the clock was set back
				due = append(due, s)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, s := range due {
		err := d.db.Update(ctx, func(tx kv.Tx) error { return d.takeBackOne(tx, s, now) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) takeBackOne(tx kv.Tx, s shownContact, now time.Time) error {
	x, err := outbox.Get(tx, s.Delivery)
	if fault.Is(err, fault.NotFound) {
		return contacts.Delete(tx, string(s.Delivery))
	}
	if err != nil {
		return err
	}
	if x.State == outbox.Queued || x.State == outbox.Sending || x.State == outbox.Uncertain && x.Receipt == "" && now.Sub(s.Until) < time.Hour {
		return nil // it may still arrive, and is looked at again
	}
	rec, err := address.Get(tx, s.To)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	for i, message := range x.Messages() {
		if err != nil { // the conversation is gone
			break
		}
		base := outbox.ID(fmt.Sprintf("g%012x-%s-back%d", now.UnixMilli(), s.Delivery, i))
		ds, err := d.cfg.Box.Prepare(base, rec, outbox.Answers, outbox.Answer, []channel.Outgoing{{Removes: message}}, now)
		if err != nil {
			return err
		}
		if err := d.cfg.Box.Enqueue(tx, ds...); err != nil {
			return err
		}
	}
	return contacts.Delete(tx, string(s.Delivery))
}
