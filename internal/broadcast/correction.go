package broadcast

import (
	"strings"
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
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

// Wrong is something that went out, as it stands with its last correction.
type Wrong struct {
	Cause  string    // by which it went out first
	Draft  Draft     // with the text that is to be put right
	Named  Named     //
	Number int       // of its corrections that were let go
	Last   time.Time // when the last of them was; zero: there is none
	Asked  ID        // the correction that waits for a second person; empty: none does
	Reach  int       // conversations that got it, or may have
	Rest   int       // those to whom it is still going out, who are to get what is right at once
	form   func(text channel.Text, number int) Form
	run    Run
	ids    []address.ID // both, those that may have got it first
}

// Wrong looks at a notice that by may correct, or at the one that a correction put right: its author, as long as the
// duty lasts, and the chair. NotFound for others; Denied where by may send to those people no more; Conflict where
// nothing of it went out yet or it was taken back; Invalid where it is too old to know who got it.
func (d *Desk) Wrong(r kv.Reader, by commune.Actor, id ID) (Wrong, error) {
	n, err := d.own(r, by, id)
	if err == nil && n.Fixes != "" {
		if n, err = d.own(r, by, ID(n.Fixes)); fault.Is(err, fault.NotFound) {
			err = fault.New(fault.NotFound, "broadcast: it puts right what is no notice of yours")
		}
	}
	if err != nil {
		return Wrong{}, err
	}
	if n.State != Confirmed {
		return Wrong{}, fault.New(fault.Conflict, "broadcast: the notice is %s", n.State)
	}
	if last, err := lastFollower(r, n); err != nil || last.Work == Withdraw {
		if err == nil {
			err = fault.New(fault.Conflict, "broadcast: the notice was taken back")
		}
		return Wrong{}, err
	}
	draft := n.Draft
	draft.At = time.Time{}
	if err := d.allowed(by, draft); err != nil {
		return Wrong{}, err
	}
	return d.wrong(r, Wrong{Cause: string(n.ID), Draft: draft, Named: Named{Title: Opening(n.Draft, mostNamed), At: n.Made}})
}

// mostNamed is how much of a notice its correction quotes: enough to know which one is meant.
const mostNamed = 60

// WrongIssue is Wrong for an issue: draft has its target and text, title is its own, form writes its correction.
// Whether somebody may correct it was asked by the room that brought it out.
func (d *Desk) WrongIssue(r kv.Reader, cause, title string, draft Draft, form func(text channel.Text, number int) Form) (Wrong, error) {
	return d.wrong(r, Wrong{Cause: cause, Draft: draft, Named: Named{Title: title}, form: form})
}

// wrong looks at all that went out of w.
func (d *Desk) wrong(r kv.Reader, w Wrong) (_ Wrong, err error) {
	if w.run, err = runs.Get(r, w.Cause); err != nil {
		return w, err
	}
	if w.run.State == Scheduled {
		return w, fault.New(fault.Conflict, "broadcast: nothing of it went out yet")
	}
	if !w.run.At.IsZero() {
		w.Named.At = w.run.At
	}
	causes := []string{w.Cause}
	err = fixes(r, w.Cause, func(n Notice) error {
		switch n.State {
		case Asked:
			author, err := staff.Get(r, n.Author)
			if err == nil && author.Active() { // of somebody who lost the duty it cannot be approved any more
				w.Asked = n.ID
			}
			return absent(err)
		case Confirmed:
			w.Number, w.Draft.Text, w.Last = n.Number, n.Draft.Text, n.Let
			causes = append(causes, string(n.ID))
		}
		return nil
	})
	if err != nil {
		return w, err
	}
	w.ids, w.Reach, err = concerned(r, causes)
	if err == nil && w.Reach == 0 {
		err = fault.New(fault.Conflict, "broadcast: nobody has got it")
	}
	w.Rest = len(w.ids) - w.Reach
	return w, err
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

// Amended is how a text is to stand after its correction; Invalid where it cannot: nothing in it, too long, or the
// same as before.
func (w Wrong) Amended(text channel.Text) (Draft, error) {
	draft := w.Draft
	draft.Text = text
	switch {
	case !channel.Shows(text.String()):
		return draft, fault.New(fault.Invalid, "broadcast: an empty correction")
	case utf8.RuneCountInString(text.String()) > MaxText:
		return draft, fault.New(fault.Invalid, "broadcast: a correction of %d characters; at most %d", utf8.RuneCountInString(text.String()), MaxText)
	case w.Same(text.String()):
		return draft, fault.New(fault.Invalid, "broadcast: a correction that says what was said before")
	}
	return draft, nil
}

// Same tells whether a text says what it is to correct, letter by letter but for spaces.
func (w Wrong) Same(text string) bool {
	return strings.Join(strings.Fields(text), " ") == strings.Join(strings.Fields(w.Draft.Text.String()), " ")
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

// reachedBy tells whether a conversation got, or may have got, anything of the causes. Where there are none it did.
func reachedBy(r kv.Reader, causes []string, to address.ID) (bool, error) {
	for _, cause := range causes {
		x, err := outbox.Get(r, DeliveryID(cause, to))
		if absent(err) != nil {
			return false, err
		}
		if err == nil && x.Reached() {
			return true, nil
		}
	}
	return len(causes) == 0, nil
}
