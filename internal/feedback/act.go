package feedback

import (
	"time"
	"unicode/utf8"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Act is what staff can do to a case. Its name stands in buttons and, behind "case.", in the audit.
type Act string

// The acts.
const (
	ToTake     Act = "take"     // be in charge
	ToAssign   Act = "assign"   // put somebody in charge
	ToTransfer Act = "transfer" // to another office
	ToAsk      Act = "ask"      // the resident
	ToNote     Act = "note"     // for the other officers
	ToAnswer   Act = "answer"   //
	ToClose    Act = "close"    //
	ToRefuse   Act = "refuse"   //
	ToMerge    Act = "merge"    // into another case
	ToContact  Act = "contact"  // see name and phone
)

// MaxWords is the longest text that an officer writes into a case, in characters.
const MaxWords = 3000

// may asks whether an actor may do an act to the case as it is now: Denied where not, Conflict where it is too
// late for it, with Beaten where another officer is in charge.
func (c Case) may(by commune.Actor, act Act) error {
	if err := staff.May(by, staff.ToWorkCase, c.object()); err != nil {
		return err
	}
	leads := staff.May(by, staff.ToTransferCase, c.object()) == nil // in charge, head of the office or chair
	wrong := func() error { return fault.New(fault.Conflict, "case %s is %s", c.ID, c.State) }
	beaten := func() error { return &fault.Error{Kind: fault.Conflict, Err: &Beaten{By: c.Officer}} }
	switch act {
	case ToNote:
		return nil
	case ToTake:
		switch {
		case !c.State.Waits():
			return wrong()
		case c.Officer != "" && c.Officer != by.Staff:
			return beaten()
		}
		return nil
	case ToContact:
		if c.Officer != by.Staff && !leads {
			return fault.New(fault.Denied, "case %s: the contact is the officer's in charge", c.ID)
		}
		if c.Name == "" && c.Phone == "" {
			return fault.New(fault.NotFound, "case %s: no name and no phone number was given", c.ID)
		}
		return nil
	}
	if c.Officer != "" && !leads {
		return beaten()
	}
	switch act {
	case ToAsk, ToAnswer:
		if c.State.Ended() {
			return wrong()
		}
	case ToAssign, ToTransfer, ToRefuse:
		if !c.State.Waits() {
			return wrong()
		}
		if (act == ToAssign || act == ToTransfer) && !leads {
			return fault.New(fault.Denied, "case %s: who is not in charge gives it to nobody", c.ID)
		}
	case ToClose:
		if c.State != Answered {
			return wrong()
		}
	case ToMerge:
		if c.State.Ended() {
			return wrong()
		}
	}
	return nil
}

// change reads a case, asks whether the actor may, lets do change it, stores it and notes the act.
func (d *Desk) change(tx kv.Tx, by commune.Actor, id CaseID, act Act, now time.Time, do func(c *Case) error) error {
	old, err := cases.Get(tx, id)
	if err == nil {
		err = old.may(by, act)
	}
	if err != nil {
		return err
	}
	c := old
	if err := do(&c); err != nil {
		return err
	}
	c.Touched = now.UTC()
	if err := cases.Change(tx, old, c); err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: "case." + string(act), Kind: "case", Object: string(id)}, now)
}

// takeUp puts an actor in charge where nobody is: whoever answers is.
func (d *Desk) takeUp(tx kv.Tx, c *Case, by commune.Actor, now time.Time) error {
	if c.Officer != "" || by.Staff == "" {
		return nil
	}
	return d.putInCharge(tx, c, by.Staff, by, now)
}

func (d *Desk) putInCharge(tx kv.Tx, c *Case, who commune.StaffID, by commune.Actor, now time.Time) error {
	c.Officer = who
	if c.State == Open {
		c.State = Assigned
	}
	if c.Taken.IsZero() {
		c.Taken = now.UTC()
	}
	return c.add(tx, Line{Kind: Took, By: by.Staff, Staff: who}, now)
}

