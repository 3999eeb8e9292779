package feedback

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// cases by code.
var cases = kv.NewTable("case", func(c Case) CaseID { return c.ID },
	kv.Index[Case]{Name: byOnce, Keys: func(c Case) []kv.Key { return []kv.Key{kv.Key{}.Text(c.Once)} }},
	kv.Index[Case]{Name: byPerson, Keys: func(c Case) []kv.Key {
		if c.person() == "" {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(c.person())}
	}},
	kv.Index[Case]{Name: byWork, Keys: Case.work},
	kv.Index[Case]{Name: byHamlet, Keys: func(c Case) []kv.Key {
		if c.Hamlet == "" || !c.State.Waits() || c.Official {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(string(c.Hamlet)).Time(c.Deadline)}
	}},
	kv.Index[Case]{Name: byRemind, Keys: func(c Case) []kv.Key {
		if c.Remind.IsZero() || !c.State.Waits() {
			return nil
		}
		return []kv.Key{kv.Key{}.Time(c.Remind)}
	}},
	kv.Index[Case]{Name: byOpened, Keys: func(c Case) []kv.Key { return []kv.Key{kv.Key{}.Time(c.Opened)} }},
	kv.Index[Case]{Name: byAsked, Keys: func(c Case) []kv.Key {
		if c.Asked.IsZero() || c.person() == "" || c.State.Ended() {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(c.person())}
	}},
	kv.Index[Case]{Name: byErase, Keys: func(c Case) []kv.Key {
		if !c.Erase || !c.State.Ended() {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(string(c.ID))}
	}})

const (
	byOnce   = "once"
	byPerson = "person"
	byWork   = "work"
	byHamlet = "hamlet"
	byRemind = "remind"
	byOpened = "opened"
	byAsked  = "asked"
	byErase  = "erase"
)

// person is whom the case belongs to: an address id, or of an anonymous one the hidden name under which
// its deliveries go. Empty: erased.
func (c Case) person() string {
	switch {
	case c.From != "":
		return c.From
	case c.Who != "":
		return string(address.Hide(c.Who))
	}
	return ""
}

// Parts of the index of work: what waits for the commune's answer, what was answered and not closed, and what
// is over, newest first.
const (
	partWaits uint64 = iota
	partAnswered
	partEnded
)

func (c Case) part() uint64 {
	switch {
	case c.State.Waits():
		return partWaits
	case c.State == Answered:
		return partAnswered
	}
	return partEnded
}

// Scopes in which cases are listed. A case about an office or a person in office is in that of the leadership
// alone, so that no list or figure of an office can even come across it.
const (
	scopeAll        = "*"
	scopeLeadership = "!"
	scopeOffice     = "o:"
	scopeOfficer    = "p:"
)

// scopes are those that list the case.
func (c Case) scopes() []string {
	list := []string{scopeAll, scopeLeadership}
	if !c.Official {
		list[1] = scopeOffice + string(c.Office)
	}
	if c.Officer != "" {
		list = append(list, scopeOfficer+string(c.Officer))
	}
	return list
}

// work are the keys under which the lists of staff find the case: overdue ones first, then in the order of
// their deadlines; of those that are over the last first.
func (c Case) work() (keys []kv.Key) {
	for _, s := range c.scopes() {
		key := kv.Key{}.Text(s).Uint(c.part())
		if c.part() == partEnded {
			key = key.Uint(uint64(math.MaxInt64 - c.Ended.UnixMilli()))
		} else {
			key = key.Uint(uint64(c.Deadline.UnixMilli()))
		}
		keys = append(keys, key)
	}
	return keys
}

// object is the case as far as rights hang on it.
func (c Case) object() staff.Object {
	return staff.Object{Office: c.Office, Officer: c.Officer, Leadership: c.Official}
}

// Overdue tells whether the commune owes an answer that should have come before now.
func (c Case) Overdue(now time.Time) bool { return c.State.Waits() && now.After(c.Deadline) }

