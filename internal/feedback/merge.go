package feedback

import (
	"context"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// party is somebody who reported what a case is about and is not its reporter: they said so ("cùng phản ánh"),
// or their own case was merged into it. They hear of the answer.
type party struct {
	Case CaseID    `json:"c"`
	From string    `json:"from,omitempty"` // address id
	Who  string    `json:"who,omitempty"`  // anonymous: as Case.Who
	Own  CaseID    `json:"own,omitempty"`  // the case of theirs that was merged
	At   time.Time `json:"at"`
}

func (p party) person() string {
	if p.From != "" {
		return p.From
	}
	return string(address.Hide(p.Who))
}

func (p party) key() kv.Key { return kv.Key{}.Text(string(p.Case)).Text(p.person()) }

var parties = kv.NewTable("case_party", party.key,
	kv.Index[party]{Name: byPerson, Keys: func(p party) []kv.Key { return []kv.Key{kv.Key{}.Text(p.person())} }})

// mostParties is how many parties of one case are kept, so that one transaction can hand them on; the rest is
// counted.
const mostParties = 150

// Merge puts a case into another that is about the same. Its reporter hears of the other's answer. Invalid for a
// case and itself, Conflict where the other is over or was merged itself, so that there is no ring; Denied where
// one of them is for the leadership alone and the other is not.
func (d *Desk) Merge(tx kv.Tx, by commune.Actor, id, into CaseID, now time.Time) error {
	if id == into {
		return fault.New(fault.Invalid, "case %s: into itself", id)
	}
	goal, err := cases.Get(tx, into)
	if err == nil {
		err = staff.May(by, staff.ToWorkCase, goal.object())
	}
	switch {
	case err != nil:
		return err
	case goal.State.Ended():
		return fault.New(fault.Conflict, "case %s is %s: nothing is merged into it", into, goal.State)
	}
	return d.change(tx, by, id, ToMerge, now, func(c *Case) error {
		if c.Official != goal.Official {
			return fault.New(fault.Denied, "case %s: what is for the leadership alone stays apart", id)
		}
		now := now.UTC()
		c.State, c.Into, c.Ended, c.Asked, c.Replied = Merged, into, now, time.Time{}, false
		if err := c.add(tx, Line{Kind: Shut, By: by.Staff, Merged: into}, now); err != nil {
			return err
		}
		was := goal
		moved, err := partiesOf(tx, id, nil, mostParties)
		if err != nil {
			return err
		}
		if c.person() != "" {
			moved = append(moved, party{From: c.From, Who: c.Who, Own: c.ID, At: now})
		}
		for _, p := range moved {
			if p.person() == goal.person() {
				continue
			}
			p.Case = into
			if err := goal.join(tx, p); err != nil {
				return err
			}
		}
		if err := goal.add(tx, Line{Kind: Joined, By: by.Staff, Merged: id}, now); err != nil {
			return err
		}
		goal.Touched = now
		if err := cases.Change(tx, was, goal); err != nil {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.merged(*c), now)
	})
}

// join adds a party to the case, which the caller stores.
func (c *Case) join(tx kv.Tx, p party) error {
	_, err := parties.Get(tx, p.key())
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if c.With++; c.With > mostParties {
		return nil
	}
	return parties.Put(tx, p)
}

// Join notes that somebody reports the same as a case. NotFound where it is not one that may be offered to
// them: over, anonymous, or about somebody in office. Joining twice, or one's own case, changes nothing.
func (d *Desk) Join(tx kv.Tx, by commune.Actor, id CaseID, now time.Time) error {
	who, err := address.Get(tx, address.ID(by.Address))
	if err != nil {
		return err
	}
	old, err := cases.Get(tx, id)
	switch {
	case err != nil:
		return err
	case !old.offered() || who.Group:
		return fault.New(fault.NotFound, "case %s is not one to join", id)
	case d.mine(old, who.ID):
		return nil
	}
	c := old
	if err := c.join(tx, party{Case: id, From: string(who.ID), At: now.UTC()}); err != nil || c.With == old.With {
		return err
	}
	if err := c.add(tx, Line{Kind: Joined}, now); err != nil {
		return err
	}
	return cases.Change(tx, old, c)
}

// partiesOf are the parties of a case behind after, at most most.
func partiesOf(r kv.Reader, id CaseID, after kv.Key, most int) (list []party, err error) {
	key := kv.Key{}.Text(string(id))
	from := []byte(key)
	if len(after) > 0 {
		from = append(append([]byte{}, after...), 0)
	}
	err = parties.Scan(r, from, key.End(), func(p party) error {
		if list = append(list, p); len(list) == most {
			return kv.Stop
		}
		return nil
	})
	return list, err
}

// spreading is the answer of a case on its way to the case's parties.
type spreading struct {
	Case  CaseID `json:"c"`
	Line  int    `json:"n"`
	After []byte `json:"a,omitempty"` // the party told last
}

var spreadings = kv.NewTable("case_spread", func(s spreading) kv.Key { return lineKey(s.Case, s.Line) })

// atOnce is how many parties are told in one transaction.
const atOnce = 50

// spread begins to tell the parties of a case of its last line.
func (d *Desk) spread(tx kv.Tx, c Case) error {
	if c.With == 0 {
		return nil
	}
	tx.Then(d.kick)
	return spreadings.Put(tx, spreading{Case: c.ID, Line: c.Lines})
}

// announce tells the parties of cases that were answered.
func (d *Desk) announce(ctx context.Context) error {
	for {
		var list []spreading
		err := d.db.View(ctx, func(r kv.Reader) error {
			list = nil
			return spreadings.Scan(r, nil, nil, func(s spreading) error { list = append(list, s); return nil })
		})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, s := range list {
			if err := d.announceStep(ctx, s); err != nil {
				return err
			}
		}
	}
}

func (d *Desk) announceStep(ctx context.Context, s spreading) error {
	now := d.now()
	return d.db.Update(ctx, func(tx kv.Tx) error {
		c, err := cases.Get(tx, s.Case)
		if fault.Is(err, fault.NotFound) {
			return spreadings.Delete(tx, lineKey(s.Case, s.Line))
		}
		if err != nil {
			return err
		}
		l, err := lines.Get(tx, lineKey(s.Case, s.Line))
		if err != nil {
			return err
		}
		list, err := partiesOf(tx, s.Case, s.After, atOnce)
		if err != nil {
			return err
		}
		for _, p := range list {
			what := d.step(c) + "-" + p.person()
			if err := d.tellPerson(tx, s.Case, p.From, p.Who, what, d.answeredSame(c, p, l), now); err != nil {
				return err
			}
		}
		if len(list) < atOnce {
			return spreadings.Delete(tx, lineKey(s.Case, s.Line))
		}
		s.After = list[len(list)-1].key()
		return spreadings.Put(tx, s)
	})
}

// Alike is a case that somebody who reports may mean too. Text is for ranking alone: it is never shown.
type Alike struct {
	ID       CaseID
	Category string
	Hamlet   commune.HamletID
	Opened   time.Time
	Text     string
}

// offered tells whether a case may be offered to others.
func (c Case) offered() bool {
	return c.State.Waits() && !c.Anonymous && !c.Official && c.Erased.IsZero()
}

// mostAlike bounds what is ranked.
const mostAlike = 200

// Similar lists the cases of a hamlet that wait for the commune and may be offered to others, but not the
// reporter's own.
func (d *Desk) Similar(r kv.Reader, by commune.Actor, hamlet commune.HamletID) (list []Alike, err error) {
	if hamlet == "" {
		return nil, nil
	}
	key := kv.Key{}.Text(string(hamlet))
	err = cases.ByIndex(r, byHamlet, key, key.End(), func(c Case) error {
		if !c.offered() || c.From == by.Address {
			return nil
		}
		list = append(list, Alike{ID: c.ID, Category: c.Category, Hamlet: c.Hamlet, Opened: c.Opened, Text: c.Text + " " + c.Place})
		if len(list) == mostAlike {
			return kv.Stop
		}
		return nil
	})
	return list, err
}
