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
	parts := channel.Fit(m.On(name), l.ch.Limits())
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

// recent are the messages of the last second. The meter spaces single ones evenly; an album comes all at
// once, so what came before and what comes after it has to be counted.
type recent struct {
	n  int // the pace; 0: everything may go
	at []time.Time
}

// wait is how long after now the next k messages may go at once: an album within the pace, one more than ever
// goes when all the others are over; a single one within what the meter allows with its slack.
func (r *recent) wait(now time.Time, k int) time.Duration {
	if r.n <= 0 {
		return 0
	}
	old := 0
	for i := range r.at {
		if r.at[i].After(now) { // the clock was set back
			r.at[i] = now
		}
		if now.Sub(r.at[i]) >= time.Second {
			old = i + 1
		}
	}
	r.at = r.at[old:]
	most := r.n
	if k == 1 {
		most += r.n/8 + 1
	}
	over := min(len(r.at)+k-most, len(r.at))
	if over <= 0 {
		return 0
	}
	return max(r.at[over-1].Add(time.Second).Sub(now), 0)
}

func (r *recent) took(now time.Time) {
	if r.n > 0 {
		r.at = append(r.at, now)
	}
}

func (r *recent) gave() { r.at = r.at[:max(len(r.at)-1, 0)] }

// widen makes room in the pace for a message that counts as n, of which one is noted already. False: there
// was none before the platform or the end of the program forbade the call.
func (l *line) widen(life context.Context, n int) bool {
	if n <= 1 || l.pace.PerSecond <= 0 {
		return true
	}
	for more := n - 1; ; more = n { // the one that was noted may be out of the window after a while
		now := l.box.now()
		l.mu.Lock()
		wait := l.recent.wait(now, more)
		if wait <= 0 {
			for range more {
				l.recent.took(now)
			}
			for range n - 1 {
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
