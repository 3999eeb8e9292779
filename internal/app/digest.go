package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
	"loaxom/internal/schedule"
	"loaxom/internal/staff"
)

// Each working day at digestFrom every one of the staff is told what waits for them. What an outage held up is
// told until digestUntil; after that the day is half over, and the next morning's counts are truer.
const (
	digestFrom  = 7*time.Hour + 30*time.Minute
	digestUntil = 12 * time.Hour
)

// digestCause begins the cause of the digests of a day, by which those that could not leave in the morning are
// found and dropped.
const digestCause = "digest-"

// toldDay is the last day of which somebody had their digest, so that a restart does not tell it again.
type toldDay struct {
	Staff commune.StaffID `json:"id"`
	Day   string          `json:"d"` // 2026-11-26, in the commune's time
}

var toldDays = kv.NewTable("digest", func(t toldDay) commune.StaffID { return t.Staff })

// digests tells staff every morning what waits for them, until ctx ends.
func (a *App) digests(ctx context.Context) error {
	select {
	case <-a.loaded:
	case <-ctx.Done():
		return nil
	}
	schedule.Loop(ctx, a.w.Now, a.morning, 10*time.Minute, a.digestStep)
	return nil
}

// wake has those who wait for a moment look at the clock: it was set.
func (a *App) wake() {
	a.news.Wake()
	a.own.Wake()
	select {
	case a.morning <- struct{}{}:
	default:
	}
}

// digestStep tells the digests that are due and gives the moment of the next look.
func (a *App) digestStep(ctx context.Context) time.Time {
	now := a.w.Now().In(a.zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, a.zone)
	from, tomorrow := midnight.Add(digestFrom), midnight.AddDate(0, 0, 1).Add(digestFrom)
	lib := a.inForce()
	switch {
	case now.Before(from):
		return from
	case !now.Before(midnight.Add(digestUntil)), !lib.WorkingDay(now):
		return tomorrow
	}
	if end, night := a.quiet.At(now); night {
		return end
	}
	if err := a.tellDigests(ctx, lib, now, from); err != nil && ctx.Err() == nil {
		a.w.Log.Error("the digests of the morning cannot be told now", "err", err)
		return now.Add(time.Minute)
	}
	return tomorrow
}

// tellDigests tells everybody who had no digest of the day yet. Whoever became staff after the moment of the
// digest has the next one.
func (a *App) tellDigests(ctx context.Context, lib *content.Library, now, from time.Time) error {
	type digest struct {
		account staff.Account
		text    string
	}
	var due []digest
	var ahead []commune.StaffID
	day := content.DateOf(now)
	err := a.w.DB.View(ctx, func(r kv.Reader) error {
		due, ahead = nil, nil
		list, err := staff.Active(r)
		if err != nil {
			return err
		}
		for _, account := range list {
			if account.Since.After(from) || !account.Actor().Official() {
				continue
			}
			last, err := lastDigest(r, account.ID)
			if err != nil {
				return err
			}
			if last > day.String() {
				ahead = append(ahead, account.ID)
			}
			if last >= day.String() {
				continue
			}
			text, err := a.digestOf(r, lib, account.Actor(), now)
			if err != nil {
				return err
			}
			due = append(due, digest{account, text})
		}
		return nil
	})
	if err == nil {
		err = a.turnBack(ctx, ahead, day)
	}
	for _, d := range due {
		if err == nil {
			err = a.w.DB.Update(ctx, func(tx kv.Tx) error { return a.tellDigest(tx, d.account, d.text, day, now) })
		}
	}
	return err
}

// lastDigest is the day of the last digest that an account had; empty where it had none.
func lastDigest(r kv.Reader, id commune.StaffID) (string, error) {
	last, err := toldDays.Get(r, id)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return last.Day, err
}

