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
	"loaxom/internal/staff"
)

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
