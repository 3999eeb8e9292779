package privacy

import (
	"context"
	"errors"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// How an erasure is brought to its end: so many deliveries are looked at in one read, so many are changed in one
// transaction (six writes each), and so long the last words may wait for a platform that is down.
const (
	lookAtOnce   = 20_000
	changeAtOnce = 100
	lastWordsFor = 24 * time.Hour
)

// leave brings erasures to their end: the records of deliveries, then, when nothing needs it any more, the
// address.
func (d *Desk) leave(ctx context.Context) error {
	var list []leaving
	err := d.db.View(ctx, func(r kv.Reader) error {
		list = nil
		return leavings.Scan(r, nil, nil, func(l leaving) error { list = append(list, l); return nil })
	})
	for _, l := range list {
		if err == nil {
			err = d.leaveOne(ctx, l)
		}
	}
	return err
}

func (d *Desk) leaveOne(ctx context.Context, l leaving) error {
	now := d.now()
	if !l.Noted {
		// From here on the store is one without the conversation: a backup that is made later is not to be erased
		// again, because whoever comes back is a new conversation.
		if err := note(d.cfg.List, l.Hash, now); err != nil {
			return err
		}
		if err := d.sweep(ctx, l, l.At.Add(time.Second)); err != nil {
			return err
		}
		l.Noted = true
		if err := d.db.Update(ctx, func(tx kv.Tx) error { return leavings.Put(tx, l) }); err != nil {
			return err
		}
	}
	if now.Sub(l.At) < settled {
		if err := d.await(ctx, func(r kv.Reader) (bool, error) { return ended(r, l.Farewell) }); err != nil {
			return err
		}
		now = d.now()
	}
	over, err := d.over(ctx, l, now)
	if err != nil || !over {
		return err
	}
	// What was in flight, and what cases brought since. Of whoever wrote again meanwhile that is the new
	// conversation's.
	until := now.Add(time.Hour)
	err = d.db.Update(ctx, func(tx kv.Tx) error {
		back, err := d.cfg.Talks(tx, l.Who)
		if err != nil || back {
			until = l.At.Add(time.Second)
			return err
		}
		to, err := address.Get(tx, l.Who)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return errors.Join(err, outbox.Forget(tx, to, now)) // what could not be sent within a day
	})
	if err == nil {
		err = d.sweep(ctx, l, until)
	}
	if err != nil {
		return err
	}
	err = d.db.Update(ctx, func(tx kv.Tx) error { return d.last(tx, l, now) })
	if err == nil {
		failpoint.Hit("privacy.ended")
	}
	return err
}

// over tells whether nothing needs the address of a conversation any more.
func (d *Desk) over(ctx context.Context, l leaving, now time.Time) (over bool, err error) {
	err = d.db.View(ctx, func(r kv.Reader) error {
		over, err = ended(r, l.Farewell)
		if age := now.Sub(l.At); age >= lastWordsFor || age < -lastWordsFor {
			over = true
		}
		for _, room := range d.cfg.Rooms {
			if err != nil || !over {
				return err
			}
			if room.Needs != nil {
				n, failed := room.Needs(r, l.Who)
				over, err = n == 0, failed
			}
		}
		return err
	})
	return over, err
}

// sweep takes the conversation out of the records of deliveries that were made before a time.
func (d *Desk) sweep(ctx context.Context, l leaving, before time.Time) error {
	for after := outbox.ID(""); ; {
		var ids []outbox.ID
		var next outbox.ID
		err := d.db.View(ctx, func(r kv.Reader) (err error) {
			ids, next, err = outbox.Owned(r, d.names(l.Who), before, after, lookAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for len(ids) > 0 {
			some := ids[:min(len(ids), changeAtOnce)]
			ids = ids[len(some):]
			if err := d.db.Update(ctx, func(tx kv.Tx) error { return outbox.Rename(tx, some, l.Who, l.Nobody) }); err != nil {
				return err
			}
			failpoint.Hit("privacy.swept")
		}
		if next == "" {
			return nil
		}
		after = next
	}
}

// last ends an erasure: the last words' own records and the address go. Whoever wrote again meanwhile keeps the
// address as a new conversation's.
func (d *Desk) last(tx kv.Tx, l leaving, now time.Time) error {
	if err := leavings.Delete(tx, l.Who); err != nil {
		return err
	}
	back, err := d.cfg.Talks(tx, l.Who)
	if err != nil {
		return err
	}
	if err := outbox.Rename(tx, l.Farewell, l.Who, l.Nobody); err != nil {
		return err
	}
	for _, room := range d.cfg.Rooms {
		if room.Last != nil {
			if err := room.Last(tx, l.Who); err != nil {
				return err
			}
		}
	}
	if err := d.mark(tx, now, now); err != nil {
		return err
	}
	if back {
		to, err := address.Get(tx, l.Who)
		if err == nil {
			to.Since = now.UTC()
			err = address.Put(tx, to)
		}
		return err
	}
	return address.Delete(tx, l.Who)
}
