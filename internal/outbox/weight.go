package outbox

import (
	"context"
	"time"

	"loaxom/internal/channel"
)

// weight is as how many messages the platform counts m: an album as its files (telegram-bot-api,
// sendMediaGroup gives one Message for each).
func weight(m channel.Outgoing) int { return max(1, len(m.Files)) }

// widen makes room in the pace for a message that counts as n, of which one is noted already. False: there
// was none before the platform or the end of the program forbade the call.
func (l *line) widen(life context.Context, n int) bool {
	if n <= 1 || l.pace.PerSecond <= 0 {
		return true
	}
	for want := n - 1; ; want = n { // the one that was noted may be out of the window after a while
		now := l.box.now()
		l.mu.Lock()
		wait := l.all.wait(now, want)
		if wait <= 0 {
			for range want {
				l.all.took(now)
			}
		}
		forbidden := l.trouble || l.hold.After(now)
		l.mu.Unlock()
		switch {
		case wait <= 0:
			return true
		case forbidden || life.Err() != nil:
			return false
		}
		t := time.NewTimer(wait)
		select {
		case <-life.Done():
		case <-t.C:
		}
		t.Stop()
	}
}
