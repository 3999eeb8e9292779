package broadcast

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// MostAhead is how far ahead a notice may be scheduled.
const MostAhead = 60 * 24 * time.Hour

// Propose lets a draft go: it is sent, or scheduled, or waits for a second person. Denied if by may not
// send to those people; Invalid where the draft cannot be sent, or its time has passed.
func (d *Desk) Propose(tx kv.Tx, by commune.Actor, draft Draft, now time.Time) (Notice, error) {
	if err := d.allowed(by, draft); err != nil {
		return Notice{}, err
	}
	if err := draft.Check(); err != nil {
		return Notice{}, err
	}
	if !d.Known(draft) {
		return Notice{}, fault.New(fault.Invalid, "broadcast: a hamlet that the commune does not list any more")
	}
	if !draft.At.IsZero() && (draft.At.Before(now.Add(-time.Minute)) || draft.At.After(now.Add(MostAhead))) {
		return Notice{}, fault.New(fault.Invalid, "broadcast: a time that has passed, or more than 60 days ahead")
	}
	draft.Target.Urgent = draft.Urgent
	n := Notice{
		ID: ID(d.newID()), Draft: draft, Hash: draft.Hash(), Author: by.Staff, Role: by.Role,
		From: address.ID(by.Address), Made: now.UTC(), State: Confirmed,
	}
	if d.needsSecond(by, draft) {
		n.State = Asked
	}
	if err := d.note(tx, by, "notice.propose", n, "", now); err != nil {
		return n, err
	}
	if n.State == Asked {
		return d.ask(tx, n, now)
	}
	return n, d.release(tx, n, now)
}

// allowed asks for the right to send a draft.
func (d *Desk) allowed(by commune.Actor, draft Draft) error {
	if by.Staff == "" {
		return fault.New(fault.Denied, "broadcast: only people with a duty send notices")
	}
	if !draft.Wide(by) {
		return staff.May(by, staff.ToNotify, staff.Object{Hamlets: draft.Target.Hamlets})
	}
	return staff.May(by, staff.ToNotifyWide, staff.Object{Hamlets: draft.Target.Hamlets})
}

// Known tells whether the commune still lists all hamlets of a draft.
func (d *Desk) Known(draft Draft) bool {
	return !slices.ContainsFunc(draft.Target.Hamlets, func(h commune.HamletID) bool { return d.cfg.Hamlet(string(h)) == "" })
}

// NeedsSecond tells whether a draft of by waits for a second person before it goes out.
func (d *Desk) NeedsSecond(by commune.Actor, draft Draft) bool { return d.needsSecond(by, draft) }

func (d *Desk) needsSecond(by commune.Actor, draft Draft) bool {
	switch {
	case draft.Urgent || d.cfg.Approval == Always:
		return true
	case d.cfg.Approval == Never:
		return false
	}
	return draft.Wide(by)
}

// MayDecide tells whether by may approve or refuse a notice.
func (d *Desk) MayDecide(by commune.Actor, n Notice) bool {
	return staff.May(by, second(n), staff.Object{First: n.Author}) == nil
}

// second is the act of a second person on a notice.
func second(n Notice) staff.Act {
	if n.Draft.Urgent {
		return staff.ToConfirmUrgent
	}
	return staff.ToApproveWide
}

// Approve lets a notice go that waits for a second person. hash is of what that person saw: Conflict
// where the notice is another one by now, or somebody was quicker.
func (d *Desk) Approve(tx kv.Tx, by commune.Actor, id ID, hash string, now time.Time) (Notice, error) {
	n, err := d.judged(tx, by, id, hash)
	if err != nil {
		return n, err
	}
	if at := n.Draft.At; !at.IsZero() && at.Before(now) {
		n.Draft.At = time.Time{} // the approval came after its time: it goes at once
	}
	n.State, n.Second, n.AskAt = Confirmed, by.Staff, time.Time{}
	if err := d.note(tx, by, "notice.approve", n, "", now); err != nil {
		return n, err
	}
	if err := d.release(tx, n, now); err != nil {
		return n, err
	}
	line := "notices.approved"
	if n.Fixes != "" {
		line = "notices.fix_approved"
	}
	return n, d.answerAuthor(tx, n, line, now)
}

