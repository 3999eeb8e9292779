package outbox

import (
	"slices"
	"time"
)

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

// window allows n events in any stretch of span: a sliding window, where a bucket would let twice n
// through at its edge. The zero window allows everything.
type window struct {
	n    int
	span time.Duration
	at   []time.Time // the last n events, oldest first
}

func newWindow(n int, span time.Duration) *window { return &window{n: n, span: span} }

// wait is how long after now the next event may come. A clock that was set back must not stop the
// channel for the length of the jump: events that lie ahead count as just now.
func (w *window) wait(now time.Time) time.Duration {
	for i := range w.at {
		if w.at[i].After(now) {
			w.at[i] = now
		}
	}
	if len(w.at) < w.n || w.n <= 0 {
		return 0
	}
	return max(w.at[0].Add(w.span).Sub(now), 0)
}

// took notes an event.
func (w *window) took(now time.Time) {
	if w.n <= 0 {
		return
	}
	if len(w.at) == w.n {
		w.at = slices.Delete(w.at, 0, 1)
	}
	w.at = append(w.at, now)
}

// gave takes the newest event at that time, or before it, back: it did not happen after all.
func (w *window) gave(at time.Time) {
	for i := len(w.at) - 1; i >= 0; i-- {
		if !w.at[i].After(at) {
			w.at = slices.Delete(w.at, i, i+1)
			return
		}
	}
}
