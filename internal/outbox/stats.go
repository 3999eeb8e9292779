package outbox

import (
	"sync/atomic"
	"time"

	"loaxom/internal/fault"
)

// stats counts what the box does, for metrics and /healthz.
type stats struct {
	states      [len(stateNames)]atomic.Int64
	errs        [16]atomic.Int64 // calls by fault kind
	calls       atomic.Int64
	took        atomic.Int64 // nanoseconds of all calls
	acksDropped atomic.Int64
}

func newStats() *stats { return &stats{} }

func (s *stats) call(took time.Duration, err error) {
	s.calls.Add(1)
	s.took.Add(int64(took))
	if err != nil {
		s.errs[fault.KindOf(err)].Add(1)
	}
}

func (s *stats) ended(state State) { s.states[state].Add(1) }

// Count is how often each thing has happened since the start.
type Count struct {
	States map[string]int64 // outcomes by delivery state
	Errors map[string]int64 // failed calls by kind of fault
	Calls  int64
	Took   time.Duration // of all calls together
}

// Count reads the counters.
func (b *Box) Count() Count {
	c := Count{States: map[string]int64{}, Errors: map[string]int64{}, Calls: b.stats.calls.Load(), Took: time.Duration(b.stats.took.Load())}
	for i := range b.stats.states {
		c.States[State(i).String()] = b.stats.states[i].Load()
	}
	for i := range b.stats.errs {
		if n := b.stats.errs[i].Load(); n > 0 {
			c.Errors[fault.Kind(i).String()] = n
		}
	}
	return c
}

// Health is how a channel's line is doing.
type Health struct {
	Channel string
	Waiting int           // addresses with work that may go
	Held    int           // addresses with work that waits for an admin's word after a restore
	Hold    time.Duration // how long the platform's retry_after still runs
	Trouble bool          // nothing is sent until a probe is answered
	Moved   time.Time     // last time that a call was answered; zero: none yet
}

// Health tells how each line is doing.
func (b *Box) Health() (all []Health) {
	for _, l := range b.order {
		waiting, held := l.queue.Len(), 0
		if b.Held().Waiting() {
			may := l.queue.Below(int(Answers) + 1)
			waiting, held = may, max(waiting-may, 0)
		}
		l.mu.Lock()
		all = append(all, Health{Channel: l.ch.Name(), Waiting: waiting, Held: held, Hold: max(l.hold.Sub(b.now()), 0), Trouble: l.trouble, Moved: l.moved})
		l.mu.Unlock()
	}
	return all
}
