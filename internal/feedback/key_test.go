package feedback

import (
	"context"
	"fmt"
	"testing"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// tried is how many counts of wrong keys are kept.
func (s *stand) tried() (n int) {
	s.t.Helper()
	s.view(func(r kv.Reader) error {
		n = 0
		return r.Scan(triesTable, nil, nil, func(_, _ []byte) error { n++; return nil })
	})
	return n
}

// Counts of wrong keys are kept for as long as they count, and no longer.
func TestWrongKeysAreForgotten(t *testing.T) {
	s := newStand(t)
	who := commune.Actor{Address: "adr-9", Role: commune.Resident}
	for i := range 15 { // the codes of nobody: each one counts by itself
		s.must(func(tx kv.Tx) error {
			ok, err := s.desk.ByKey(tx, who, CaseID(fmt.Sprintf("PA-2019-%04d", i+1)), "2222", s.at)
			if ok {
				t.Error("a key fits a case that does not exist")
			}
			return err
		})
	}
	if n := s.tried(); n != 16 {
		t.Fatalf("%d counts", n)
	}
	for i, c := range []struct {
		later time.Duration
		left  int
	}{{59 * time.Minute, 16}, {2 * time.Minute, 0}, {time.Minute, 0}} {
		s.at = s.at.Add(c.later)
		if err := s.desk.forgetTries(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := s.tried(); n != c.left {
			t.Errorf("look %d: %d counts, want %d", i, n, c.left)
		}
	}
}

// Fits says what ByKey would, and counts nothing.
func TestToLookAtAKeyCountsNothing(t *testing.T) {
	s := newStand(t)
	who := commune.Actor{Address: "adr-9", Role: commune.Resident}
	fits := func() (ok bool, err error) {
		s.view(func(r kv.Reader) error { ok, err = s.desk.Fits(r, who, "PA-2026-0001", "2222", s.at); return nil })
		return ok, err
	}
	for range 50 {
		if ok, err := fits(); ok || err != nil {
			t.Fatalf("%t, %v", ok, err)
		}
	}
	if n := s.tried(); n != 0 {
		t.Errorf("%d counts after looking", n)
	}
	for range mostForCode {
		s.must(func(tx kv.Tx) error { _, err := s.desk.ByKey(tx, who, "PA-2026-0001", "2222", s.at); return err })
	}
	if _, err := fits(); !fault.Is(err, fault.Busy) || fault.WaitOf(err) <= 0 {
		t.Errorf("after %d wrong keys: %v", mostForCode, err)
	}
}