// Take puts the actor in charge. Taking twice changes nothing; Conflict with Beaten where another officer is.
func (d *Desk) Take(tx kv.Tx, by commune.Actor, id CaseID, now time.Time) error {
	if c, err := cases.Get(tx, id); err == nil && by.Staff != "" && c.Officer == by.Staff && c.may(by, ToTake) == nil {
		return nil
	}
	return d.change(tx, by, id, ToTake, now, func(c *Case) error {
		first := c.Taken.IsZero()
		if err := d.putInCharge(tx, c, by.Staff, by, now); err != nil || !first {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.underWay(*c), now)
	})
}

// Assign puts another officer in charge, who is told. Invalid where that officer may not work on the case.
func (d *Desk) Assign(tx kv.Tx, by commune.Actor, id CaseID, to commune.StaffID, now time.Time) error {
	return d.change(tx, by, id, ToAssign, now, func(c *Case) error {
		a, err := staff.Get(tx, to)
		if err != nil || !a.Active() || !c.permits(a) {
			return fault.New(fault.Invalid, "case %s: %s cannot be put in charge", id, to)
		}
		if c.Officer == to {
			return nil
		}
		first := c.Taken.IsZero()
		if err := d.putInCharge(tx, c, to, by, now); err != nil {
			return err
		}
		if first {
			if err := d.tellReporter(tx, *c, d.step(*c), d.underWay(*c), now); err != nil {
				return err
			}
		}
		return d.tellStaff(tx, *c, d.step(*c), d.given(*c), by.Address, now)
	})
}

// Colleagues are the accounts that could be put in charge of a case instead of who is now.
func Colleagues(r kv.Reader, c Case) (list []staff.Account, err error) {
	all, err := staff.Active(r)
	for _, a := range all {
		if a.ID != c.Officer && c.permits(a) && len(a.Addresses) > 0 {
			list = append(list, a)
		}
	}
	return list, err
}

// Transfer gives a case to another office, with a reason. The clock runs on. Invalid where there is no such
// office, or it is about somebody in office: only the leadership works on that.
func (d *Desk) Transfer(tx kv.Tx, by commune.Actor, id CaseID, to commune.OfficeID, reason string, now time.Time) error {
	if err := words(reason); err != nil {
		return err
	}
	return d.change(tx, by, id, ToTransfer, now, func(c *Case) error {
		switch {
		case c.Official:
			return fault.New(fault.Invalid, "case %s is for the leadership alone", id)
		case d.office(to) == "" || to == c.Office:
			return fault.New(fault.Invalid, "case %s: to no office %q", id, to)
		}
		from := c.Office
		c.Office, c.Officer, c.State = to, "", Open
		if err := c.add(tx, Line{Kind: Turned, By: by.Staff, Text: reason, From: from, To: to}, now); err != nil {
			return err
		}
		if err := d.tellStaff(tx, *c, d.step(*c), d.turned(*c, from), by.Address, now); err != nil {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.moved(*c), now)
	})
}

// Ask asks the resident for more. Until they reply, or for TalkLasts, what they write goes into the case.
func (d *Desk) Ask(tx kv.Tx, by commune.Actor, id CaseID, text string, now time.Time) error {
	if err := words(text); err != nil {
		return err
	}
	return d.change(tx, by, id, ToAsk, now, func(c *Case) error {
		if c.person() == "" {
			return fault.New(fault.Conflict, "case %s: nobody is behind it any more", id)
		}
		if err := d.takeUp(tx, c, by, now); err != nil {
			return err
		}
		c.Asked, c.Replied = now.UTC(), false
		if err := c.add(tx, Line{Kind: Ask, By: by.Staff, Text: text}, now); err != nil {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.question(*c, text), now)
	})
}

// Note writes something down for the other officers.
func (d *Desk) Note(tx kv.Tx, by commune.Actor, id CaseID, text string, now time.Time) error {
	if err := words(text); err != nil {
		return err
	}
	return d.change(tx, by, id, ToNote, now, func(c *Case) error {
		return c.add(tx, Line{Kind: Note, By: by.Staff, Text: text}, now)
	})
}

// words is Invalid where an officer's text is empty or too long.
func words(text string) error {
	if n := utf8.RuneCountInString(text); n > MaxWords || !channel.Shows(text) {
		return fault.New(fault.Invalid, "feedback: a text of %d characters; 1 to %d", n, MaxWords)
	}
	return nil
}
