package outbox

import (
	"context"
	"time"

	"loaxom/internal/channel"
)

// weight is as how many messages the platform counts m: an album as its files (telegram-bot-api,
// sendMediaGroup gives one Message for each).
func weight(m channel.Outgoing) int { return max(1, len(m.Files)) }

// Takes is how long a channel takes at its pace to bring m to n recipients, if nothing else is under way; 0
// where it has no pace. groups: there are group chats among them.
func (b *Box) Takes(name string, m channel.Outgoing, n int, groups bool) time.Duration {
	l := b.lines[name]
	if l == nil || n <= 0 {
		return 0
	}
	parts := channel.Fit(m, l.ch.Limits())
	total := 0
	var all time.Duration // of one recipient's share of the whole pace
	for _, p := range parts {
		total += weight(p)
		if l.pace.PerSecond > 0 {
			all += time.Second / time.Duration(max(l.pace.PerSecond/weight(p), 1))
		}
	}
	took := time.Duration(n) * all
	if l.pace.PerChatSecond > 0 {
		took = max(took, time.Duration(len(parts)-1)*time.Second/time.Duration(l.pace.PerChatSecond))
	}
	if groups && l.pace.PerGroupMinute > 0 {
		took = max(took, time.Duration((total-1)/l.pace.PerGroupMinute)*time.Minute)
	}
	return took
}

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
