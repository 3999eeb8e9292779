package privacy

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Class is a kind of data that is kept for a time (design, section 9).
type Class struct {
	Name string // as in the configuration
	Rule string // for how long, in words
	// Before is the time before which it is old, at now.
	Before func(now time.Time) time.Time
	// Old visits what is older than a time: an id for Drop, and how old it is.
	Old func(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error
	// Drop takes a step in removing one of them; false: there was nothing to remove. nil: the room does it itself.
	Drop func(tx kv.Tx, id string, before time.Time) (removed bool, err error)
	// Steps: Drop may have to be called several times for one, each of hundreds of writes.
	Steps bool
}

// Due is how much of a class is older than its time.
type Due struct {
	Name   string
	Rule   string
	Before time.Time
	Count  int
	Oldest time.Time // zero: there is none
}

// Plan tells what retention would remove now, without removing anything.
func Plan(ctx context.Context, db kv.DB, classes []Class, now time.Time) (list []Due, err error) {
	for _, c := range classes {
		due := Due{Name: c.Name, Rule: c.Rule, Before: c.Before(now)}
		err := db.View(ctx, func(r kv.Reader) error {
			due.Count, due.Oldest = 0, time.Time{}
			return c.Old(r, due.Before, func(_ string, at time.Time) error {
				due.Count++
				if due.Oldest.IsZero() || at.Before(due.Oldest) {
					due.Oldest = at
				}
				return ctx.Err()
			})
		})
		if err != nil {
			return list, fmt.Errorf("%s: %w", c.Name, err)
		}
		list = append(list, due)
	}
	return list, nil
}

// How much of a class is looked up at once, and how much of it one transaction removes: others write meanwhile.
const (
	oldAtOnce  = 20_000
	dropAtOnce = 50
)

// Retain removes of each class what is older than its time, in small transactions, and gives how many of each
// were removed.
func Retain(ctx context.Context, db kv.DB, classes []Class, now time.Time) (removed map[string]int, err error) {
	removed = map[string]int{}
	for _, c := range classes {
		for c.Drop != nil {
			ids, err := old(ctx, db, c, now)
			if err != nil {
				return removed, fmt.Errorf("%s: %w", c.Name, err)
			}
			n := 0
			for at := 0; at < len(ids); {
				some := ids[at:min(at+dropAtOnce, len(ids))]
				if c.Steps {
					some = some[:1]
				}
				at += len(some)
				m, err := drop(ctx, db, c, some, c.Before(now))
				if n += m; err != nil {
					return removed, fmt.Errorf("%s: %w", c.Name, err)
				}
			}
			if !c.Steps {
				removed[c.Name] += n
			} else if n > 0 {
				removed[c.Name] = max(removed[c.Name], len(ids))
			}
			if n == 0 || len(ids) < oldAtOnce && !c.Steps {
				break
			}
		}
	}
	return removed, nil
}

func old(ctx context.Context, db kv.DB, c Class, now time.Time) (ids []string, err error) {
	err = db.View(ctx, func(r kv.Reader) error {
		ids = nil
		return c.Old(r, c.Before(now), func(id string, _ time.Time) error {
			if ids = append(ids, id); len(ids) == oldAtOnce {
				return kv.Stop
			}
			return ctx.Err()
		})
	})
	return ids, err
}

func drop(ctx context.Context, db kv.DB, c Class, ids []string, before time.Time) (n int, err error) {
	err = db.Update(ctx, func(tx kv.Tx) error {
		n = 0
		for _, id := range ids {
			removed, err := c.Drop(tx, id, before)
			if err != nil {
				return err
			}
			if removed {
				n++
			}
		}
		return nil
	})
	return n, err
}

// retained is when retention was done last.
type retained struct {
	Last time.Time `json:"last"`
}

var retainedOnce = kv.NewTable("privacy_retained", func(retained) string { return "last" })

// Retention is done each night; where no night could be used, a little later than a day after the last time.
const (
	retainEach   = 20 * time.Hour
	retainAtMost = 26 * time.Hour
)

// retain removes what was kept long enough, where it is time.
func (d *Desk) retain(ctx context.Context) error {
	if d.cfg.Classes == nil {
		return nil
	}
	now := d.now()
	var last retained
	err := d.db.View(ctx, func(r kv.Reader) (err error) {
		if last, err = retainedOnce.Get(r, "last"); fault.Is(err, fault.NotFound) {
			last, err = retained{}, nil
		}
		return err
	})
	age := now.Sub(last.Last)
	if err != nil || age >= 0 && (age < retainEach || age < retainAtMost && !d.cfg.Night(now)) {
		return err
	}
	removed, err := Retain(ctx, d.db, d.cfg.Classes, now)
	total := 0
	for name, n := range removed {
		if total += n; n > 0 {
			d.log.Info("what was kept long enough was removed", "class", name, "number", n)
		}
	}
	if err == nil && d.cfg.Sweep != nil {
		var files int
		if files, err = d.cfg.Sweep(ctx, now); files > 0 {
			d.log.Info("files that no record names were removed", "number", files)
		}
	}
	if err != nil {
		return err
	}
	return d.db.Update(ctx, func(tx kv.Tx) error {
		if total > 0 {
			if err := d.mark(tx, now.Add(retainedLater), now); err != nil {
				return err
			}
		}
		return retainedOnce.Put(tx, retained{now.UTC()})
	})
}
