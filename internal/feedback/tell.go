package feedback

import (
	"context"
	"fmt"
	"slices"
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

// InboxVerb begins the data of a button that opens the inbox.
const InboxVerb = "ht"

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
	return d.tellPerson(tx, c.ID, c.From, c.Who, what, m, now)
}

// tellPerson is tellReporter for anybody who has a part in a case: from is their address id, or who the hash of an
// anonymous one's.
func (d *Desk) tellPerson(tx kv.Tx, code CaseID, from, who, what string, m channel.Outgoing, now time.Time) error {
	var rec address.Record
	var err error
	switch {
	case who != "":
		rec, err = d.cfg.Seal.Linked(tx, who)
		if err == nil {
			m = d.unnumbered(rec, m)
		}
	case from != "":
		rec, err = address.Get(tx, address.ID(from))
	default:
		return nil
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m.Silent = d.quiet(now)
	base := outbox.ID(fmt.Sprintf("f%012x-%s-%s", now.UnixMilli(), code, what))
	if who != "" { // beside other tables the moment would lead to the conversation in which something was written then
		base = outbox.ID(fmt.Sprintf("f-%s-%s", code, what))
	}
	ds, err := d.cfg.Box.Prepare(base, rec, outbox.Answers, outbox.Answer, []channel.Outgoing{m}, now)
	if err != nil { // its channel is off; the person finds it by the code
		d.log.Error("somebody cannot be told of a case", "case", code, "err", err)
		return nil
	}
	if who == "" && d.cfg.Offer != nil {
		if err := d.cfg.Offer(tx, rec, m, now); err != nil {
			return err
		}
	}
	return d.cfg.Box.Enqueue(tx, ds...)
}

// unnumbered makes the buttons of a message such that a channel without buttons gives them no number: the list
// of numbers would be kept with the conversation, and lead from it to an anonymous case. There the text says what
// to type instead.
func (d *Desk) unnumbered(to address.Record, m channel.Outgoing) channel.Outgoing {
	m.Spoken = true
	limits, on := d.cfg.Box.Limits(to.Channel)
	acts := slices.ContainsFunc(m.Buttons, func(row []channel.Button) bool {
		return slices.ContainsFunc(row, func(b channel.Button) bool { return !strings.HasPrefix(b.Data, Data("own", "")) })
	})
	if on && limits.Buttons == 0 && acts {
		m.Text = append(m.Text[:len(m.Text):len(m.Text)], channel.Span{S: "\n" + d.say("feedback.hidden_how")})
	}
	return m
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
		err := d.tellOne(tx, id, fmt.Sprintf("%s-%s", c.ID, what), c.Anonymous, func(address.Record) channel.Outgoing { return m }, now)
		if err != nil {
			return err
		}
	}
	return nil
}

// tellOne queues a message to a conversation of one of the staff, unless they have left it. what is the fact's own
// name at that moment; vague: it is about an anonymous case.
func (d *Desk) tellOne(tx kv.Tx, id address.ID, what string, vague bool, message func(address.Record) channel.Outgoing, now time.Time) error {
	rec, err := address.Get(tx, id)
	if fault.Is(err, fault.NotFound) || err == nil && rec.Left {
		return nil
	}
	if err != nil {
		return err
	}
	m := message(rec)
	base := outbox.ID(fmt.Sprintf("g%012x-%s-%s", now.UnixMilli(), what, id))
	ds, err := d.cfg.Box.Prepare(base, rec, outbox.Notices, outbox.Notice, []channel.Outgoing{m}, now)
	if err != nil { // its channel is off: the case stands in the inbox anyway
		d.log.Error("one of the staff cannot be told of a case", "what", what, "err", err)
		return nil
	}
	for i := range ds {
		ds[i].Cause, ds[i].Vague = Cause, vague
	}
	if d.cfg.Offer != nil {
		if err := d.cfg.Offer(tx, rec, m, now); err != nil {
			return err
		}
	}
	return d.cfg.Box.Enqueue(tx, ds...)
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
