package feedback

import (
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Open takes what somebody reports: with an office and a deadline from its first minute. once is the talk in
// which it was written; the same talk sent twice is one case. The room itself queues the code, the tracking key
// and the deadline to the reporter, because they come into being here, and tells the office.
//
// Invalid where the draft is over the bounds or names what there is not, Denied where MaxOpen cases of that
// person wait for the commune.
func (d *Desk) Open(tx kv.Tx, by commune.Actor, once string, draft Draft, now time.Time) (CaseID, error) {
	var before CaseID
	key := kv.Key{}.Text(once)
	if err := cases.IDs(tx, byOnce, key, key.End(), func(_ kv.Key, id CaseID) error { before = id; return kv.Stop }); err != nil || before != "" {
		return before, err
	}
	from, err := address.Get(tx, address.ID(by.Address))
	if err != nil {
		return "", err
	}
	if from.Group {
		return "", fault.New(fault.Denied, "feedback: a group reports nothing")
	}
	cat, err := d.check(draft)
	if err != nil {
		return "", err
	}
	if n, err := d.waiting(tx, from.ID); err != nil || n >= MaxOpen {
		if err == nil {
			err = fault.New(fault.Denied, "feedback: %d cases of one person wait already", n)
		}
		return "", err
	}
	id, err := nextID(tx, now.In(d.cfg.Zone).Year())
	if err != nil {
		return "", err
	}
	c := Case{ID: id, Draft: draft, Once: once, State: Open, Days: cat.Days, Set: cat.Set}
	at := c.when(draft.Anonymous, now)
	c.Opened, c.Touched = at, at
	c.Files = kept(draft.Files)
	c.Official = draft.Official || cat.Official
	if !c.Official {
		c.About = ""
		c.Office = officeOf(d.cfg.Offices, c.Category)
	}
	secret := d.trackingKey(c)
	c.Key = d.cfg.Seal.Key(id, secret)
	if err := d.cfg.Seal.Note(tx); err != nil {
		return "", err
	}
	if c.Anonymous {
		c.Name, c.Phone = "", ""
		c.Who = d.cfg.Seal.Hash(from.ID)
		if _, err := d.cfg.Seal.Link(tx, from); err != nil {
			return "", err
		}
	} else {
		c.From = string(from.ID)
	}
	d.run(&c, now)
	if err := cases.Put(tx, c); err != nil {
		return "", err
	}
	if err := d.tellReporter(tx, c, d.step(c), d.received(c, secret), now); err != nil {
		return "", err
	}
	return id, d.tellStaff(tx, c, d.step(c), d.arrived(c), "", at)
}

// check holds a draft against the bounds and what there is.
func (d *Desk) check(x Draft) (Category, error) {
	cat, known := d.cfg.Category(x.Category)
	switch {
	case !known:
		return cat, fault.New(fault.Invalid, "feedback: no category %q", x.Category)
	case x.Hamlet != "" && d.cfg.Hamlet(x.Hamlet) == "":
		return cat, fault.New(fault.Invalid, "feedback: no hamlet %q", x.Hamlet)
	case !channel.Shows(x.Text) && len(x.Files) == 0:
		return cat, fault.New(fault.Invalid, "feedback: a report without words and pictures")
	case utf8.RuneCountInString(x.Text) > MaxText, utf8.RuneCountInString(x.Place) > MaxPlace,
		utf8.RuneCountInString(x.Name) > MaxName, utf8.RuneCountInString(x.Phone) > MaxName, len(x.Files) > MaxFiles:
		return cat, fault.New(fault.Invalid, "feedback: a report over the bounds")
	}
	return cat, checkFiles(x.Files)
}

// waiting is how many cases of a person wait for the commune.
func (d *Desk) waiting(r kv.Reader, who address.ID) (n int, err error) {
	err = d.of(r, who, func(c Case) error {
		if c.State.Waits() {
			n++
		}
		return nil
	})
	return n, err
}

// MayOpen tells whether somebody may report now: Denied where MaxOpen of their cases wait.
func (d *Desk) MayOpen(r kv.Reader, by commune.Actor) error {
	n, err := d.waiting(r, address.ID(by.Address))
	if err == nil && n >= MaxOpen {
		err = fault.New(fault.Denied, "feedback: %d cases of one person wait already", n)
	}
	return err
}

// of visits the cases of a person, the anonymous ones too.
func (d *Desk) of(r kv.Reader, who address.ID, visit func(Case) error) error {
	if who == "" {
		return nil
	}
	for _, p := range []string{string(who), string(d.cfg.Seal.Hide(who))} {
		key := kv.Key{}.Text(p)
		if err := cases.ByIndex(r, byPerson, key, key.End(), visit); err != nil {
			return err
		}
	}
	return nil
}
