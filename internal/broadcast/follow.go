package broadcast

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Withdraw takes back what was sent, where the channel can: Telegram for two days (Bot API,
// deleteMessage).
func (d *Desk) Withdraw(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	n, x, err := d.finished(tx, by, id)
	if err != nil {
		return err
	}
	return d.takeBack(tx, by, n, x, now)
}

// Finished is a notice of by whose sending has ended: NotFound where by may not steer it, Conflict where it
// has not.
func (d *Desk) Finished(r kv.Reader, by commune.Actor, id ID) (Notice, error) {
	n, _, err := d.finished(r, by, id)
	return n, err
}

// finished is a notice whose run has ended, and the run.
func (d *Desk) finished(r kv.Reader, by commune.Actor, id ID) (n Notice, x Run, err error) {
	if n, err = d.own(r, by, id); err != nil {
		return n, x, err
	}
	if n.State != Confirmed || n.Fixes != "" { // what is right is not taken back
		return n, x, fault.New(fault.Conflict, "broadcast: the notice is %s", n.State)
	}
	if x, err = runs.Get(r, string(id)); err != nil {
		return n, x, err
	}
	if x.State != Done && x.State != Cancelled {
		return n, x, fault.New(fault.Conflict, "broadcast: the notice is %s", x.State)
	}
	last, err := lastFollower(r, n)
	if err == nil && last.Work == Withdraw {
		err = fault.New(fault.Conflict, "broadcast: the notice was taken back")
	}
	return n, x, err
}

// lastFollower is the newest run over those who got a notice; the zero Run where there was none.
func lastFollower(r kv.Reader, n Notice) (x Run, err error) {
	if n.Edits == 0 {
		return x, nil
	}
	x, err = runs.Get(r, follower(n.ID, n.Edits))
	return x, absent(err)
}

// takeBack starts the run that takes a notice back from those who got it.
func (d *Desk) takeBack(tx kv.Tx, by commune.Actor, n Notice, of Run, now time.Time) error {
	var ids []address.ID
	err := outbox.IDsOf(tx, of.Cause, outbox.Sent, func(id outbox.ID) error {
		ids = append(ids, recipient(of.Cause, id))
		return nil
	})
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.New(fault.Invalid, "broadcast: nobody has got it")
	}
	n.Edits++
	x := Run{
		Cause: follower(n.ID, n.Edits), Notice: n.ID, Work: Withdraw, Of: of.Cause, Lane: of.Lane, Kind: of.Kind,
		Target: of.Target, State: Scheduled, Total: len(ids), Report: n.From,
	}
	if err := d.start(tx, x, ids, channel.Outgoing{}); err != nil {
		return err
	}
	if err := notices.Put(tx, n); err != nil {
		return err
	}
	return d.note(tx, by, "notice.withdraw", n, "", now)
}
