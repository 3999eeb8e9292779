package broadcast

import (
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Issue is a message that another room brings out: an issue of a bulletin, or a list for staff. It has no
// author who would steer it by buttons or hear how it went; whoever publishes reads ReportOf.
type Issue struct {
	Cause   string // names it for ever; two with one cause are one
	Target  audience.Target
	Message channel.Outgoing
	Lane    outbox.Lane
	Kind    outbox.Kind
	Until   time.Time // whoever has not got it then gets it no more (Report.Late); zero: no end
}

// Publish freezes the audience of an issue and lets it go out, after the quiet hours if it is in them. It
// gives the number of recipients, which may be none. Whether somebody may publish was asked by the room
// that does.
func (d *Desk) Publish(tx kv.Tx, i Issue) (recipients int, err error) {
	switch was, err := runs.Get(tx, i.Cause); {
	case err == nil:
		return was.Total, nil
	case !fault.Is(err, fault.NotFound):
		return 0, err
	}
	ids, err := people(tx, i.Target)
	if err != nil {
		return 0, err
	}
	x := Run{
		Cause: i.Cause, Work: Send, Lane: i.Lane, Kind: i.Kind, Target: i.Target, State: Scheduled,
		Total: len(ids), Until: i.Until.UTC(),
	}
	return len(ids), d.start(tx, x, ids, i.Message)
}

// Halt holds an issue up that is going out, and Proceed lets it go on. Both are harmless where there is
// nothing to hold up or to go on with, because it may have ended a moment ago.
func (d *Desk) Halt(tx kv.Tx, cause string) error {
	return d.turn(tx, cause, func(x *Run) {
		if x.State == Running || x.State == Scheduled {
			x.State = Paused
		}
	})
}

// Proceed is described at Halt.
func (d *Desk) Proceed(tx kv.Tx, cause string) error {
	return d.turn(tx, cause, func(x *Run) {
		switch {
		case x.State != Paused:
		case x.Next > 0:
			x.State = Running
		default:
			x.State = Scheduled
		}
	})
}

// SendAgain sends an issue that has ended once more to those who have not got it: whoever failed but for
// having left, and whoever is uncertain. until takes the place of Issue.Until. Conflict where it still
// runs or was corrected, Invalid where there is nobody.
func (d *Desk) SendAgain(tx kv.Tx, cause string, until, now time.Time) error {
	r, err := ReportOf(tx, cause)
	if err == nil {
		err = latest(tx, r.Run)
	}
	switch {
	case err != nil:
		return err
	case r.Run.State != Done:
		return fault.New(fault.Conflict, "broadcast: the issue is %s", r.Run.State)
	case r.Failed+r.Uncertain == 0:
		return fault.New(fault.Invalid, "broadcast: everybody who could got it")
	}
	x := r.Run
	x.State, x.Again, x.Ended, x.Until, x.Withheld = Running, now.UTC(), time.Time{}, until.UTC(), false
	tx.Then(d.kick)
	return runs.Change(tx, r.Run, x)
}

// turn changes the state of an issue's run, if there is one.
func (d *Desk) turn(tx kv.Tx, cause string, change func(*Run)) error {
	x, err := runs.Get(tx, cause)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	was := x
	if change(&x); x.State == was.State {
		return nil
	}
	tx.Then(d.kick)
	return runs.Change(tx, was, x)
}
