package feedback

import (
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// View is a case as one of the staff sees it.
type View struct {
	Case           // masked, without name, phone number and whoever reported
	Lines   []Line // all of them, masked
	Office  string // its name; empty: the leadership's
	Kind    Category
	Label   string // of the officer in charge
	Contact bool   // a name or a phone number was given
	Acts    []Act  // what the actor may do now
}

// acts are all acts in the order in which they are offered.
var acts = []Act{ToTake, ToAnswer, ToAsk, ToNote, ToTransfer, ToAssign, ToClose, ToRefuse, ToMerge, ToContact}

// Card is a case for one of the staff. Denied where the actor may not work on it, which is told from NotFound
// only to those who may know that there is such a case.
func (d *Desk) Card(r kv.Reader, by commune.Actor, id CaseID) (v View, err error) {
	c, err := cases.Get(r, id)
	if err == nil {
		err = staff.May(by, staff.ToWorkCase, c.object())
	}
	if err != nil {
		return v, err
	}
	all, err := history(r, id)
	if err != nil {
		return v, err
	}
	for i, l := range all {
		if c.Officer != by.Staff || by.Staff == "" {
			all[i].Text = vi.Mask(l.Text)
		}
	}
	v = View{Case: masked(c, by), Lines: all, Office: d.office(c.Office), Kind: d.category(c.Category), Contact: c.Name != "" || c.Phone != ""}
	if c.Officer != "" {
		a, err := staff.Get(r, c.Officer)
		if err == nil {
			v.Label = a.Label
		}
	}
	for _, act := range acts {
		if c.may(by, act) == nil && (act != ToTake || c.Officer == "") {
			v.Acts = append(v.Acts, act)
		}
	}
	return v, nil
}

// May asks whether an actor may do an act to a case now, with the errors of that act: for a talk that asks for
// the words first.
func (d *Desk) May(r kv.Reader, by commune.Actor, id CaseID, act Act) error {
	c, err := cases.Get(r, id)
	if err != nil {
		return err
	}
	return c.may(by, act)
}

// masked is a case without what leads to its reporter. Numbers that look like an identity card's, a phone's or a
// bank account's stay for the officer in charge alone.
func masked(c Case, by commune.Actor) Case {
	c.Name, c.Phone, c.From, c.Who, c.Key, c.Once = "", "", "", "", "", ""
	if by.Staff == "" || c.Officer != by.Staff {
		c.Text, c.Place, c.Word, c.Reason = vi.Mask(c.Text), vi.Mask(c.Place), vi.Mask(c.Word), vi.Mask(c.Reason)
	}
	return c
}
