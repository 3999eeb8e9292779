package app

import (
	"context"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/schedule"
)

// alarmAfter is how long a trouble lasts before admins are told of it: what heals by itself in a minute or two
// wakes nobody.
const alarmAfter = 5 * time.Minute

// alarms tells the admins of what /healthz finds wrong, each kind of trouble once a day while it lasts (design,
// section 10): whoever runs a commune's computer looks into the chat and not at a port. A trouble of the channel
// that would have to bring the message waits until it is over, and then says nothing.
func (a *App) alarms(ctx context.Context) error {
	select {
	case <-a.loaded:
	case <-ctx.Done():
		return nil
	}
	since := map[string]time.Time{}
	schedule.Loop(ctx, a.w.Now, nil, time.Minute, func(ctx context.Context) time.Time {
		if err := a.alarmStep(ctx, since); err != nil && ctx.Err() == nil {
			a.w.Log.Error("the admins cannot be told of a trouble now", "err", err)
		}
		return time.Time{}
	})
	return nil
}

// alarmStep looks once. since holds when each kind of trouble was seen first, as long as it lasts.
func (a *App) alarmStep(ctx context.Context, since map[string]time.Time) error {
	now, found := a.w.Now(), map[string]bool{}
	for _, line := range a.Troubles() {
		kind, _, _ := strings.Cut(line, ":")
		if kind == "restore" { // nothing but answers leaves until an admin has seen to it
			continue
		}
		found[kind] = true
		if first, seen := since[kind]; !seen || now.Before(first) {
			since[kind] = now
		}
	}
	for kind, first := range since {
		if !found[kind] {
			delete(since, kind)
			continue
		}
		if now.Sub(first) < alarmAfter {
			continue
		}
		err := a.w.DB.Update(ctx, func(tx kv.Tx) error { return a.tellAlarm(tx, kind, now) })
		if err != nil {
			return err
		}
	}
	return nil
}

// tellAlarm tells of a kind of trouble, once a day.
func (a *App) tellAlarm(tx kv.Tx, kind string, now time.Time) error {
	lib := a.inForce()
	id := "alarm." + kind
	if !lib.HasMessage(content.Vietnamese, id) {
		id = "alarm.channel"
	}
	text := lib.Say(content.Vietnamese, id, map[string]any{"What": strings.TrimPrefix(kind, "outbox ")})
	_, err := a.desk.Publish(tx, broadcast.Issue{
		Cause: "alarm-" + strings.ReplaceAll(kind, " ", "-") + "-" + now.In(a.zone).Format(time.DateOnly), Target: audience.Target{Roles: []commune.Role{commune.Admin}},
		Message: channel.Outgoing{Text: channel.Plain(text)}, Lane: outbox.Notices, Kind: outbox.Notice, Until: now.Add(24 * time.Hour),
	})
	return err
}
