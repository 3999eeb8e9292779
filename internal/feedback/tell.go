package feedback

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// Cause is that of what staff are told about cases: it waits while they are to be left in peace (Gate).
const Cause = "case"

// Data is the data of a button about a case.
func Data(act string, id CaseID) string { return "pa:" + act + ":" + string(id) }

// Gate is the outbox's question about a delivery of Cause: staff are told by day.
func (d *Desk) Gate(now time.Time) outbox.Pass { return outbox.Pass{Hold: d.quiet(now)} }

func (d *Desk) quiet(now time.Time) bool { return d.cfg.Quiet != nil && d.cfg.Quiet(now) }

// wakeStaff lets go what waited for the morning.
func (d *Desk) wakeStaff(ctx context.Context) error {
	if d.quiet(d.now()) {
		return nil
	}
	return d.db.View(ctx, func(r kv.Reader) error { return d.cfg.Box.Wake(r, Cause) })
}

// tellReporter queues a message to whoever reported a case. It is an answer: it comes at once, at night
// without a sound. what is the fact's own name within the case.
func (d *Desk) tellReporter(tx kv.Tx, c Case, what string, m channel.Outgoing, now time.Time) error {
	return d.tellPerson(tx, c.ID, link{From: c.From, Who: c.Who, Sealed: c.Sealed}, what, m, now)
}

// link leads to a person: openly, or sealed under the code that it was sealed with.
type link struct {
	From   string
	Who    string
	Sealed []byte
}

// tellPerson is tellReporter for anybody who has a part in a case; code is what the link was sealed with.
func (d *Desk) tellPerson(tx kv.Tx, code CaseID, to link, what string, m channel.Outgoing, now time.Time) error {
	id := address.ID(to.From)
	if to.Who != "" {
		var err error
		if id, err = d.cfg.Seal.Open(to.Sealed, code); err != nil {
			return err
		}
	}
	if id == "" {
		return nil
	}
	rec, err := address.Get(tx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m.Silent = d.quiet(now)
	if to.Who != "" {
		m = typed(m)
	}
	base := outbox.ID(fmt.Sprintf("f%012x-%s-%s", now.UnixMilli(), code, what))
	ds, err := d.cfg.Box.Prepare(base, rec, outbox.Answers, outbox.Answer, []channel.Outgoing{m}, now)
	if err != nil { // its channel is off; the person finds it by the code
		d.log.Error("somebody cannot be told of a case", "case", code, "err", err)
		return nil
	}
	for i := range ds {
		if to.Who != "" {
			ds[i].To = address.ID(sealedPrefix + to.Who)
		}
	}
	if to.Who == "" && d.cfg.Offer != nil {
		if err := d.cfg.Offer(tx, rec, m, now); err != nil {
			return err
		}
	}
	return d.cfg.Box.Enqueue(tx, ds...)
}

// typed makes the buttons of a message such that a channel without buttons gives them no number: the list
// of numbers would be kept with the conversation, and lead from it to an anonymous case.
func typed(m channel.Outgoing) channel.Outgoing {
	m.Spoken = true
	return m
}

// Reveal is the address behind that of an anonymous reporter in a delivery; any other stays what it is. The
// outbox asks it just before it sends.
func (d *Desk) Reveal(r kv.Reader, id address.ID) (address.ID, error) {
	if !strings.HasPrefix(string(id), sealedPrefix) {
		return id, nil
	}
	var found address.ID
	key := kv.Key{}.Text(string(id))
	err := cases.ByIndex(r, byPerson, key, key.End(), func(c Case) (err error) {
		if found, err = d.cfg.Seal.Open(c.Sealed, c.ID); err == nil {
			err = kv.Stop
		}
		return err
	})
	if err == nil && found == "" {
		err = fault.New(fault.NotFound, "feedback: nobody is behind this sealed address any more")
	}
	return found, err
}

// tellStaff queues a message to those who are concerned with a case, but not to the conversation that did what it
// tells of.
func (d *Desk) tellStaff(tx kv.Tx, c Case, what string, m channel.Outgoing, but string, now time.Time) error {
	to, err := concerned(tx, c)
	if err != nil {
		return err
	}
	return d.tellAll(tx, c, what, to, m, but, now)
}

func (d *Desk) tellAll(tx kv.Tx, c Case, what string, to []address.ID, m channel.Outgoing, but string, now time.Time) error {
	for _, id := range to {
		if string(id) == but {
			continue
		}
		rec, err := address.Get(tx, id)
		if fault.Is(err, fault.NotFound) || err == nil && rec.Left {
			continue
		}
		if err != nil {
			return err
		}
		base := outbox.ID(fmt.Sprintf("g%012x-%s-%s-%s", now.UnixMilli(), c.ID, what, id))
		ds, err := d.cfg.Box.Prepare(base, rec, outbox.Notices, outbox.Notice, []channel.Outgoing{m}, now)
		if err != nil { // its channel is off: the case stands in the inbox anyway
			d.log.Error("one of the staff cannot be told of a case", "case", c.ID, "err", err)
			continue
		}
		for i := range ds {
			ds[i].Cause = Cause
		}
		if d.cfg.Offer != nil {
			if err := d.cfg.Offer(tx, rec, m, now); err != nil {
				return err
			}
		}
		if err := d.cfg.Box.Enqueue(tx, ds...); err != nil {
			return err
		}
	}
	return nil
}

// concerned are the conversations of those who are told of what happens to a case: the officer in charge, else
// the staff and the head of its office, else the chairs. Of a case about an office or a person in office only
// the chairs ever hear.
func concerned(r kv.Reader, c Case) ([]address.ID, error) {
	return whoever(r, []func(staff.Account) bool{
		func(a staff.Account) bool { return c.Officer != "" && a.ID == c.Officer && c.permits(a) },
		func(a staff.Account) bool {
			return !c.Official && c.Office != "" && a.Office == c.Office && (a.Is(commune.Staff) || a.Is(commune.Head))
		},
		func(a staff.Account) bool { return a.Is(commune.Chair) },
	})
}

// permits tells whether an account may work on the case.
func (c Case) permits(a staff.Account) bool {
	return staff.May(a.Actor(), staff.ToWorkCase, c.object()) == nil
}

// whoever are the conversations of the first kind of account that there is.
func whoever(r kv.Reader, meant []func(staff.Account) bool) (who []address.ID, err error) {
	list, err := staff.Active(r)
	if err != nil {
		return nil, err
	}
	for _, m := range meant {
		for _, a := range list {
			if m(a) {
				who = append(who, a.Addresses...)
			}
		}
		if len(who) > 0 {
			break
		}
	}
	return who, nil
}
