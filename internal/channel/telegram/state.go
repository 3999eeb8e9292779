package telegram

import (
	"maps"
	"sync"
	"time"

	"loaxom/internal/channel"
)

// state is how the poll is doing.
type state struct {
	mu    sync.Mutex
	last  time.Time // last time that a poll was answered
	until time.Time // end of the platform's own retry_after
	kind  string    // of the trouble; empty: none
	text  string
}

func (s *state) health(now time.Time) channel.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	return channel.Health{LastPoll: s.last, Trouble: s.text, Wait: max(s.until.Sub(now), 0)}
}

// set notes a trouble and tells whether it is of another kind than before.
func (s *state) set(kind, text string) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed = s.kind != kind
	s.kind, s.text = kind, text
	return changed
}

// hold notes a retry_after.
func (s *state) hold(until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = until
}

// answered notes a good poll.
func (s *state) answered(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.until = now, time.Time{}
}

// trouble notes what is wrong with the poll and logs it, once as long as it stays of that kind.
func (c *Channel) trouble(kind, text string) {
	if c.state.set(kind, text) {
		c.log.Warn("no updates from telegram", "trouble", kind, "detail", text)
	}
}

// well ends a trouble.
func (c *Channel) well() {
	if c.state.set("", "") {
		c.log.Info("updates from telegram again")
	}
}

// alarms counts what an operator has to put right, or we.
type alarms struct {
	mu   sync.Mutex
	seen map[string]int64
}

// alarm counts and logs, ever more rarely: the 1st, 2nd, 4th, 8th ... time.
func (c *Channel) alarm(kind, text string) {
	c.alarms.mu.Lock()
	c.alarms.seen[kind]++
	n := c.alarms.seen[kind]
	c.alarms.mu.Unlock()
	if n&(n-1) == 0 {
		c.log.Error(text, "alarm", kind, "times", n)
	}
}

// Alarms counts since the start, by kind, for metrics: token (refused, 401), conflict (another program
// polls or set a webhook, 409), certificate (not accepted), address (404), entities (our HTML was not
// understood and the text went out plain), unreadable (updates that do not decode).
func (c *Channel) Alarms() map[string]int64 {
	c.alarms.mu.Lock()
	defer c.alarms.mu.Unlock()
	return maps.Clone(c.alarms.seen)
}
