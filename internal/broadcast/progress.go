package broadcast

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// How often the progress of a run is shown in the author's conversation, and from how many recipients on:
// a hamlet's notice is over before anybody could read it.
const (
	showEvery = 5 * time.Second
	showFrom  = 100
)

// progress changes the one message that tells how far a run is, where the author's channel can.
func (d *Desk) progress(ctx context.Context, x Run, now time.Time) error {
	if x.Report == "" || x.Total < showFrom || now.Sub(x.ShowAt) < showEvery && x.ShowAt.Before(now.Add(showEvery)) {
		return nil
	}
	return d.change(ctx, x.Cause, func(tx kv.Tx, x *Run) error {
		first := fmt.Sprintf("p%s-0", x.Cause)
		m := channel.Outgoing{Silent: true}
		id := first
		if x.Shown > 0 {
			to, err := outbox.Get(tx, outbox.ID(first+".00"))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err != nil || to.Receipt == "" {
				return nil // has not arrived yet, or never will
			}
			if limits, on := d.box.Limits(to.Channel); !on || !limits.Edit {
				return nil
			}
			m.Replaces = to.Receipt
			id = fmt.Sprintf("p%s-%d", x.Cause, x.Shown)
		}
		rep, err := ReportOf(tx, x.Cause)
		if err != nil {
			return err
		}
		m.Text = channel.Plain(d.say("notices.progress", "Sent", rep.Total-rep.Waiting, "Total", rep.Total))
		if x.Notice != "" {
			m.Buttons = [][]channel.Button{{
				{Label: d.say("notices.button_pause"), Data: Data("pause", x.Notice)},
				{Label: d.say("notices.button_cancel"), Data: Data("cancel", x.Notice)},
			}}
		}
		x.Shown++
		x.ShowAt = now.UTC()
		return d.tell(tx, id, x.Report, outbox.Answers, outbox.Answer, "", m, now)
	})
}

// finish ends a run whose recipients all have their last state, and tells how it went. Where the sums do
// not agree it says so loudly and does not end.
func (d *Desk) finish(ctx context.Context, x Run, now time.Time) error {
	return d.change(ctx, x.Cause, func(tx kv.Tx, x *Run) error {
		if x.State != Running || x.Next < x.Total || !x.Again.IsZero() {
			return nil
		}
		x.State, x.Ended = Done, now.UTC()
		tx.Then(func() { failpoint.Hit("broadcast.done") })
		return d.close(tx, *x, now)
	})
}

// close tells the author how a run ended.
func (d *Desk) close(tx kv.Tx, x Run, now time.Time) error {
	if err := runs.Put(tx, x); err != nil { // the report reads it
		return err
	}
	rep, err := ReportOf(tx, x.Cause)
	if err != nil {
		return err
	}
	if rep.Waiting > 0 && x.State == Done {
		return fault.New(fault.Conflict, "broadcast: %d recipients still wait", rep.Waiting)
	}
	if err := rep.check(); err != nil {
		return err
	}
	d.log.Info("a broadcast has ended", "cause", x.Cause, "work", x.Work, "total", rep.Total, "sent", rep.Sent, "gone", rep.Gone,
		"failed", rep.Failed, "uncertain", rep.Uncertain, "stopped", rep.Stopped, "dropped", rep.Dropped, "late", rep.Late)
	if x.Report == "" {
		return nil
	}
	id := fmt.Sprintf("c%s-%d", x.Cause, now.UnixMilli())
	return d.tell(tx, id, x.Report, outbox.Answers, outbox.Answer, "", d.Summary(rep), now)
}

// Summary is a report in words, with what can be done about it.
func (d *Desk) Summary(rep Report) channel.Outgoing {
	head := "notices.done"
	switch {
	case rep.Run.State == Cancelled:
		head = "notices.cancelled"
	case rep.Run.Work == Correct:
		head = "notices.done_correct"
	case rep.Run.Work == Withdraw:
		head = "notices.done_withdraw"
	case rep.Run.State != Done:
		head = "notices.running"
	}
	text := d.say(head, "Sent", rep.Sent, "Total", rep.Total, "Waiting", rep.Waiting)
	for _, line := range []struct {
		id string
		n  int
	}{
		{"notices.gone", rep.Gone}, {"notices.stopped", rep.Stopped}, {"notices.failed", rep.Failed},
		{"notices.uncertain", rep.Uncertain}, {"notices.dropped", rep.Dropped}, {"notices.read", rep.Read},
	} {
		if line.n > 0 {
			text += "\n" + d.say(line.id, "Count", line.n)
		}
	}
	m := channel.Outgoing{Text: channel.Plain(text)}
	if rep.Run.Notice != "" && rep.Run.Work == Send && rep.Run.State == Done {
		if rep.Failed+rep.Uncertain > 0 {
			m.Buttons = append(m.Buttons, []channel.Button{{Label: d.say("notices.button_again"), Data: Data("again", rep.Run.Notice)}})
		}
		if rep.Sent > 0 {
			m.Buttons = append(m.Buttons, []channel.Button{
				{Label: d.say("notices.button_correct"), Data: Data("edit", rep.Run.Notice)},
				{Label: d.say("notices.button_withdraw"), Data: Data("back", rep.Run.Notice)},
			})
		}
	}
	return m
}
