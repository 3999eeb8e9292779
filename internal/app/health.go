package app

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// stalled is the time after which a poll or an outbox that does not move is a failure.
const stalled = 60 * time.Second

// Troubles lists what is wrong now, one line each, for /healthz and the operator; none: all is well.
// A channel that is down is named and does not hide the others.
func (a *App) Troubles() (all []string) {
	now := a.w.Now()
	for _, ch := range a.w.Channels {
		h := ch.Health()
		last := h.LastPoll
		if last.IsZero() || last.Before(a.since) {
			last = a.since
		}
		switch {
		case h.Trouble != "":
			all = append(all, fmt.Sprintf("%s: %s", ch.Name(), h.Trouble))
		case now.Sub(last) > stalled:
			all = append(all, fmt.Sprintf("%s: no poll was answered for %d s", ch.Name(), int(now.Sub(last).Seconds())))
		}
	}
	for _, h := range a.box.Health() {
		last := h.Moved
		if last.Before(a.since) {
			last = a.since
		}
		switch {
		case h.Hold > stalled:
			all = append(all, fmt.Sprintf("outbox %s: the platform asks to wait another %d s", h.Channel, int(h.Hold.Seconds())))
		case h.Waiting > 0 && h.Trouble && now.Sub(last) > stalled:
			all = append(all, fmt.Sprintf("outbox %s: nothing could be sent for %d s, %d chats wait", h.Channel, int(now.Sub(last).Seconds()), h.Waiting))
		}
	}
	if m := a.box.Held(); m.Waiting() {
		all = append(all, "restore: nothing but answers leaves until an admin says go (loaxom go); the store is of "+m.Made.Format(time.RFC3339))
	}
	if a.daily != nil {
		if line := a.daily.Status().Trouble(now); line != "" {
			all = append(all, "backup: "+line)
		}
	}
	if line := a.own.Trouble(now); line != "" {
		all = append(all, "privacy: "+line)
	}
	if live := a.live.Load(); live != nil && live.Trouble() != "" {
		all = append(all, "content: "+live.Trouble())
	}
	if !a.ready.Load() && now.Sub(a.since) > stalled {
		all = append(all, "content: not loaded yet")
	}
	return all
}

// healthz answers 200 "ok", or 503 with one line for each trouble.
func (a *App) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if troubles := a.Troubles(); len(troubles) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, strings.Join(troubles, "\n"))
		return
	}
	fmt.Fprintln(w, "ok")
}