// turnBack corrects digests that a clock which had jumped told of a later day: they count for today, and from
// tomorrow on everything is as it was.
func (a *App) turnBack(ctx context.Context, ahead []commune.StaffID, day content.Date) error {
	if len(ahead) == 0 {
		return nil
	}
	a.w.Log.Error("digests were told of a day to come: the clock had jumped", "accounts", len(ahead))
	return a.w.DB.Update(ctx, func(tx kv.Tx) error {
		for _, id := range ahead {
			if err := toldDays.Put(tx, toldDay{id, day.String()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// tellDigest queues one person's digest in every conversation of theirs and notes the day.
func (a *App) tellDigest(tx kv.Tx, account staff.Account, text string, day content.Date, now time.Time) error {
	if last, err := lastDigest(tx, account.ID); err != nil || last >= day.String() {
		return err
	}
	if err := toldDays.Put(tx, toldDay{account.ID, day.String()}); err != nil || text == "" {
		return err
	}
	for _, id := range account.Addresses {
		to, err := address.Get(tx, id)
		if fault.Is(err, fault.NotFound) || err == nil && to.Left {
			continue
		}
		if err != nil {
			return err
		}
		base := outbox.ID(fmt.Sprintf("r%012x-digest-%s", now.UnixMilli(), id))
		ds, err := a.box.Prepare(base, to, outbox.Notices, outbox.Notice, []channel.Outgoing{{Text: channel.Plain(text)}}, now)
		if err != nil { // its channel is off: what waits stands in the lists anyway
			continue
		}
		for i := range ds {
			ds[i].Cause = digestCause + day.String()
		}
		if err := a.box.Enqueue(tx, ds...); err != nil {
			return err
		}
	}
	return nil
}

// digestOf is what waits for somebody, in Vietnamese; empty where nothing does.
func (a *App) digestOf(r kv.Reader, lib *content.Library, who commune.Actor, now time.Time) (string, error) {
	questions, err := review.Sum(r, lib, who, now)
	if err != nil {
		return "", err
	}
	lines, err := a.casesOf(r, who, now)
	if err != nil {
		return "", err
	}
	lines = append(lines, questions.Lines(lib, opensWeek(lib, now))...)
	for _, year := range lib.UnknownYears(now) {
		lines = append(lines, "• "+lib.Say(content.Vietnamese, "desk.morning_list", map[string]any{"Year": fmt.Sprint(year)}))
	}
	if len(lines) == 0 {
		return "", nil
	}
	head := lib.Say(content.Vietnamese, "desk.morning", map[string]any{"Day": content.DateOf(now).Vietnamese()})
	return head + "\n" + strings.Join(lines, "\n"), nil
}

// casesOf is what waits for somebody in the inbox of cases, a line each; none for whoever works on no case.
func (a *App) casesOf(r kv.Reader, who commune.Actor, now time.Time) (lines []string, err error) {
	if !feedback.MayWork(who) {
		return nil, nil
	}
	n, err := a.cases.Sum(r, who, now)
	say := func(id string, count int) {
		if count > 0 {
			lines = append(lines, "• "+a.say("desk.morning_"+id, map[string]any{"Count": count}))
		}
	}
	say("late", n.Late)
	say("today", n.Today)
	say("free", n.Free)
	say("replied", n.Replied)
	if who.Is(commune.Head, commune.Chair) {
		say("waiting", n.Waiting)
	} else {
		say("mine", n.Mine)
	}
	say("unclosed", n.Unclosed)
	return lines, err
}

// opensWeek tells whether no day of the week before this one was worked.
func opensWeek(lib *content.Library, now time.Time) bool {
	for d := now.AddDate(0, 0, -1); d.Weekday() != time.Sunday; d = d.AddDate(0, 0, -1) {
		if lib.WorkingDay(d) {
			return false
		}
	}
	return true
}

// gateDigest drops a digest that could not leave in its morning.
func (a *App) gateDigest(cause string, now time.Time) outbox.Pass {
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimPrefix(cause, digestCause), a.zone)
	switch {
	case err != nil || !now.Before(day.Add(digestUntil)):
		return outbox.Pass{Skip: "late"}
	case now.Before(day.Add(digestFrom)): // the clock went back
		return outbox.Pass{Hold: true}
	}
	return outbox.Pass{}
}
