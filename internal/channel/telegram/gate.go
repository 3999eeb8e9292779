package telegram

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// gap is how far apart calls are while Telegram does not answer. Two wishes meet in it and leave no
// other choice: at most 12 calls a minute, and back at work within 5 s of its return.
const gap = 5 * time.Second

// jitter is by how much an outage's rhythm is shifted, so that bots that lost the same network at the
// same moment do not come back in step.
const jitter = 500 * time.Millisecond

// gate spaces the calls of poll and probe in an outage. It is open while all is well.
type gate struct {
	now func() time.Time

	mu   sync.Mutex
	next time.Time // when a call may be tried; zero: open
	news chan struct{}
}

func newGate(now func() time.Time) *gate { return &gate{now: now, news: make(chan struct{})} }

// least is what a call must have left of its time to be worth a turn.
const least = time.Second

// pass waits until a call may be tried and takes that turn. An error means that ctx ended before, or
// would too soon after: a turn that is taken and not used is one in which nobody asks.
func (g *gate) pass(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.mu.Lock()
		if g.next.IsZero() {
			g.mu.Unlock()
			return nil
		}
		now := g.now()
		wait := min(g.next.Sub(now), gap+jitter) // a clock set back is no reason to wait longer
		if end, ok := ctx.Deadline(); ok && time.Until(end) < wait+least {
			g.mu.Unlock()
			return context.DeadlineExceeded
		}
		if wait <= 0 {
			g.next = now.Add(gap)
			g.mu.Unlock()
			return nil
		}
		news := g.news
		g.mu.Unlock()
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-news:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		t.Stop()
	}
}

// failed closes the gate after a call that began at started.
func (g *gate) failed(started time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.next.IsZero() {
		return // its turn was taken from the rhythm already
	}
	now := g.now()
	g.next = started.Add(gap)
	if g.next.Before(now) { // a long poll that was cut: try again at once
		g.next = now
	}
	g.next = g.next.Add(rand.N(jitter))
}

// passed opens the gate: Telegram has answered.
func (g *gate) passed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.next.IsZero() {
		return
	}
	g.next = time.Time{}
	close(g.news)
	g.news = make(chan struct{})
}

// rest waits for d or the end of ctx.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
