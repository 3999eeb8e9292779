package bulletin

import "sync/atomic"

// stats counts what the desk does, for metrics.
type stats struct {
	sent, late, closed, clock atomic.Int64
	skipped                   map[Reason]*atomic.Int64
}

func newStats() *stats {
	s := &stats{skipped: map[Reason]*atomic.Int64{}}
	for _, r := range Reasons() {
		s.skipped[r] = new(atomic.Int64)
	}
	return s
}

// Count is how often each thing has happened since the start.
type Count struct {
	Sent    int64            // issues that went out, late ones and those sent by hand too
	Late    int64            // of them, those that went out late
	Skipped map[string]int64 // firings that brought nothing out, by reason
	Closed  int64            // quizzes that were closed
	Clock   int64            // times that the clock was found to have been wrong by more than an outage explains
}

// Count reads the counters.
func (d *Desk) Count() Count {
	c := Count{Sent: d.stats.sent.Load(), Late: d.stats.late.Load(), Closed: d.stats.closed.Load(), Clock: d.stats.clock.Load(), Skipped: map[string]int64{}}
	for r, n := range d.stats.skipped {
		c.Skipped[string(r)] = n.Load()
	}
	return c
}
