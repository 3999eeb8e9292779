package telegramtest

import "time"

// Judge says what happens to a call above the limits.
type Judge int

// Judges.
const (
	Refuse Judge = iota // it gets 429 and is written down as a Breach
	Count               // it is written down and carried out
	Off                 // nobody looks
)

// Limits are the platform's own, as sliding windows. 0: no limit. An edit counts as a message, an
// album as its messages (as one for PerChatSecond).
type Limits struct {
	PerSecond      int           // messages in any second, all chats
	PerChatSecond  int           // messages in any second, one chat
	PerGroupMinute int           // messages in any minute, one group
	Tolerance      time.Duration // windows are shorter by this much: for jitter between two clocks
	RetryAfter     int           // seconds told with 429; 0: until the window is open, rounded up
}

// RealLimits are 30 a second, one a second a chat and 20 a minute a group (core.telegram.org/bots/faq),
// without tolerance. The real server tolerates short bursts to one chat but does not say which.
func RealLimits() Limits { return Limits{PerSecond: 30, PerChatSecond: 1, PerGroupMinute: 20} }

// Breach is a call above the limits, or one made during a retry_after in force.
type Breach struct {
	At     time.Time
	Method string
	Chat   int64 // 0: none
	Rule   string
}

// Rules of Breach.
const (
	RuleSecond      = "messages a second"
	RuleChatSecond  = "messages a second in one chat"
	RuleGroupMinute = "messages a minute in one group"
	RuleDuringWait  = "call during retry_after"
)

// scope is what a hold is on: a chat, a method, or with neither the whole bot.
type scope struct {
	chat   int64
	method string
}

// hold is a retry_after in force. Calls that had arrived before it was given are refused without
// being a Breach: their sender could not know.
type hold struct {
	until time.Time
	seq   uint64
}

// judge watches the rates.
type judge struct {
	mode     Judge
	limits   Limits
	all      []time.Time           // messages of the last second
	chats    map[int64][]time.Time // and calls of it, by chat
	groups   map[int64][]time.Time // and messages of the last minute, by group
	holds    map[scope]hold
	breaches []Breach
}

// SetJudge changes the judge and forgets retry_after in force and what the windows hold.
func (s *Server) SetJudge(j Judge) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.judge = judge{mode: j, limits: s.judge.limits, breaches: s.judge.breaches}
}

// Breaches are all so far; with rules only those of these.
func (s *Server) Breaches(rules ...string) []Breach {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Breach
	for _, b := range s.judge.breaches {
		wanted := len(rules) == 0
		for _, r := range rules {
			wanted = wanted || b.Rule == r
		}
		if wanted {
			out = append(out, b)
		}
	}
	return out
}

// hold puts a retry_after in force from the call e on.
func (j *judge) hold(s *Server, e *entry, on Scope, d time.Duration) {
	sc := scope{chat: e.Chat}
	if on == ScopeMethod || on == ScopeChat && e.Chat == 0 {
		sc = scope{method: e.Method}
	} else if on == ScopeBot {
		sc = scope{}
	}
	if j.holds == nil {
		j.holds = make(map[scope]hold)
	}
	h := hold{until: s.now().Add(d), seq: s.log.seq}
	if old, ok := j.holds[sc]; ok && old.until.After(h.until) {
		h = old
	}
	j.holds[sc] = h
}

// held is the refusal of a call inside a retry_after in force; nil: there is none.
func (j *judge) held(s *Server, c *call) *failure {
	if len(j.holds) == 0 {
		return nil
	}
	scopes := []scope{{method: c.m.name}}
	if c.m.name != "getUpdates" {
		scopes = append(scopes, scope{})
	}
	if id := c.chatID(); id != 0 {
		scopes = append(scopes, scope{chat: id})
	}
	now := s.now()
	for _, sc := range scopes {
		h, ok := j.holds[sc]
		if !ok {
			continue
		}
		left := h.until.Sub(now)
		if left <= 0 {
			delete(j.holds, sc)
			continue
		}
		if c.seq > h.seq && left > j.limits.Tolerance {
			j.breach(now, c, RuleDuringWait)
		}
		return flood(seconds(left))
	}
	return nil
}

func (j *judge) breach(now time.Time, c *call, rule string) {
	j.breaches = append(j.breaches, Breach{At: now, Method: c.m.name, Chat: c.chatID(), Rule: rule})
}

// admit counts a call that puts n messages into a chat, or refuses it.
func (j *judge) admit(s *Server, e *call, ch *chat, n int) *failure {
	if j.mode == Off {
		return nil
	}
	now := s.now()
	if j.chats == nil {
		j.chats, j.groups = make(map[int64][]time.Time), make(map[int64][]time.Time)
	}
	second, minute := time.Second-j.limits.Tolerance, time.Minute-j.limits.Tolerance
	j.all = since(j.all, now.Add(-second))
	j.chats[ch.id] = since(j.chats[ch.id], now.Add(-second))
	if ch.many() {
		j.groups[ch.id] = since(j.groups[ch.id], now.Add(-minute))
	}
	type window struct {
		rule  string
		times []time.Time
		most  int
		n     int
		long  time.Duration
		on    Scope
	}
	for _, w := range []window{
		{RuleSecond, j.all, j.limits.PerSecond, n, second, ScopeBot},
		{RuleChatSecond, j.chats[ch.id], j.limits.PerChatSecond, 1, second, ScopeChat},
		{RuleGroupMinute, j.groups[ch.id], j.limits.PerGroupMinute, n, minute, ScopeChat},
	} {
		over := len(w.times) + w.n - w.most
		if w.most == 0 || over <= 0 || len(w.times) == 0 { // one call alone is never too much
			continue
		}
		j.breach(now, e, w.rule)
		if j.mode == Count {
			continue
		}
		open := w.times[min(over, len(w.times))-1].Add(w.long) // when enough of them have left the window
		wait := seconds(open.Sub(now))
		if j.limits.RetryAfter > 0 {
			wait = j.limits.RetryAfter
		}
		j.hold(s, &entry{Call: Call{Method: e.m.name, Chat: ch.id}}, w.on, time.Duration(wait)*time.Second)
		return flood(wait)
	}
	for range n {
		j.all = append(j.all, now)
		if ch.many() {
			j.groups[ch.id] = append(j.groups[ch.id], now)
		}
	}
	j.chats[ch.id] = append(j.chats[ch.id], now)
	return nil
}

// since drops what is not after t.
func since(times []time.Time, t time.Time) []time.Time {
	i := 0
	for i < len(times) && !times[i].After(t) {
		i++
	}
	return times[i:]
}

// seconds rounds up, to at least one.
func seconds(d time.Duration) int {
	return max(1, int((d+time.Second-1)/time.Second))
}
