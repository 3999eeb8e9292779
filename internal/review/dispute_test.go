package review

import (
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func TestThreeResidentsWithinAWeekDisputeANumber(t *testing.T) {
	o := newOffice(t, "")
	f := numbers()[0]
	hash := hashOf(t, f)
	first := false
	say := func(by commune.Actor) func(kv.Tx) error {
		return func(tx kv.Tx) (err error) {
			first, err = Dispute(tx, by, f, hash, content.DateOf(o.now).String(), o.now)
			return err
		}
	}
	disputed := func() bool { return o.rule().Figures[f.ID] == content.Disputed }
	o.must(say(resident(1)))
	if !first {
		t.Error("staff are not told of the first report")
	}
	for range 5 {
		o.must(say(resident(1)))
	}
	o.must(say(resident(2)))
	if first || disputed() {
		t.Fatalf("two residents: told again %t, disputed %t", first, disputed())
	}
	before := o.revision()
	o.now = start.Add(reportsCount) // resident 1 and 2 count no more
	o.must(say(resident(3)))
	o.must(say(resident(4)))
	if disputed() || o.revision() != before {
		t.Fatal("reports of more than seven days ago count")
	}
	if !first && content.DateOf(o.now) != content.DateOf(start) {
		o.now = o.now.Add(time.Minute)
	}
	o.must(say(resident(5)))
	if !disputed() || o.revision() == before {
		t.Fatal("three different residents within seven days do not count")
	}
	if acts := o.audit(); len(acts) != 1 || acts[0] != " content.dispute param:"+f.ID {
		t.Errorf("the audit has %q", acts)
	}
	// Only staff end it.
	o.now = o.now.Add(30 * 24 * time.Hour)
	o.must(func(tx kv.Tx) error { return dropReports(tx, func(r report) bool { return outdated(r, o.now) }) })
	if !disputed() {
		t.Fatal("the dispute ended by itself")
	}
	o.must(func(tx kv.Tx) error { return Settle(tx, binh, f, hash, o.now) })
	if disputed() {
		t.Fatal("a settled number is disputed")
	}
	o.refused(fault.Conflict, func(tx kv.Tx) error { return Settle(tx, binh, f, hash, o.now) })
	o.must(say(resident(6)))
	if disputed() {
		t.Fatal("one report after it was settled disputes it again")
	}
}

func TestOneOfTheStaffDisputesANumberAtOnce(t *testing.T) {
	o := newOffice(t, "")
	f := numbers()[0]
	hash := hashOf(t, f)
	o.must(func(tx kv.Tx) error { _, err := Dispute(tx, an, f, hash, "2026-11-23", o.now); return err })
	o.must(func(tx kv.Tx) error {
		_, err := Dispute(tx, an, birth, hashOf(t, birth), "2026-11-23", o.now)
		return err
	})
	if r := o.rule(); r.Figures[f.ID] != content.Disputed || !r.Doubted[birth.ID] {
		t.Fatalf("%v %v", r.Figures, r.Doubted)
	}
	// Approved anew by two people it is disputed no more.
	o.must(o.approve(binh, f))
	if r := o.rule(); r.Figures[f.ID] != content.Disputed {
		t.Fatal("one approval ended the dispute of a number")
	}
	o.must(o.approve(chi, f))
	if r := o.rule(); r.Figures[f.ID] != content.Confirmed {
		t.Fatalf("%v", r.Figures)
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { _, err := Dispute(tx, commune.Actor{}, f, hash, "d", o.now); return err })
}

// Whoever says which number it is takes the word on the entry back; staff are told once a day all the same.
func TestAWordOnAnEntryIsNarrowedToANumber(t *testing.T) {
	o := newOffice(t, "")
	f, hash := numbers()[0], hashOf(t, birth)
	told := 0
	say := func(by commune.Actor) {
		t.Helper()
		var first bool
		o.must(func(tx kv.Tx) (err error) { first, err = Dispute(tx, by, birth, hash, "2026-11-23", o.now); return err })
		if first {
			told++
		}
		o.must(func(tx kv.Tx) error { return Narrow(tx, by, birth, o.now) })
		o.must(func(tx kv.Tx) error { _, err := Dispute(tx, by, f, hashOf(t, f), "2026-11-23", o.now); return err })
	}
	for n := range 3 {
		say(resident(n))
	}
	r := o.rule()
	if told != 1 || r.Doubted[birth.ID] || r.Figures[f.ID] != content.Disputed {
		t.Fatalf("told %d times, %v, %v", told, r.Doubted, r.Figures)
	}
	o.must(func(tx kv.Tx) error { return Settle(tx, an, f, hashOf(t, f), o.now) })
	say(binh)
	if r := o.rule(); r.Doubted[birth.ID] || r.Figures[f.ID] != content.Disputed {
		t.Fatalf("%v, %v", r.Doubted, r.Figures)
	}
	// What others disputed stays.
	o.must(func(tx kv.Tx) error { _, err := Dispute(tx, an, birth, hash, "2026-11-23", o.now); return err })
	o.must(func(tx kv.Tx) error { return Narrow(tx, binh, birth, o.now) })
	o.must(func(tx kv.Tx) error { return Narrow(tx, resident(1), birth, o.now) })
	if !o.rule().Doubted[birth.ID] {
		t.Fatal("somebody else's word was taken back")
	}
}
