package broadcast

import (
	"fmt"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// An emergency that nobody has answered is asked about again after askAgain, by all who may, at most
// mostAsks times: by then somebody has telephoned.
const (
	askAgain = 5 * time.Minute
	mostAsks = 12
)

// asking is the cause of the messages that ask for a second person.
func asking(id ID) string { return "ask-" + string(id) }

// seconds are the people who may approve a notice: not its author.
func seconds(r kv.Reader, n Notice) (list []staff.Account, err error) {
	all, err := staff.Active(r)
	for _, a := range all {
		if staff.May(a.Actor(), second(n), staff.Object{First: n.Author}) == nil {
			list = append(list, a)
		}
	}
	return list, err
}

// ask asks everybody who may approve a notice, each in every conversation of theirs, and stores it. Where
// there is nobody it is Invalid: the notice would wait for ever.
func (d *Desk) ask(tx kv.Tx, n Notice, now time.Time) (Notice, error) {
	list, err := seconds(tx, n)
	if err != nil {
		return n, err
	}
	if len(list) == 0 {
		return n, fault.New(fault.Invalid, "broadcast: nobody is there who could approve it")
	}
	n.Asks++
	n.AskAt = time.Time{}
	if n.Draft.Urgent && n.Asks < mostAsks {
		n.AskAt = now.Add(askAgain).UTC()
	}
	lane, kind := outbox.Notices, outbox.Notice
	if n.Draft.Urgent {
		lane, kind = outbox.Emergencies, outbox.Emergency
	}
	count, err := people(tx, n.Draft.Target)
	if err != nil {
		return n, err
	}
	m := d.Render(n)
	m.Buttons = [][]channel.Button{{
		{Label: d.say("notices.button_approve"), Data: Data("ok", n.ID, n.Hash[:8])},
		{Label: d.say("notices.button_refuse"), Data: Data("no", n.ID, n.Hash[:8])},
	}}
	head := d.say("notices.ask", "Author", d.label(tx, n), "To", d.Describe(n.Draft), "Count", len(count))
	if n.Draft.Urgent {
		head = d.say("notices.ask_urgent", "Author", d.label(tx, n), "To", d.Describe(n.Draft), "Count", len(count))
	}
	m.Text = append(channel.Text{{S: head + "\n\n"}}, m.Text...)
	for _, a := range list {
		for i, to := range a.Addresses {
			id := fmt.Sprintf("k%s-%d-%s-%d", n.ID, n.Asks, a.ID, i)
			if err := d.tell(tx, id, to, lane, kind, asking(n.ID), m, now); err != nil {
				return n, err
			}
		}
	}
	return n, notices.Put(tx, n)
}

// remind asks again about the emergencies that nobody has answered.
func (d *Desk) remind(tx kv.Tx, id ID, now time.Time) error {
	n, err := notices.Get(tx, id)
	if err != nil || n.State != Asked || n.AskAt.IsZero() || n.AskAt.After(now) {
		return err
	}
	_, err = d.ask(tx, n, now)
	return err
}

// answerAuthor tells the author what was decided.
func (d *Desk) answerAuthor(tx kv.Tx, n Notice, id string, now time.Time) error {
	lane, kind := outbox.Notices, outbox.Notice
	if n.Draft.Urgent {
		lane, kind = outbox.Emergencies, outbox.Emergency
	}
	m := channel.Outgoing{Text: channel.Plain(d.say(id, "To", d.Describe(n.Draft), "Reason", n.Reason))}
	return d.tell(tx, "v"+string(n.ID), n.From, lane, kind, asking(n.ID), m, now)
}

// label is what a notice's author is called before colleagues: the name that whoever invited gave, else
// the role.
func (d *Desk) label(r kv.Reader, n Notice) string {
	if a, err := staff.Get(r, n.Author); err == nil && a.Label != "" {
		return a.Label
	}
	return d.say("role." + string(n.Role))
}

// Data is the button of an act on a notice: "n:<act>:<id>[:<more>]", at most 64 bytes.
func Data(act string, id ID, more ...string) string {
	data := "n:" + act + ":" + string(id)
	for _, m := range more {
		data += ":" + m
	}
	return data
}