// lines are the histories of the cases, in order.
var lines = kv.NewTable("case_line", func(l Line) kv.Key { return lineKey(l.Case, l.N) })

func lineKey(id CaseID, n int) kv.Key { return kv.Key{}.Text(string(id)).Uint(uint64(n)) }

// add appends a line to the history of c, which the caller stores.
func (c *Case) add(tx kv.Tx, l Line, now time.Time) error {
	c.Lines++
	l.Case, l.N, l.At = c.ID, c.Lines, now.UTC()
	return lines.Put(tx, l)
}

// blurred is how exactly it is kept when an anonymous reporter did something.
const blurred = time.Hour

// when is the time of something that the reporter does, as it is kept. The moment of a message stands in other
// tables too, beside the conversation in which it was written: where the reporter is anonymous the hour alone is
// kept, and never one before what the case already tells.
func (c Case) when(anonymous bool, now time.Time) time.Time {
	if !anonymous {
		return now.UTC()
	}
	at := now.UTC().Truncate(blurred)
	if at.Before(c.Touched) {
		return c.Touched
	}
	return at
}

// History is a case's history, oldest first.
func history(r kv.Reader, id CaseID) (list []Line, err error) {
	key := kv.Key{}.Text(string(id))
	err = lines.Scan(r, key, key.End(), func(l Line) error { list = append(list, l); return nil })
	return list, err
}

// counterTable holds the last number of each year.
const counterTable = "case_number"

// compare orders codes as they were given: by year, then by number. The time of opening orders none: of an
// anonymous case the hour alone is kept.
func (id CaseID) compare(other CaseID) int {
	year, number := id.parts()
	year2, number2 := other.parts()
	return cmp.Or(strings.Compare(year, year2), cmp.Compare(len(number), len(number2)), strings.Compare(number, number2))
}

func (id CaseID) parts() (year, number string) {
	year, number, _ = strings.Cut(strings.TrimPrefix(string(id), "PA-"), "-")
	return year, number
}

// nextID is the next code of the year, and never one that was given before.
func nextID(tx kv.Tx, year int) (CaseID, error) {
	key := kv.Key{}.Uint(uint64(year))
	v, there, err := tx.Get(counterTable, key)
	if err != nil {
		return "", err
	}
	var last uint64
	if there {
		last, _, _ = kv.Key(v).CutUint()
	}
	last++
	return CaseID(fmt.Sprintf("PA-%04d-%04d", year, last)), tx.Put(counterTable, key, kv.Key{}.Uint(last))
}

// Check holds the cases against their indexes.
func Check(r kv.Reader) error { return cases.Check(r) }

// Get reads a case as it is stored. It asks for no right: it is for the room's own checks, for retention and
// for tests. NotFound where there is none.
func Get(r kv.Reader, id CaseID) (Case, error) { return cases.Get(r, id) }

// All visits every case as it is stored, in the order of the codes. It asks for no right, like Get.
func All(r kv.Reader, visit func(Case) error) error { return cases.Scan(r, nil, nil, visit) }

// Files visits the hashes of all files that cases and their histories name: what the blob store has to keep.
func Files(r kv.Reader, visit func(hash string) error) error {
	err := cases.Scan(r, nil, nil, func(c Case) error { return hashes(c.Files, visit) })
	if err == nil {
		err = lines.Scan(r, nil, nil, func(l Line) error { return hashes(l.Files, visit) })
	}
	return err
}

// officeOf is the office that the category goes to; empty: none, so the leadership assigns it.
func officeOf(offices []commune.Office, category string) commune.OfficeID {
	for _, want := range []string{category, Other} {
		for _, o := range offices {
			for _, h := range o.Handles {
				if h == want {
					return o.ID
				}
			}
		}
	}
	return ""
}

// Other is the category of what fits no other; the office that handles it gets what no office handles.
const Other = "khac"

// mine tells whether the case belongs to the conversation.
func (d *Desk) mine(c Case, who address.ID) bool {
	return who != "" && (c.From == string(who) || c.Who != "" && c.Who == d.cfg.Seal.Hash(who))
}
