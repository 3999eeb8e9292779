package outbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// In no second, wherever it begins, are there more events than the pace and the slack of answers allow.
func TestNoSecondHasTooMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "n")
		m := newMeter(n)
		now := time.Unix(1000, 0)
		var at []time.Time
		for range 6 * n {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "pause")) * time.Millisecond)
			now = now.Add(m.wait(now, rapid.Bool().Draw(t, "answer")))
			m.took(now)
			at = append(at, now)
		}
		most := n + n/8 + 1
		for i := most; i < len(at); i++ {
			if at[i].Sub(at[i-most]) < time.Second {
				t.Fatalf("%d events within %v", most+1, at[i].Sub(at[i-most]))
			}
		}
	})
}

// Whoever comes late by less than the slack loses nothing of the rate.
func TestTheFullRateIsReached(t *testing.T) {
	for _, answer := range []bool{true, false} {
		m := newMeter(25)
		start := time.Unix(1000, 0)
		now := start
		for range 2500 {
			now = now.Add(m.wait(now, answer) + 5*time.Millisecond) // a timer that is late
			m.took(now)
		}
		if took := now.Sub(start); took > 101*time.Second {
			t.Errorf("2,500 events at 25/s took %v", took)
		}
	}
}

func TestWhatDidNotHappenCountsNot(t *testing.T) {
	m := newMeter(1)
	now := time.Unix(1000, 0)
	m.took(now)
	m.gave()
	if wait := m.wait(now, true); wait != 0 {
		t.Errorf("waits %v", wait)
	}
}

func TestAClockSetBackStopsNobody(t *testing.T) {
	m := newMeter(1)
	now := time.Unix(100000, 0)
	m.took(now)
	now = now.Add(-time.Hour)
	if wait := m.wait(now, true); wait > time.Second {
		t.Fatalf("waits %v", wait)
	}
	if wait := m.wait(now.Add(time.Second), true); wait != 0 {
		t.Fatalf("still waits %v after that", wait)
	}
}
