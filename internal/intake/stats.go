package intake

import (
	"sync/atomic"
	"time"

	"loaxom/bot"
)

// stats counts what intake does, for metrics.
type stats struct {
	taken, answered, ignored, unreadable, failed atomic.Int64
	answers, chooses, nones                      atomic.Int64
	turns, turnTime                              atomic.Int64 // number, nanoseconds
	waits, waitTime                              atomic.Int64
}

func (s *stats) turn(d bot.Decision, took time.Duration) {
	s.turns.Add(1)
	s.turnTime.Add(int64(took))
	switch d {
	case bot.Answer:
		s.answers.Add(1)
	case bot.Choose:
		s.chooses.Add(1)
	case bot.None:
		s.nones.Add(1)
	}
}

func (s *stats) waited(d time.Duration) {
	s.waits.Add(1)
	s.waitTime.Add(int64(d))
}

// Count is how often each thing has happened since the start.
type Count struct {
	Taken, Answered, Ignored, Unreadable, Failed int64
	Decisions                                    map[string]int64
	Turns                                        int64
	TurnTime                                     time.Duration // of all turns together
	Waits                                        int64
	WaitTime                                     time.Duration // from taking an update to committing its answer, all together
	Waiting                                      int           // conversations with work
}

// Count reads the counters.
func (in *Intake) Count() Count {
	s := &in.stats
	return Count{
		Taken: s.taken.Load(), Answered: s.answered.Load(), Ignored: s.ignored.Load(), Unreadable: s.unreadable.Load(), Failed: s.failed.Load(),
		Decisions: map[string]int64{"answer": s.answers.Load(), "choose": s.chooses.Load(), "none": s.nones.Load()},
		Turns:     s.turns.Load(), TurnTime: time.Duration(s.turnTime.Load()),
		Waits: s.waits.Load(), WaitTime: time.Duration(s.waitTime.Load()), Waiting: in.queue.Len(),
	}
}
