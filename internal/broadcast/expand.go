package broadcast

import (
	"context"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// start stores a run with its audience and with what it sends.
func (d *Desk) start(tx kv.Tx, x Run, ids []address.ID, m channel.Outgoing) error {
	if err := freeze(tx, x.Cause, ids); err != nil {
		return err
	}
	if x.Work != Withdraw {
		if err := d.box.SetBody(tx, x.Cause, m); err != nil {
			return err
		}
	}
	tx.Then(func() { failpoint.Hit("broadcast.released") })
	tx.Then(d.kick)
	return runs.Put(tx, x)
}

// tick looks once at everything that is under way, and tells whether there is anything. After a restore
// nothing is until an admin says go.
func (d *Desk) tick(ctx context.Context) (busy bool, err error) {
	if d.box.Held().Waiting() {
		return false, nil
	}
	var list []Run
	var ask []Notice
	err = d.db.View(ctx, func(r kv.Reader) (err error) {
		if list, err = working(r); err == nil {
			ask, err = Waiting(r)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	now := d.now()
	for _, n := range ask {
		if !n.AskAt.IsZero() && !n.AskAt.After(now) {
			if err := d.update(ctx, func(tx kv.Tx) error { return d.remind(tx, n.ID, now) }); err != nil {
				return false, err
			}
		}
	}
	under := 0
	for _, x := range list {
		if x.State == Running {
			under++
		}
		if x.State == Scheduled && d.cfg.MaxParallel > 0 && under >= d.cfg.MaxParallel {
			continue
		}
		more, err := d.work(ctx, x, now)
		if err != nil {
			return false, err
		}
		if more && x.State == Scheduled {
			under++
		}
		busy = busy || more
	}
	return busy, nil
}

func (d *Desk) update(ctx context.Context, write func(kv.Tx) error) error {
	return d.db.Update(ctx, write)
}

// work does what a run needs now. It tells whether the run wants to be looked at again soon.
func (d *Desk) work(ctx context.Context, x Run, now time.Time) (soon bool, err error) {
	switch x.State {
	case Scheduled:
		if x.At.After(now) || d.silent(x, now) {
			return false, nil
		}
		if x.Work == Correct {
			if over, err := d.settled(ctx, x); err != nil || !over {
				return false, err
			}
		}
		if err := d.fetch(ctx, x); err != nil {
			return false, err
		}
		return true, d.change(ctx, x.Cause, func(tx kv.Tx, x *Run) error {
			if x.State == Scheduled {
				x.State, x.At = Running, now.UTC()
			}
			return nil
		})
	case Running:
		return true, d.advance(ctx, x, now)
	case Cancelled:
		return true, d.sweep(ctx, x, now)
	}
	delete(d.awake, x.Cause) // paused: what is held now has to be woken afterwards
	return false, nil
}

// silent tells whether a run has to wait for the morning.
func (d *Desk) silent(x Run, now time.Time) bool {
	_, quiet := d.cfg.Quiet.At(now)
	return quiet && x.Kind != outbox.Emergency && x.Work != Withdraw
}

// change stores what do makes of a run, as it is now.
func (d *Desk) change(ctx context.Context, cause string, do func(tx kv.Tx, x *Run) error) error {
	return d.update(ctx, func(tx kv.Tx) error {
		x, err := runs.Get(tx, cause)
		if err != nil {
			return err
		}
		was := x
		if err := do(tx, &x); err != nil {
			return err
		}
		return runs.Change(tx, was, x)
	})
}

// advance brings a running run forward: what failed is taken up again if somebody asked for it, then more
// of the audience is expanded while little waits in the outbox, then it is told how far it is.
func (d *Desk) advance(ctx context.Context, x Run, now time.Time) error {
	if !x.Again.IsZero() {
		if more, err := d.again(ctx, x); err != nil || more {
			return err
		}
	}
	waiting := 0
	err := d.db.View(ctx, func(r kv.Reader) (err error) {
		waiting, err = outbox.Waiting(r, x.Cause, d.cfg.Ahead)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.rouse(ctx, x, now); err != nil {
		return err
	}
	for waiting < d.cfg.Ahead && x.Next < x.Total && !d.silent(x, now) {
		n, err := d.expand(ctx, x.Cause, min(step, d.cfg.Ahead-waiting), now)
		if err != nil || n == 0 {
			return err
		}
		x.Next += n
		waiting += n
	}
	if x.Next >= x.Total && waiting == 0 {
		return d.finish(ctx, x, now)
	}
	return d.progress(ctx, x, now)
}

// rouse wakes what the gate held back during the quiet hours or a pause, once when they are over. What
// this process has not seen held may have been held by the one before, so it begins with that too.
func (d *Desk) rouse(ctx context.Context, x Run, now time.Time) error {
	if d.silent(x, now) {
		delete(d.awake, x.Cause)
		return nil
	}
	if d.awake[x.Cause] {
		return nil
	}
	d.awake[x.Cause] = true
	return d.db.View(ctx, func(r kv.Reader) error { return d.box.Wake(r, x.Cause) })
}

// expand enqueues the next recipients of a run, and moves its cursor in the same transaction.
func (d *Desk) expand(ctx context.Context, cause string, most int, now time.Time) (n int, err error) {
	err = d.update(ctx, func(tx kv.Tx) error {
		n = 0
		x, err := runs.Get(tx, cause)
		if err != nil || x.State != Running || x.Next >= x.Total {
			return err
		}
		ids, err := d.block.from(tx, cause, x.Next, most)
		if err != nil {
			return err
		}
		before, err := causesBefore(tx, x)
		if err != nil {
			return err
		}
		var ds []outbox.Delivery
		for _, id := range ids {
			one, err := d.delivery(tx, x, before, address.ID(id), now)
			if err != nil {
				return err
			}
			for i := range one {
				if x.Withheld && one[i].State == outbox.Queued {
					one[i].Withhold(now)
				}
			}
			ds = append(ds, one...)
			if x.Work != Withdraw && x.Notice != "" && x.Kind != outbox.Bulletin {
				if err := latestPut(tx, address.ID(id), x.Notice, now); err != nil {
					return err
				}
			}
		}
		if err := d.box.Enqueue(tx, ds...); err != nil {
			return err
		}
		n = len(ids)
		was := x
		x.Next += n
		return runs.Change(tx, was, x)
	})
	failpoint.Hit("broadcast.expanded")
	return n, err
}

// DeliveryID is the delivery of a run to one recipient.
func DeliveryID(cause string, to address.ID) outbox.ID { return outbox.ID(cause + "-" + string(to)) }

// recipient is whose delivery it is.
func recipient(cause string, id outbox.ID) address.ID {
	return address.ID(strings.TrimPrefix(string(id), cause+"-"))
}

// delivery makes the deliveries of a run to one recipient: one, but for taking back a message that became
// several. Who is not there any more, or whose channel is off, gets one that has ended: nobody of the
// audience is without a state.
// before are the causes of what a correction puts right.
func (d *Desk) delivery(r kv.Reader, x Run, before []string, to address.ID, now time.Time) ([]outbox.Delivery, error) {
	one := outbox.Delivery{
		ID: DeliveryID(x.Cause, to), To: to, Lane: x.Lane, Kind: x.Kind, Cause: x.Cause, Created: now.UTC(), At: now.UTC(),
	}
	end := func(reason string) ([]outbox.Delivery, error) {
		one.State, one.Reason = outbox.Skipped, reason
		return []outbox.Delivery{one}, nil
	}
	rec, err := address.Get(r, to)
	switch {
	case fault.Is(err, fault.NotFound):
		return end("erased")
	case err != nil:
		return nil, err
	}
	one.Channel = rec.Channel
	limits, on := d.box.Limits(rec.Channel)
	if !on {
		return end("channel-off")
	}
	switch x.Work {
	case Send:
		return []outbox.Delivery{one}, nil
	case Correct:
		reached, err := reachedBy(r, before, to)
		if err == nil && !reached {
			one.Body = anew(x.Cause)
		}
		return []outbox.Delivery{one}, err
	}
	was, err := outbox.Get(r, DeliveryID(x.Of, to))
	if err != nil {
		return nil, err
	}
	ids := was.Messages()
	if len(ids) == 0 || !limits.Edit {
		return end("not-possible")
	}
	var all []outbox.Delivery
	for i, id := range ids {
		part := one
		if i > 0 {
			part.ID += outbox.ID("." + id)
		}
		part.Target, part.Message = id, channel.Outgoing{Removes: id}
		all = append(all, part)
	}
	return all, nil
}
