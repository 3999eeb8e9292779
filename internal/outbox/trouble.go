package outbox

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"

	"loaxom/internal/fault"
)

// probe asks whether the platform answers again: at once, then every five to six seconds, so that an
// outage sees at most twelve calls a minute.
func (l *line) probe(ctx context.Context) {
	pauses := spread(5500*time.Millisecond, 1)
	for ctx.Err() == nil {
		now := l.box.now()
		l.follow(now)
		if wait := l.held(now); wait > 0 {
			l.rest(ctx, wait)
			continue
		}
		call, cancel := context.WithTimeout(ctx, callTimeout)
		err := l.ch.Probe(call)
		cancel()
		if err == nil {
			l.mu.Lock()
			l.trouble, l.moved = false, l.box.now()
			l.mu.Unlock()
			l.log.Info("the platform answers again")
			return
		}
		if wait := fault.WaitOf(err); wait > 0 {
			l.holdFor(wait)
			continue
		}
		l.sleep(ctx, pauses.NextBackOff())
	}
}

// spread is a row of pauses, each by factor longer than the one before, up to a minute, and none the
// same for all who wait: a tenth to either side.
func spread(first time.Duration, factor float64) *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.Multiplier, b.RandomizationFactor, b.MaxInterval = first, factor, 0.1, time.Minute
	b.Reset()
	return b
}

// nextTry is how long a delivery rests that could not be sent, after so many attempts before.
func nextTry(attempts int) time.Duration {
	b := spread(time.Second, 4)
	for range attempts {
		b.NextBackOff()
	}
	return b.NextBackOff()
}

// sleep waits for d whatever changes meanwhile.
func (l *line) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (l *line) inTrouble() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trouble
}

// troubled stops the line until a probe is answered.
func (l *line) troubled(kind fault.Kind) {
	l.mu.Lock()
	was := l.trouble
	l.trouble = true
	l.mu.Unlock()
	if !was {
		l.log.Warn("the platform does not answer as it should; nothing is sent until it does", "kind", kind)
	}
	l.change()
}

// held is how long the platform's word to the whole bot still runs.
func (l *line) held(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.hold.Sub(now), 0)
}

// holdFor stops the whole line for as long as the platform asked, and remembers it over a restart.
func (l *line) holdFor(wait time.Duration) {
	l.mu.Lock()
	until := l.box.now().Add(wait)
	longer := until.After(l.hold)
	if longer {
		l.hold = until
	}
	l.mu.Unlock()
	if longer {
		l.log.Warn("the platform asks the whole bot to wait", "seconds", int(wait.Seconds()))
		l.box.keepHold(l.ch.Name(), until, l.log)
		l.change()
	}
}

func (l *line) change() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}
