package feedback

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// nudge is what a conversation of one of the staff is still to be told of deadlines. It is written with the steps of
// the cases that it names and removed with the message that tells of them: however often the program dies in
// between, each step is told once.
type nudge struct {
	To    address.ID `json:"to"`
	Cases []stepDue  `json:"c"`
	More  int        `json:"m,omitzero"` // beyond mostNudged
}

// stepDue is a case with the step of reminding (reminderSteps) that was taken for it.
type stepDue struct {
	Case CaseID `json:"id"`
	Step int    `json:"s"`
}

var nudges = kv.NewTable("case_nudge", func(n nudge) address.ID { return n.To })

// Bounds of a reminder: how many cases a record of it names, so that it stays within a value of the store, and how
// many lines the message has.
const (
	mostNudged   = 2000
	mostReminded = 10
)

// nudgeOf notes that somebody is to be told of cases.
func nudgeOf(tx kv.Tx, who address.ID, some ...stepDue) error {
	n, err := nudges.Get(tx, who)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	n.To = who
	for _, x := range some {
		switch at := slices.IndexFunc(n.Cases, func(y stepDue) bool { return y.Case == x.Case }); {
		case at >= 0:
			n.Cases[at].Step = max(n.Cases[at].Step, x.Step)
		case len(n.Cases) < mostNudged:
			n.Cases = append(n.Cases, x)
		default:
			n.More++
		}
	}
	return nudges.Put(tx, n)
}

// tellNudged sends everybody of whom something is noted their one message.
func (d *Desk) tellNudged(ctx context.Context, now time.Time) error {
	var who []address.ID
	err := d.db.View(ctx, func(r kv.Reader) error {
		who = nil
		return nudges.Scan(r, nil, nil, func(n nudge) error { who = append(who, n.To); return nil })
	})
	for _, id := range who {
		if err == nil {
			err = d.db.Update(ctx, func(tx kv.Tx) error { return d.tellNudge(tx, id, now) })
		}
	}
	return err
}

// tellNudge tells one conversation, and of nothing that was answered or passed on meanwhile.
func (d *Desk) tellNudge(tx kv.Tx, who address.ID, now time.Time) error {
	n, err := nudges.Get(tx, who)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	list, steps, err := n.still(tx)
	if err != nil {
		return err
	}
	if err := nudges.Delete(tx, who); err != nil || len(list) == 0 {
		return err
	}
	vague := slices.ContainsFunc(list, func(c Case) bool { return c.Anonymous })
	return d.tellOne(tx, who, "remind", vague, func(rec address.Record) channel.Outgoing {
		if len(list) == 1 && n.More == 0 {
			return d.reminder(list[0], reminderSteps[steps[list[0].ID]].to, now)
		}
		limits, on := d.cfg.Box.Limits(rec.Channel)
		return d.reminders(list, steps, n.More, on && limits.Buttons == 0, now)
	}, now)
}

// still are the cases of a nudge that wait for an answer and that whoever is told may work on, the oldest deadline
// first, and the step of each.
func (n nudge) still(r kv.Reader) (list []Case, steps map[CaseID]int, err error) {
	accounts, err := staff.Active(r)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(accounts, func(a staff.Account) bool { return slices.Contains(a.Addresses, n.To) })
	if at < 0 {
		return nil, nil, nil
	}
	steps = map[CaseID]int{}
	for _, x := range n.Cases {
		c, err := cases.Get(r, x.Case)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if c.State.Waits() && c.permits(accounts[at]) {
			list, steps[c.ID] = append(list, c), x.Step
		}
	}
	slices.SortFunc(list, func(a, b Case) int { return cmp.Or(a.Deadline.Compare(b.Deadline), cmp.Compare(a.ID, b.ID)) })
	return list, steps, nil
}

// reminders is the reminder of several cases: a line each for the first of them, with a button that opens it.
// numbered: the channel shows no buttons, and the numbered lines are the list.
func (d *Desk) reminders(list []Case, steps map[CaseID]int, more int, numbered bool, now time.Time) channel.Outgoing {
	lines := []string{d.say("feedback.staff_reminders", "Count", len(list)+more)}
	var m channel.Outgoing
	var row []channel.Button
	for _, c := range list[:min(len(list), mostReminded)] {
		line := d.reminderLine(c, reminderSteps[steps[c.ID]].to, now)
		label := string(c.ID)
		if numbered {
			label = line
		} else {
			lines = append(lines, "• "+line)
		}
		if row = append(row, channel.Button{Label: label, Data: Data("card", c.ID)}); len(row) == 2 {
			m.Buttons, row = append(m.Buttons, row), nil
		}
	}
	if len(row) > 0 {
		m.Buttons = append(m.Buttons, row)
	}
	if left := len(list) + more - mostReminded; left > 0 {
		line := d.say("feedback.staff_reminders_more", "Count", left)
		label := line
		if !numbered {
			lines, label = append(lines, line), d.say("desk.to_inbox")
		}
		m.Buttons = append(m.Buttons, []channel.Button{{Label: label, Data: InboxVerb}})
	}
	m.Text = channel.Plain(strings.Join(lines, "\n"))
	return m
}

// reminderLine is a case in one line: code, matter, whose it is where somebody above them is told, and what is left.
func (d *Desk) reminderLine(c Case, who reminded, now time.Time) string {
	parts := []string{string(c.ID), d.Matter(c)}
	if who != remindOfficer {
		parts = append(parts, d.Keeper(c))
	}
	return strings.Join(append(parts, d.left(c, now)), " · ")
}

// left is in words how long there is to answer a case.
func (d *Desk) left(c Case, now time.Time) string {
	day := func(t time.Time) time.Time {
		y, m, dd := t.In(d.cfg.Zone).Date()
		return time.Date(y, m, dd, 0, 0, 0, 0, time.UTC)
	}
	last, today := day(c.Deadline), day(now)
	switch {
	case last.Before(today):
		return d.say("desk.late", "Count", int(today.Sub(last)/(24*time.Hour)))
	case last.Equal(today):
		return d.say("desk.today")
	}
	days := 0
	for n := 1; !day(d.cfg.WorkingDay(now.In(d.cfg.Zone), n)).After(last); n++ {
		days = n
	}
	return d.say("desk.left", "Count", days)
}
