package bulletin

import (
	"time"

	"loaxom/content"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/restored"
)

// Bounds of what an outage explains. Beyond them the clock was wrong: a small computer without a battery
// for its clock wakes up in 1970 or in the year before.
const (
	mostAhead  = 24 * time.Hour       // a Last further ahead of now was written by a clock that ran ahead
	mostBehind = 400 * 24 * time.Hour // a Last further back was written by one that ran behind
)

// onTime is how long after its time an issue still counts as on time.
const onTime = 5 * time.Minute

// leastRun is for how long at least an issue may go out once it has begun, however late it began.
const leastRun = time.Hour

// mostDue bounds how many firings are looked at together.
const mostDue = 1000

// verdict is what becomes of one firing, or of a standing alone, and what it was judged from.
type verdict struct {
	pub      Publication
	was, now Standing // as it is stored, and as it will be
	issue    *Issue   // nil: no firing is settled by it, or it was settled before
	print    *printed // what goes out; nil: the issue is skipped
	until    time.Time
	clock    bool // the clock was wrong
}

// judge says what is to become of the next firing of a publication that is due at now, or what else is to
// change where none is. False: nothing. It reads no clock and writes nothing. removed tells that the
// content does not have the publication any more; then p has no Spec.
func (d *Desk) judge(r kv.Reader, lib *content.Library, p Publication, removed bool, now time.Time) (v verdict, some bool, err error) {
	v = verdict{pub: p}
	if v.was, err = standingOf(r, p.ID); err != nil {
		return v, false, err
	}
	v.now = v.was
	v.now.ID = p.ID
	behind := now.Sub(v.was.Last)
	switch {
	case removed && v.was.Spec == "":
		return v, false, nil
	case v.was.Spec == "": // new, or back again: what would have been due before was not missed
		return v, true, v.restart(p.Spec, d.cfg.Zone, now)
	case behind < -mostAhead || behind > mostBehind:
		v.clock = true
		return v, true, v.restart(v.was.Spec, d.cfg.Zone, now)
	}
	mark, err := restored.Last(r)
	if err != nil {
		return v, false, err
	}
	plan, err := planOf(v.was.Spec, d.cfg.Zone)
	if err != nil {
		return v, false, fault.New(fault.Corrupt, "publication %s: %w", p.ID, err)
	}
	due := plan.Due(v.was.Last, now, mostDue)
	if len(due) == 0 {
		if p.Spec != v.was.Spec {
			return v, true, v.restart(p.Spec, d.cfg.Zone, now)
		}
		v.now.Next = plan.Next(v.was.Last).UTC()
		return v, !v.now.Next.Equal(v.was.Next), nil
	}
	if mark.Waiting() && !mark.Lost(due[0]) && p.Spec == v.was.Spec {
		return v, false, nil // judged when an admin has said go, unless the plan changes before
	}
	v.now.Last, v.now.Next = due[0].UTC(), plan.Next(due[0]).UTC()
	return v, true, d.judgeFiring(r, lib, &v, removed, mark, due, now)
}

// restart lets a plan count from now on, or from where it stood where that is a little ahead.
func (v *verdict) restart(spec string, zone *time.Location, now time.Time) error {
	v.now.Spec, v.now.Next = spec, time.Time{}
	if ahead := v.was.Last.Sub(now); ahead <= 0 || ahead > mostAhead {
		v.now.Last = now.UTC()
	}
	if spec == "" {
		return nil
	}
	plan, err := planOf(spec, zone)
	if err != nil {
		return fault.New(fault.Invalid, "publication %s: %w", v.pub.ID, err)
	}
	v.now.Next = plan.Next(v.now.Last).UTC()
	return nil
}

// judgeFiring decides about the first of the firings that are due.
func (d *Desk) judgeFiring(r kv.Reader, lib *content.Library, v *verdict, removed bool, mark restored.Mark, due []time.Time, now time.Time) error {
	p, firing := v.pub, due[0]
	settled, err := settledBefore(r, issueID(p.ID, firing), now)
	if err != nil || settled {
		return err
	}
	skip := func(why Reason) error {
		v.issue = &Issue{ID: issueID(p.ID, firing), Of: p.ID, Firing: firing.UTC(), At: now.UTC(), Skip: why}
		return nil
	}
	could, leaves := d.loud(firing), d.loud(now)
	late := leaves.Sub(could)
	switch {
	case mark.Lost(firing), mark.Waiting():
		return skip(Restored)
	case removed:
		return skip(Removed)
	case !d.cfg.Enabled:
		return skip(Off)
	case !v.was.Paused.IsZero():
		return skip(Halted)
	case late > p.Late:
		return skip(Overdue)
	}
	on := now.In(d.cfg.Zone)
	it, ok := p.next(lib, v.was.Turn, on, d.cfg.OnlyApproved)
	switch {
	case !ok:
		return skip(Empty)
	case len(due)-1 >= p.members(lib, on, d.cfg.OnlyApproved):
		return skip(Repeated) // the later ones bring everything that this one would
	}
	printed := d.print(lib, p, it, firing, now)
	printed.issue.Late = late > onTime
	v.print, v.issue, v.now.Turn = &printed, &printed.issue, it.turn
	if v.until = could.Add(p.Late); v.until.Before(leaves.Add(leastRun)) {
		v.until = leaves.Add(leastRun)
	}
	return nil
}

// settledBefore tells whether a firing was decided about. A decision to skip it that a clock took which
// ran ahead of now does not count: its true time is yet to come, or has come. What went out stays so.
func settledBefore(r kv.Reader, id IssueID, now time.Time) (bool, error) {
	i, err := issues.Get(r, id)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && (i.Out() || !i.At.After(now)), err
}

// loud is when something that is ready at t may leave: at once, or when the quiet hours end.
func (d *Desk) loud(t time.Time) time.Time {
	if end, quiet := d.cfg.Quiet.At(t); quiet {
		return end
	}
	return t
}
