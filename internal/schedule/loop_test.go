package schedule

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheLoopSleepsUntilTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		begun, shift := time.Now(), time.Duration(0)
		now := func() time.Time { return time.Now().Add(shift) }
		wake := make(chan struct{}, 1)
		var at []time.Duration
		next := []time.Time{begun.Add(90 * time.Second), {}, begun.Add(-time.Hour), begun.Add(100 * 24 * time.Hour)}
		ended := make(chan struct{})
		go func() {
			Loop(ctx, now, wake, 10*time.Minute, func(context.Context) time.Time {
				at = append(at, time.Since(begun))
				return next[min(len(at), len(next))-1]
			})
			close(ended)
		}()
		time.Sleep(15 * time.Minute)
		wake <- struct{}{}
		time.Sleep(time.Minute)
		cancel()
		<-ended
		// At once; at the moment given; after the longest rest where none was given; in a second where it
		// has passed; then because it was woken.
		want := []time.Duration{0, 90 * time.Second, 690 * time.Second, 691 * time.Second, 15 * time.Minute}
		if len(at) != len(want) {
			t.Fatalf("steps at %v", at)
		}
		for i := range want {
			if at[i] != want[i] {
				t.Errorf("step %d after %v, not %v", i, at[i], want[i])
			}
		}
	})
}

// A clock that is set ahead is noticed within the longest rest, although the timer knows nothing of it.
func TestTheLoopNoticesAClockThatWasSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		shift := make(chan time.Duration, 1)
		shift <- 0
		now := func() time.Time {
			d := <-shift
			shift <- d
			return time.Now().Add(d)
		}
		due := time.Now().Add(30 * 24 * time.Hour)
		var seen time.Time
		ended := make(chan struct{})
		go func() {
			Loop(ctx, now, nil, time.Minute, func(context.Context) time.Time {
				if seen.IsZero() && !now().Before(due) {
					seen = time.Now()
				}
				return due
			})
			close(ended)
		}()
		time.Sleep(time.Hour + time.Second)
		<-shift
		shift <- 30 * 24 * time.Hour
		set := time.Now()
		time.Sleep(2 * time.Minute)
		cancel()
		<-ended
		if seen.IsZero() || seen.Sub(set) > time.Minute {
			t.Errorf("noticed at %v, set at %v", seen, set)
		}
	})
}
