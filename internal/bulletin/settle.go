package bulletin

import (
	"context"
	"errors"
	"time"

	"loaxom/content"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// errChanged says that what a verdict was judged from is no longer so: another loop, or staff, was quicker.
var errChanged = errors.New("bulletin: the publication changed meanwhile")

// settleAll settles what is due of all publications, those too that the content has no longer, and tells when something is due next. One that
// cannot be settled does not keep the others from it.
func (d *Desk) settleAll(ctx context.Context, list []Publication) (next time.Time, err error) {
	now := d.now()
	have := map[PubID]bool{}
	for _, p := range list {
		have[p.ID] = true
	}
	err = d.db.View(ctx, func(r kv.Reader) error {
		return standings.Scan(r, nil, nil, func(s Standing) error {
			if !have[s.ID] && s.Spec != "" {
				list = append(list, Publication{ID: s.ID})
			}
			return nil
		})
	})
	if err != nil {
		return next, err
	}
	var errs []error
	for _, p := range list {
		at, err := d.settle(ctx, p, !have[p.ID], now)
		errs = append(errs, err)
		next = earlier(next, at)
	}
	return next, errors.Join(errs...)
}

// settle settles what is due of one publication, firing by firing.
func (d *Desk) settle(ctx context.Context, p Publication, removed bool, now time.Time) (next time.Time, err error) {
	for ctx.Err() == nil {
		var v verdict
		some := false
		var lib *content.Library
		err = d.db.View(ctx, func(r kv.Reader) (err error) {
			if lib, err = d.library(r); err != nil {
				return err
			}
			v, some, err = d.judge(r, lib, p, removed, now)
			return err
		})
		if err != nil {
			return time.Time{}, err
		}
		if !some {
			if v.now.Next.After(now) {
				next = v.now.Next
			}
			return next, nil
		}
		if err := d.commit(ctx, lib, v, now); err != nil && !errors.Is(err, errChanged) {
			return time.Time{}, err
		}
	}
	return next, ctx.Err()
}

// commit stores a verdict with all that it brings about.
func (d *Desk) commit(ctx context.Context, lib *content.Library, v verdict, now time.Time) error {
	var out Issue
	err := d.db.Update(ctx, func(tx kv.Tx) error {
		st, err := standingOf(tx, v.pub.ID)
		if err == nil && st != v.was {
			err = errChanged
		}
		if err != nil {
			return err
		}
		if v.issue != nil {
			if settled, err := settledBefore(tx, v.issue.ID, now); err != nil {
				return err
			} else if settled {
				return errChanged
			}
			out = *v.issue
			if err := d.bringOut(tx, v.pub, &out, v.print, v.until); err != nil {
				return err
			}
		}
		if v.clock {
			if err := d.alarm(tx, lib, now); err != nil {
				return err
			}
		}
		return standings.Put(tx, v.now)
	})
	if err == nil {
		d.tell(v, out)
	}
	return err
}

// bringOut stores an issue, and publishes it where it goes out.
func (d *Desk) bringOut(tx kv.Tx, p Publication, i *Issue, print *printed, until time.Time) (err error) {
	if print == nil {
		return issues.Put(tx, *i)
	}
	i.Total, err = d.desk.Publish(tx, broadcast.Issue{
		Cause: string(i.ID), Target: audience.Target{Topic: p.Topic}, Message: print.message,
		Lane: outbox.Bulletins, Kind: outbox.Bulletin, Until: until,
	})
	if err != nil {
		return err
	}
	if print.round != nil {
		if err := rounds.Put(tx, *print.round); err != nil {
			return err
		}
	}
	return issues.Put(tx, *i)
}

// tell says in the log and the counters what has come of a verdict.
func (d *Desk) tell(v verdict, i Issue) {
	switch {
	case v.clock:
		d.stats.clock.Add(1)
		d.log.Error("the clock was wrong: the publication counts from now on; what was due before is not sent",
			"publication", v.pub.ID, "settled_until", v.was.Last, "now", v.now.Last)
	case v.issue == nil:
	case !i.Out():
		d.stats.skipped[i.Skip].Add(1)
		d.log.Warn("a firing was skipped", "publication", i.Of, "firing", i.Firing, "reason", string(i.Skip))
	default:
		d.stats.sent.Add(1)
		if i.Late {
			d.stats.late.Add(1)
		}
		d.log.Info("an issue goes out", "publication", i.Of, "issue", i.ID, "item", i.Item, "recipients", i.Total, "late", i.Late)
	}
}

// alarm tells the admins, once a day, that the clock was wrong.
func (d *Desk) alarm(tx kv.Tx, lib *content.Library, now time.Time) error {
	return d.toStaff(tx, "clock-"+now.UTC().Format(time.DateOnly), channel.Plain(say(lib, "bulletins.clock")), commune.Admin)
}

// toStaff sends a text to everybody who has one of the roles, in the morning where it is night.
func (d *Desk) toStaff(tx kv.Tx, cause string, text channel.Text, roles ...commune.Role) error {
	_, err := d.desk.Publish(tx, broadcast.Issue{
		Cause: cause, Target: audience.Target{Roles: roles}, Message: channel.Outgoing{Text: text}, Lane: outbox.Notices, Kind: outbox.Notice,
	})
	return err
}
