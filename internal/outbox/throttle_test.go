package outbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// In no stretch of the span, wherever it begins, are there more than n events, and whoever obeys
// wait reaches the full rate.
func TestWindowIsSliding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "n")
		w := newWindow(n, time.Second)
		now := time.Unix(0, 0)
		var at []time.Time
		for range 5 * n {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "pause")) * time.Millisecond)
			now = now.Add(w.wait(now, 1))
			w.took(now)
			at = append(at, now)
		}
		for i := n; i < len(at); i++ {
			if at[i].Sub(at[i-n]) < time.Second {
				t.Fatalf("%d events within %v", n+1, at[i].Sub(at[i-n]))
			}
		}
	})
}

func TestWindowReachesTheFullRate(t *testing.T) {
	w := newWindow(25, time.Second)
	start := time.Unix(0, 0)
	now := start
	for range 2500 {
		now = now.Add(w.wait(now, 1))
		w.took(now)
	}
	if took := now.Sub(start); took > 100*time.Second {
		t.Fatalf("2,500 events at 25/s took %v", took)
	}
}

func TestAClockSetBackStopsNobody(t *testing.T) {
	w := newWindow(1, time.Second)
	now := time.Unix(100000, 0)
	w.took(now)
	now = now.Add(-time.Hour)
	if wait := w.wait(now, 1); wait != time.Second {
		t.Fatalf("waits %v", wait)
	}
	if wait := w.wait(now.Add(time.Second), 1); wait != 0 {
		t.Fatalf("still waits %v after that", wait)
	}
}
