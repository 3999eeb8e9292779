package outbox

import "time"

// Pace is how fast a channel may be used. 0 means no limit (benchmarks, the terminal).
type Pace struct {
	PerSecond      int `toml:"per_second"`       // messages a second over all chats
	PerChatSecond  int `toml:"per_chat_second"`  // messages a second to one chat
	PerGroupMinute int `toml:"per_group_minute"` // messages a minute to one group
}

// DefaultPace stays below what Telegram names: 30 a second, one a second a chat, 20 a minute a
// group (core.telegram.org/bots/faq). The margin takes up what the network does to the distances
// between our messages.
var DefaultPace = Pace{PerSecond: 25, PerChatSecond: 1, PerGroupMinute: 18}

// meter spreads events evenly: n a second, one every n-th of a second. An event may come a little before
// its turn, so that a late timer costs nothing of the rate: what is no answer by slackBulk turns, an answer
// by slackAnswer, so that it finds room in the middle of a broadcast. Bursts of a second's worth, which a
// sliding window allows, are not: the line between us and the platform moves their edges into one second.
// In any stretch of a second there are at most n + slackAnswer + 1 events: 29 of Telegram's 30 with 25.
// The zero meter allows everything.
type meter struct {
	step time.Duration
	next time.Time // the next turn
	n    int
}

func newMeter(n int) *meter {
	if n <= 0 {
		return &meter{}
	}
	return &meter{n: n, step: time.Second / time.Duration(n)}
}

// slack is how long before its turn an event may come.
func (m *meter) slack(answer bool) time.Duration {
	if answer {
		return m.step * time.Duration(m.n/8)
	}
	return m.step * time.Duration(m.n/12)
}

// wait is how long after now the next event may come. A turn that lies more than a second ahead was left
// by a clock that has been set back since, which must not stop the channel for the length of the jump.
func (m *meter) wait(now time.Time, answer bool) time.Duration {
	if m.step == 0 {
		return 0
	}
	if m.next.Sub(now) > 2*time.Second {
		m.next = now.Add(m.step)
	}
	return max(m.next.Add(-m.slack(answer)).Sub(now), 0)
}

// took notes an event.
func (m *meter) took(now time.Time) {
	if m.next.Before(now) {
		m.next = now
	}
	m.next = m.next.Add(m.step)
}

// gave takes an event back: it did not happen after all.
func (m *meter) gave() { m.next = m.next.Add(-m.step) }
