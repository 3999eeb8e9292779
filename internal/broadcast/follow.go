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

// Correct puts another text in the place of what was sent, where the channel can; elsewhere the
// corrected text is sent as a message of its own that says so. Who has not got the notice yet is the
// business of Cancel, so Conflict while it runs. Invalid where there is no Room for the text.
func (d *Desk) Correct(tx kv.Tx, by commune.Actor, id ID, text channel.Text, now time.Time) error {
	n, x, err := d.finished(tx, by, id)
	if err != nil {
		return err
	}
	n.Draft.Text = text
	if most, over, err := d.Room(tx, n); err != nil {
		return err
	} else if over {
		return fault.New(fault.Invalid, "broadcast: a correction that is too long; at most %d characters", most)
	}
	if err := n.Draft.Check(); err != nil {
		return err
	}
	return d.follow(tx, by, n, x, Correct, now)
}

// Corrected is a notice with its corrected text as it takes the place of what was sent: only the text can be
// changed, the files stay.
func (d *Desk) Corrected(n Notice) channel.Outgoing {
	m := d.Render(n)
	m.Files = nil
	m.Text = append(channel.Text{{S: d.say("notices.corrected") + "\n", Bold: true}}, m.Text...)
	return m
}

// Room tells whether the corrected text of a notice is too long to take the place of what was sent, and how
// many characters it may have: MaxText, and less where it stands below a picture, because there the platform
// takes no longer one.
func (d *Desk) Room(r kv.Reader, n Notice) (most int, over bool, err error) {
	most, over = MaxText, channel.Runes.Len(n.Draft.Text.String()) > MaxText
	for _, name := range d.box.Channels() {
		parts, err := outbox.Parts(r, string(n.ID), name)
		if fault.Is(err, fault.NotFound) || err == nil && len(parts) == 0 {
			continue
		}
		if err != nil {
			return 0, false, err
		}
		limits, _ := d.box.Limits(name)
		if last := parts[len(parts)-1]; !limits.Edit || len(last.Files) == 0 {
			continue
		}
		whole, text := limits.Unit.Len(d.Corrected(n).Text.String()), limits.Unit.Len(n.Draft.Text.String())
		most, over = min(most, limits.Caption-(whole-text)), over || whole > limits.Caption
	}
	return most, over, nil
}

// Withdraw takes back what was sent, where the channel can: Telegram for two days (Bot API,
// deleteMessage).
func (d *Desk) Withdraw(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	n, x, err := d.finished(tx, by, id)
	if err != nil {
		return err
	}
	return d.follow(tx, by, n, x, Withdraw, now)
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
	if n.State != Confirmed {
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

// follow starts a run over those who got a notice.
func (d *Desk) follow(tx kv.Tx, by commune.Actor, n Notice, of Run, work Work, now time.Time) error {
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
	n.Hash = n.Draft.Hash()
	x := Run{
		Cause: follower(n.ID, n.Edits), Notice: n.ID, Work: work, Of: of.Cause, Lane: of.Lane, Kind: of.Kind,
		Target: of.Target, State: Scheduled, Total: len(ids), Report: n.From,
	}
	if err := d.start(tx, x, ids, d.Corrected(n)); err != nil {
		return err
	}
	if err := notices.Put(tx, n); err != nil {
		return err
	}
	return d.note(tx, by, "notice."+string(work), n, "", now)
}
