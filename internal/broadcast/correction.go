package broadcast

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// A correction (đính chính) is a notice of its own: it is looked at, approved, paced and counted as any other. Its
// run goes over exactly those who got, or may have got, what it puts right, once each. The choice against changing
// what was sent is that a message that is changed in place is read by nobody who has read it before.

// corrected is the reason of deliveries of what was wrong that were not sent any more.
const corrected = "corrected"

// Named is how a correction calls what it puts right.
type Named struct {
	Title string    `json:"t"`  // of an issue; of a notice, how it began
	At    time.Time `json:"at"` // when it began to go out
}

// Form is how the correction of an issue looks: the room that brought the issue out writes it.
type Form struct {
	Fix   channel.Outgoing `json:"fix"`   // for those who got what was wrong
	Fresh channel.Outgoing `json:"fresh"` // for those who had not got anything yet: the issue with the right text
}

// fixes visits the corrections of a cause in the order of their numbers, whatever became of them.
func fixes(r kv.Reader, cause string, visit func(Notice) error) error {
	key := kv.Key{}.Text(cause)
	return notices.ByIndex(r, fixIndex, key, key.End(), visit)
}

// Corrections are those of a notice or an issue that were let go, the first one first.
func Corrections(r kv.Reader, cause string) (list []Notice, err error) {
	err = fixes(r, cause, func(n Notice) error {
		if n.State == Confirmed {
			list = append(list, n)
		}
		return nil
	})
	return list, err
}

// notice is the correction of w by by, before anything comes of it.
func (w Wrong) notice(by commune.Actor, draft Draft) Notice {
	n := Notice{
		Draft: draft, Hash: draft.Hash(), Author: by.Staff, Role: by.Role, From: address.ID(by.Address), State: Confirmed,
		Fixes: w.Cause, Number: w.Number + 1, Named: w.Named,
	}
	if w.form != nil {
		form := w.form(draft.Text, n.Number)
		n.Form = &form
	}
	return n
}

// FixPreview is what those who got what was wrong will read.
func (d *Desk) FixPreview(by commune.Actor, w Wrong, text channel.Text) channel.Outgoing {
	draft := w.Draft
	draft.Text = text
	return d.Render(w.notice(by, draft))
}

// Correct lets the right text go to whoever got w or may have, or asks a second person where the original's kind
// needs one. What is still going out of w stops with it. seen is how many corrections had gone out when the text was
// written: Conflict where there are others by now, or one waits. Invalid as Amended.
func (d *Desk) Correct(tx kv.Tx, by commune.Actor, w Wrong, seen int, text channel.Text, now time.Time) (Notice, error) {
	draft, err := w.Amended(text)
	switch {
	case err != nil:
		return Notice{}, err
	case w.Number != seen, w.Asked != "":
		return Notice{}, fault.New(fault.Conflict, "broadcast: somebody has corrected it meanwhile")
	}
	n := w.notice(by, draft)
	n.ID, n.Made = ID(d.newID()), now.UTC()
	if d.needsSecond(by, draft) {
		n.State = Asked
	}
	if err := d.note(tx, by, "notice.correct", n, n.Fixes, now); err != nil {
		return n, err
	}
	if n.State == Asked {
		return d.ask(tx, n, now)
	}
	return n, d.letFix(tx, n, now)
}

// letFix stops what is still going out of what a correction puts right, and lets the correction's run begin.
func (d *Desk) letFix(tx kv.Tx, n Notice, now time.Time) error {
	w, err := d.wrong(tx, Wrong{Cause: n.Fixes})
	if err != nil {
		return err
	}
	if n.Number != w.Number+1 {
		return fault.New(fault.Conflict, "broadcast: somebody has corrected it meanwhile")
	}
	before, err := Corrections(tx, n.Fixes)
	if err != nil {
		return err
	}
	causes := []string{n.Fixes}
	for _, b := range before {
		causes = append(causes, string(b.ID))
	}
	open := false
	for _, cause := range causes {
		err := d.turn(tx, cause, func(x *Run) {
			open = open || x.working()
			if x.State != Done && x.State != Cancelled {
				x.State, x.Why, x.Ended = Cancelled, corrected, now.UTC()
			}
		})
		if err != nil {
			return err
		}
	}
	fix, fresh := d.forms(n)
	x := Run{
		Cause: string(n.ID), Notice: n.ID, Work: Correct, Of: n.Fixes, Lane: w.run.Lane, Kind: w.run.Kind, Target: w.run.Target,
		State: Scheduled, Total: len(w.ids), Report: n.From,
	}
	if open { // what is in flight may fail yet
		if err := d.box.SetBody(tx, anew(x.Cause), fresh); err != nil {
			return err
		}
	}
	if err := d.start(tx, x, w.ids, fix); err != nil {
		return err
	}
	n.Let = now.UTC()
	return notices.Put(tx, n)
}

// anew is the cause whose body is what is right for those who got nothing before: it calls nothing wrong.
func anew(cause string) string { return cause + "+" }

// causesBefore are the causes of all that the run of a correction puts right; none for other runs.
func causesBefore(r kv.Reader, x Run) (causes []string, err error) {
	if x.Work != Correct {
		return nil, nil
	}
	n, err := notices.Get(r, x.Notice)
	if err != nil || n.Fixes == "" { // of a version that changed messages in place
		return nil, absent(err)
	}
	causes = []string{n.Fixes}
	err = fixes(r, n.Fixes, func(b Notice) error {
		if b.State == Confirmed && b.Number < n.Number {
			causes = append(causes, string(b.ID))
		}
		return nil
	})
	return causes, err
}
