package privacy

import (
	"context"
	"fmt"
	"sync"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// The store's file keeps deleted bytes in pages that are free, until it is written anew (design, section 9: at
// the latest 7 days after an erasure). That stops the store for a moment, so it is done at night: the night
// after an erasure, and once a week after retention has removed something. Where no night could be used within
// six days, it is done at any time.
const (
	compactWithin = 7 * 24 * time.Hour
	anyTimeAfter  = 6 * 24 * time.Hour
	retainedLater = 5 * 24 * time.Hour // how long what retention removed may wait for its night
	compactRetry  = 30 * time.Minute
)

// stale is that the file has deleted bytes in it.
type stale struct {
	Since time.Time `json:"since"` // of the oldest
	Due   time.Time `json:"due"`   // from then on the next night counts
	Last  time.Time `json:"last"`  // of the newest
}

var stales = kv.NewTable("privacy_compact", func(stale) string { return "file" })

// compacting is what is remembered of the last try.
type compacting struct {
	mu     sync.Mutex
	failed string
	after  time.Time // not before
	since  time.Time // of the oldest deleted bytes; zero: none
}

// mark notes, in the transaction that deletes something, that the file has to be written anew: the night after
// due. A file that is in memory needs none.
func (d *Desk) mark(tx kv.Tx, due, now time.Time) error {
	s, err := stales.Get(tx, "file")
	if fault.Is(err, fault.NotFound) {
		s, err = stale{Since: now.UTC(), Due: due.UTC()}, nil
	}
	if err != nil {
		return err
	}
	if due.Before(s.Due) {
		s.Due = due.UTC()
	}
	if now.After(s.Last) {
		s.Last = now.UTC()
	}
	return stales.Put(tx, s)
}

// compact writes the file anew where it is time.
func (d *Desk) compact(ctx context.Context) error {
	if d.cfg.Compact == nil {
		return nil
	}
	now := d.now()
	s, err := d.stale(ctx)
	d.dense.mu.Lock()
	d.dense.since = s.Since
	wait := d.dense.after
	d.dense.mu.Unlock()
	if err != nil || s.Since.IsZero() || now.Before(wait) && wait.Sub(now) <= compactRetry {
		return err
	}
	since, due := now.Sub(s.Since), now.Sub(s.Due)
	ahead := since < 0 // by a clock that was wrong
	if !ahead && since < anyTimeAfter && (due < 0 || !d.cfg.Night(now)) {
		return nil
	}
	begun := time.Now()
	if err := d.cfg.Compact(ctx); err != nil {
		d.dense.mu.Lock()
		d.dense.failed, d.dense.after = err.Error(), now.Add(compactRetry)
		d.dense.mu.Unlock()
		return fmt.Errorf("the store's file cannot be written anew: %w", err)
	}
	d.log.Info("the store's file was written anew", "ms", time.Since(begun).Milliseconds())
	d.dense.mu.Lock()
	d.dense.failed, d.dense.since = "", time.Time{}
	d.dense.mu.Unlock()
	return d.db.Update(ctx, func(tx kv.Tx) error {
		is, err := stales.Get(tx, "file")
		if err != nil {
			return err
		}
		if is.Last.After(s.Last) { // something was deleted meanwhile: whether before the copy nobody knows
			is.Since = is.Last
			return stales.Put(tx, is)
		}
		return stales.Delete(tx, "file")
	})
}

func (d *Desk) stale(ctx context.Context) (s stale, err error) {
	err = d.db.View(ctx, func(r kv.Reader) (err error) {
		s, err = stales.Get(r, "file")
		if fault.Is(err, fault.NotFound) {
			s, err = stale{}, nil
		}
		return err
	})
	return s, err
}

// Trouble is the line for /healthz where what was erased is still in the file after its time; empty: all is
// well.
func (d *Desk) Trouble(now time.Time) string {
	d.dense.mu.Lock()
	defer d.dense.mu.Unlock()
	if d.dense.since.IsZero() || now.Sub(d.dense.since) <= compactWithin {
		return ""
	}
	line := fmt.Sprintf("what was erased is in the store's file for %d days", int(now.Sub(d.dense.since).Hours()/24))
	if d.dense.failed != "" {
		line += ": " + d.dense.failed
	}
	return line
}
