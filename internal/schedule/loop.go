package schedule

import (
	"context"
	"time"
)

// Loop calls step until ctx ends: once at the beginning, then when the moment has come that step gave as
// the next, when something arrives on wake, and at the latest every most. The last is not for lack of
// trust in the timer: it counts the machine's own time, while the moments are by a clock that may be set
// and that goes on while the machine sleeps. step gives the zero Time where nothing is ahead; it handles
// its own errors.
func Loop(ctx context.Context, now func() time.Time, wake <-chan struct{}, most time.Duration, step func(context.Context) (next time.Time)) {
	for ctx.Err() == nil {
		rest := most
		if next := step(ctx); !next.IsZero() {
			if rest = min(next.Sub(now()), most); rest <= 0 {
				rest = time.Second
			}
		}
		t := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-t.C:
		}
		t.Stop()
	}
}
