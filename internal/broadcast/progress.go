package broadcast

import (
	"context"
	"fmt"
	"time"

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
		if x.State != Running {
			return nil
		}
		return d.show(tx, x, false)
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
		return d.close(tx, x, now)
	})
}

// close tells the author how a run ended.
func (d *Desk) close(tx kv.Tx, x *Run, now time.Time) error {
	if err := runs.Put(tx, *x); err != nil { // the report reads it
		return err
	}
	if err := thaw(tx, x.Cause); err != nil {
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
	if x.Shown > 0 { // what it shows is over, and nothing is left to be steered
		if err := d.show(tx, x, true); err != nil {
			return err
		}
	}
	id := fmt.Sprintf("c%s-%d", x.Cause, now.UnixMilli())
	m, err := d.Summary(tx, rep)
	if err != nil {
		return err
	}
	return d.tell(tx, id, x.Report, outbox.Answers, outbox.Answer, "", m, now)
}
