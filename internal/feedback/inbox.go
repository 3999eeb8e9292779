package feedback

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Tab is a part of the inbox.
type Tab string

// Tabs.
const (
	Waiting  Tab = "waiting"  // the commune owes an answer; overdue ones first
	Own      Tab = "own"      // of those, the actor is in charge
	Overdue  Tab = "overdue"  //
	Unclosed Tab = "unclosed" // answered and not closed
	Over     Tab = "over"     // closed, refused, merged; the last first
)

// scope is what the actor's lists are made of; Denied for whoever works on no case.
func scope(by commune.Actor) (string, error) {
	switch {
	case staff.May(by, staff.ToWorkCase, staff.Object{Leadership: true}) == nil:
		return scopeAll, nil
	case by.Office != "" && staff.May(by, staff.ToWorkCase, staff.Object{Office: by.Office}) == nil:
		return scopeOffice + string(by.Office), nil
	}
	return "", fault.New(fault.Denied, "feedback: %s works on no case", by.Role)
}

// MayWork tells whether the actor has an inbox.
func MayWork(by commune.Actor) bool {
	_, err := scope(by)
	return err == nil
}

// Inbox is a page of the actor's inbox, page 0 first, with the number of all cases of that tab.
func (d *Desk) Inbox(r kv.Reader, by commune.Actor, tab Tab, page, size int) (list []Case, total int, err error) {
	s, err := scope(by)
	if err != nil {
		return nil, 0, err
	}
	part, until := partWaits, d.now()
	switch tab {
	case Own:
		s = scopeOfficer + string(by.Staff)
	case Unclosed:
		part = partAnswered
	case Over:
		part = partEnded
	}
	from := kv.Key{}.Text(s).Uint(part)
	to := from.End()
	if tab == Overdue {
		to = from.Uint(uint64(until.UnixMilli()))
	}
	var ids []CaseID
	err = cases.IDs(r, byWork, from, to, func(_ kv.Key, id CaseID) error {
		if total >= page*size && len(ids) < size {
			ids = append(ids, id)
		}
		total++
		return nil
	})
	for _, id := range ids {
		c, err := cases.Get(r, id)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, masked(c, by))
	}
	return list, total, err
}

// Counts are the cases of a hamlet that wait for the commune, and how many of them are overdue: what its leader
// may know. Those about somebody in office are not among them.
func Counts(r kv.Reader, hamlet commune.HamletID, now time.Time) (waiting, late int, err error) {
	key := kv.Key{}.Text(string(hamlet))
	err = cases.IDs(r, byHamlet, key, key.End(), func(at kv.Key, _ CaseID) error {
		waiting++
		_, rest, _ := at.CutText()
		if deadline, _, ok := rest.CutTime(); ok && deadline.Before(now) {
			late++
		}
		return nil
	})
	return waiting, late, err
}

// Sum is an inbox in numbers, for the digest of the morning.
type Sum struct {
	Waiting  int // the commune owes an answer
	Late     int // of those, overdue
	Today    int // of those, due today
	Free     int // of those, nobody is in charge
	Mine     int // of those, the actor is in charge
	Replied  int // the resident has written since
	Unclosed int // answered and not closed
}

// Sum counts the actor's inbox. on is now, in the commune's zone.
func (d *Desk) Sum(r kv.Reader, by commune.Actor, on time.Time) (n Sum, err error) {
	s, err := scope(by)
	if err != nil {
		return n, err
	}
	key := kv.Key{}.Text(s).Uint(partWaits)
	err = cases.ByIndex(r, byWork, key, key.End(), func(c Case) error {
		n.Waiting++
		switch {
		case c.Overdue(on):
			n.Late++
		case d.day(c.Deadline) == d.day(on):
			n.Today++
		}
		if c.Officer == "" {
			n.Free++
		}
		if by.Staff != "" && c.Officer == by.Staff {
			n.Mine++
		}
		if c.Replied {
			n.Replied++
		}
		return nil
	})
	if err == nil {
		key = kv.Key{}.Text(s).Uint(partAnswered)
		err = cases.IDs(r, byWork, key, key.End(), func(kv.Key, CaseID) error { n.Unclosed++; return nil })
	}
	return n, err
}
