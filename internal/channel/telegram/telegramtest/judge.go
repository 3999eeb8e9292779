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
// album as its messages (one for PerChatSecond).
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

// SetJudge changes the judge and forgets retry_after in force and what the windows hold.
func (s *Server) SetJudge(j Judge) {}

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

// Breaches are all so far; with rules only those of these.
func (s *Server) Breaches(rules ...string) []Breach { return nil }
