package privacy

import (
	"context"
	"strings"
	"testing"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// The file is written anew the night after an erasure, at any time where no night could be used for six days, and
// it is an alarm after seven.
func TestWhenTheFileIsWrittenAnew(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()))
	look := func(at time.Time) int {
		t.Helper()
		before := s.compacted
		s.at = at
		if err := s.desk.compact(context.Background()); err != nil && s.failing == nil {
			t.Fatal(err)
		}
		return s.compacted - before
	}
	night := time.Date(2026, 6, 1, 19, 30, 0, 0, time.UTC) // 2:30 in the commune
	if look(night) != 0 {
		t.Error("nothing was erased")
	}
	erased := func() { s.must(func(tx kv.Tx) error { return s.desk.mark(tx, s.at, s.at) }) }
	s.at = monday
	erased()
	if look(monday.Add(time.Hour)) != 0 {
		t.Error("by day")
	}
	if look(night) != 1 || look(night.Add(time.Minute)) != 0 {
		t.Error("not once at night")
	}

	// What retention removed has time.
	s.at = night.Add(time.Hour)
	s.must(func(tx kv.Tx) error { return s.desk.mark(tx, s.at.Add(retainedLater), s.at) })
	if look(night.Add(24*time.Hour)) != 0 || look(night.Add(6*24*time.Hour)) != 1 {
		t.Error("retention does not wait for its week")
	}

	// No night can be used: at any time after six days, and an alarm after seven.
	s.at = monday.Add(30 * 24 * time.Hour)
	begun := s.at
	erased()
	s.failing = fault.New(fault.Busy, "being read")
	if look(begun.Add(5*24*time.Hour)) != 0 || look(begun.Add(6*24*time.Hour+time.Hour)) != 1 {
		t.Error("not at any time after six days")
	}
	if look(begun.Add(6*24*time.Hour+time.Hour+time.Minute)) != 0 || look(begun.Add(6*24*time.Hour+2*time.Hour)) != 1 {
		t.Error("not again half an hour after a failure")
	}
	if line := s.desk.Trouble(s.at); line != "" {
		t.Errorf("an alarm too early: %s", line)
	}
	if line := s.desk.Trouble(begun.Add(8 * 24 * time.Hour)); !strings.Contains(line, "8 days: being read") {
		t.Errorf("the alarm is %q", line)
	}
	s.failing = nil
	if look(begun.Add(8*24*time.Hour)) != 1 || s.desk.Trouble(s.at) != "" {
		t.Error("it is not over")
	}
}
