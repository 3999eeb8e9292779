package broadcast

import (
	"fmt"
	"slices"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
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
	m, err := d.Request(tx, n)
	if err != nil {
		return n, err
	}
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

// shortHash is how much of a notice's hash a button carries.
const shortHash = 8

// Request is what a second person reads: who asks, the notice as it will be sent, and what can be decided.
func (d *Desk) Request(r kv.Reader, n Notice) (channel.Outgoing, error) {
	count, err := d.recipients(r, n)
	if err != nil {
		return channel.Outgoing{}, err
	}
	head := "notices.ask"
	switch {
	case n.Fixes != "" && n.Draft.Urgent:
		head = "notices.ask_fix_urgent"
	case n.Fixes != "":
		head = "notices.ask_fix"
	case n.Draft.Urgent:
		head = "notices.ask_urgent"
	case !n.Draft.At.IsZero():
		head = "notices.ask_at"
	}
	m := d.Render(n)
	m.Buttons = [][]channel.Button{{
		{Label: d.say("notices.button_approve"), Data: Data("ok", n.ID, n.Hash[:shortHash])},
		{Label: d.say("notices.button_refuse"), Data: Data("no", n.ID, n.Hash[:shortHash])},
	}}
	m.Text = append(channel.Text{{S: d.say(head, "Author", d.label(r, n), "To", d.Describe(n.Draft), "Count", count, "When", d.moment(n.Draft.At)) + "\n\n"}}, m.Text...)
	return m, nil
}

// recipients is how many a notice would go to if it were let go now.
func (d *Desk) recipients(r kv.Reader, n Notice) (int, error) {
	if n.Fixes == "" {
		ids, err := people(r, n.Draft.Target)
		return len(ids), err
	}
	w, err := d.wrong(r, Wrong{Cause: n.Fixes})
	return w.Reach + w.Rest, err
}

// ForSecond are the notices that wait for a second person and that by may decide about, in the order in which
// they came.
func ForSecond(r kv.Reader, by commune.Actor) (list []Notice, err error) {
	all, err := Waiting(r)
	for _, n := range all {
		if staff.May(by, second(n), staff.Object{First: n.Author}) == nil {
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(a, b Notice) int { return a.Made.Compare(b.Made) })
	return list, err
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
	if n.Reason == "" && n.State == Refused {
		id += "_plainly"
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

// Verb begins the data of the buttons of this room.
const Verb = "nt"

// Data is the button of an act on a notice, or on a letter about one: "nt:<act>:<id>[:<more>]", at most 64
// bytes.
func Data(act string, id ID, more ...string) string {
	data := Verb + ":" + act + ":" + string(id)
	for _, m := range more {
		data += ":" + m
	}
	return data
}