// Refuse says no to a notice that waits for a second person, with a reason for its author.
func (d *Desk) Refuse(tx kv.Tx, by commune.Actor, id ID, hash, reason string, now time.Time) (Notice, error) {
	n, err := d.judged(tx, by, id, hash)
	if err != nil {
		return n, err
	}
	n.State, n.Second, n.Reason, n.AskAt = Refused, by.Staff, reason, time.Time{}
	if err := notices.Put(tx, n); err != nil {
		return n, err
	}
	if err := d.note(tx, by, "notice.refuse", n, "", now); err != nil {
		return n, err
	}
	line := "notices.refused"
	if n.Fixes != "" {
		line = "notices.fix_refused"
	}
	return n, d.answerAuthor(tx, n, line, now)
}

// judged is the notice that a second person decides about.
func (d *Desk) judged(r kv.Reader, by commune.Actor, id ID, hash string) (Notice, error) {
	n, err := notices.Get(r, id)
	if err != nil {
		return n, err
	}
	if err := staff.May(by, second(n), staff.Object{First: n.Author}); err != nil {
		return n, err
	}
	if n.State != Asked || len(hash) < shortHash || len(hash) > len(n.Hash) || n.Hash[:len(hash)] != hash {
		return n, fault.New(fault.Conflict, "broadcast: the notice is decided, or another one by now")
	}
	if n.Fixes == "" && !d.Known(n.Draft) {
		return n, fault.New(fault.Conflict, "broadcast: a hamlet of the notice is not listed any more")
	}
	// Whoever wrote it may have lost the duty since.
	author, err := staff.Get(r, n.Author)
	if err == nil && !author.Active() {
		err = fault.New(fault.Conflict, "broadcast: the author's account was closed")
	}
	return n, err
}

// Retract takes back a notice that was not confirmed yet. Conflict where it was.
func (d *Desk) Retract(tx kv.Tx, by commune.Actor, id ID, now time.Time) error {
	n, err := d.own(tx, by, id)
	if err != nil {
		return err
	}
	if n.State != Asked {
		return fault.New(fault.Conflict, "broadcast: the notice is decided already")
	}
	n.State, n.AskAt = Withdrawn, time.Time{}
	if err := notices.Put(tx, n); err != nil {
		return err
	}
	return d.note(tx, by, "notice.retract", n, "", now)
}

// Own is a notice that by may steer: its author, as long as the duty lasts, and the chair. NotFound for all
// others.
func (d *Desk) Own(r kv.Reader, by commune.Actor, id ID) (Notice, error) { return d.own(r, by, id) }

// own is a notice that by may steer: the author, as long as the duty lasts, and the chair.
func (d *Desk) own(r kv.Reader, by commune.Actor, id ID) (Notice, error) {
	n, err := notices.Get(r, id)
	switch {
	case err != nil:
		return n, err
	case by.Is(commune.Chair):
		return n, nil
	case by.Staff == "" || by.Staff != n.Author:
		return n, fault.New(fault.NotFound, "broadcast: no such notice of yours")
	}
	return n, nil
}

// release freezes the audience of a notice and lets its run begin, now or at its time.
func (d *Desk) release(tx kv.Tx, n Notice, now time.Time) error {
	if n.Fixes != "" {
		return d.letFix(tx, n, now)
	}
	ids, err := people(tx, n.Draft.Target)
	if err != nil {
		return err
	}
	x := Run{
		Cause: string(n.ID), Notice: n.ID, Work: Send, Lane: outbox.Notices, Kind: outbox.Notice,
		Target: n.Draft.Target, State: Scheduled, Total: len(ids), At: n.Draft.At.UTC(), Report: n.From,
	}
	if n.Draft.Urgent {
		x.Lane, x.Kind = outbox.Emergencies, outbox.Emergency
	}
	if err := d.start(tx, x, ids, d.Render(n)); err != nil {
		return err
	}
	return notices.Put(tx, n)
}

// note writes an act on a notice into the audit.
func (d *Desk) note(tx kv.Tx, by commune.Actor, act string, n Notice, reason string, now time.Time) error {
	return staff.Note(tx, by, staff.Entry{Act: act, Kind: "notice", Object: string(n.ID), New: n.Hash, Reason: reason}, now)
}
