package broadcast

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Pause holds a notice up: nothing more of it is sent until Resume. Conflict where it does not run.
func (d *Desk) Pause(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	return d.steer(tx, by, id, "notice.pause", now, func(x *Run) error {
		if x.State != Running && x.State != Scheduled {
			return fault.New(fault.Conflict, "broadcast: the notice is %s", x.State)
		}
		x.State = Paused
		return nil
	})
}

// Resume lets a paused notice go on.
func (d *Desk) Resume(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	return d.steer(tx, by, id, "notice.resume", now, func(x *Run) error {
		if x.State != Paused {
			return fault.New(fault.Conflict, "broadcast: the notice is %s", x.State)
		}
		x.State = Scheduled
		if x.Next > 0 { // had begun: its time is over, whatever the clock says by now
			x.State = Running
		}
		return nil
	})
}

// Cancel ends a notice: who has not got it does not get it. What is in flight at this moment arrives.
func (d *Desk) Cancel(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	return d.steer(tx, by, id, "notice.cancel", now, func(x *Run) error {
		if x.State == Done || x.State == Cancelled {
			return fault.New(fault.Conflict, "broadcast: the notice is %s", x.State)
		}
		x.State, x.Ended = Cancelled, now.UTC()
		return nil
	})
}

// Again sends a finished notice once more to those who have not got it: whoever failed but for having
// left, and whoever is uncertain. Conflict where it still runs or was corrected, Invalid where there is nobody.
func (d *Desk) Again(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	r, err := ReportOf(tx, string(id))
	if err == nil {
		err = latest(tx, r.Run)
	}
	if err != nil {
		return err
	}
	if r.Failed+r.Uncertain == 0 || r.Run.Final != nil {
		return fault.New(fault.Invalid, "broadcast: everybody who could got it")
	}
	return d.steer(tx, by, id, "notice.again", now, func(x *Run) error {
		if x.State != Done {
			return fault.New(fault.Conflict, "broadcast: the notice is %s", x.State)
		}
		x.State, x.Again, x.Ended = Running, now.UTC(), time.Time{}
		return nil
	})
}

// steer changes the run of a notice, by its author or the chair.
func (d *Desk) steer(tx kv.Tx, by commune.Actor, id ID, act string, now time.Time, change func(*Run) error) error {
	n, err := d.own(tx, by, id)
	if err != nil {
		return err
	}
	x, err := runs.Get(tx, string(id))
	if err != nil {
		return err
	}
	was := x
	if err := change(&x); err != nil {
		return err
	}
	if err := runs.Change(tx, was, x); err != nil {
		return err
	}
	if x.Shown > 0 && (x.State == Paused || x.State == Running) {
		before := x
		if err := d.show(tx, &x, false); err != nil {
			return err
		}
		if err := runs.Change(tx, before, x); err != nil {
			return err
		}
	}
	tx.Then(d.kick)
	return d.note(tx, by, act, n, "", now)
}

// follower is the cause of the n-th run over those who got a notice.
func follower(id ID, n int) string { return fmt.Sprintf("%s~%d", id, n) }

// again takes up what had failed or was uncertain when somebody asked for it. True: there was some.
func (d *Desk) again(ctx context.Context, x Run) (more bool, err error) {
	err = d.update(ctx, func(tx kv.Tx) error {
		n, err := d.box.Requeue(tx, x.Cause, x.Again, step, d.now())
		if more = n > 0; err != nil || more {
			return err
		}
		now, err := runs.Get(tx, x.Cause)
		if err != nil {
			return err
		}
		was := now
		now.Again = time.Time{}
		return runs.Change(tx, was, now)
	})
	return more, err
}

// sweep ends what a cancelled run left in the outbox; when nothing is left, it is told.
func (d *Desk) sweep(ctx context.Context, x Run, now time.Time) error {
	left := 0
	err := d.update(ctx, func(tx kv.Tx) error {
		n, err := outbox.Drop(tx, x.Cause, x.dropped(), step, now)
		left = n
		return err
	})
	if err != nil || left == step {
		return err
	}
	return d.change(ctx, x.Cause, func(tx kv.Tx, x *Run) error {
		if n, err := outbox.Waiting(tx, x.Cause, 1); err != nil || n > 0 {
			return err // in flight: its outcome comes
		}
		x.Swept = true
		return d.close(tx, x, now)
	})
}
