package bulletin

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"loaxom/content"
	"loaxom/internal/broadcast"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/review"
	"loaxom/internal/schedule"
)

// Config is what the room needs to know.
type Config struct {
	Enabled      bool            // false: each firing is skipped, and said to be
	Late         time.Duration   // how late a publication is still news that does not say so itself
	Zone         *time.Location  // the commune's
	Quiet        broadcast.Quiet // a firing in these hours is due when they end
	OnlyApproved bool            // drafts are not sent at all
	KeepSheets   time.Duration   // how long after a quiz it is kept who answered what; 0: keepSheets
	// Hamlet is a hamlet's name as people know it; empty where the configuration does not have it.
	Hamlet func(id string) string
}

// Desk brings out bulletins.
type Desk struct {
	db    kv.DB
	desk  *broadcast.Desk
	cfg   Config
	now   func() time.Time
	log   *slog.Logger
	lib   atomic.Pointer[content.Library] // as the files have it
	ruled atomic.Pointer[ruled]           // the same as staff have judged it last
	wake  chan struct{}
	stats *stats
}

// New makes a desk that brings out nothing until Load and Run.
func New(db kv.DB, desk *broadcast.Desk, cfg Config, now func() time.Time, log *slog.Logger) *Desk {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	return &Desk{db: db, desk: desk, cfg: cfg, now: now, log: log.With("room", "bulletin"), wake: make(chan struct{}, 1), stats: newStats()}
}

// Load takes lib as what there is to bring out from now on.
func (d *Desk) Load(lib *content.Library) {
	d.lib.Store(lib)
	d.Wake()
}

// Wake makes Run look at once: the clock was set, or something changed.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// ruled is the content as staff had judged it at one revision of their decisions.
type ruled struct {
	files    *content.Library
	revision uint64
	lib      *content.Library
}

// library is the content as staff have judged it by now: what they hid is not sent, what they approved is
// no draft any more.
func (d *Desk) library(r kv.Reader) (*content.Library, error) {
	files := d.lib.Load()
	if files == nil {
		return nil, fault.New(fault.Busy, "bulletin: no content is loaded yet")
	}
	revision, err := review.Revision(r)
	if err != nil {
		return nil, err
	}
	if last := d.ruled.Load(); last != nil && last.files == files && last.revision == revision {
		return last.lib, nil
	}
	lib, err := review.Under(r, files)
	if err != nil {
		return nil, err
	}
	d.ruled.Store(&ruled{files, revision, lib})
	return lib, nil
}

// longestRest is how long a clock that was set may go unnoticed.
const longestRest = 30 * time.Second

// Run brings out what is due until ctx ends. Two that run on one store do no harm.
func (d *Desk) Run(ctx context.Context) error {
	schedule.Loop(ctx, d.now, d.wake, longestRest, func(ctx context.Context) time.Time {
		next, err := d.step(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Error("bulletins cannot be brought out now", "kind", fault.KindOf(err), "err", err)
		}
		return next
	})
	return nil
}

// step settles whatever is due at now, and tells when something is due next.
func (d *Desk) step(ctx context.Context) (next time.Time, err error) {
	lib := d.lib.Load()
	if lib == nil {
		return time.Time{}, nil
	}
	return d.stepOf(ctx, publications(lib, d.cfg.Late))
}

// stepOf is step for the publications that there are now.
func (d *Desk) stepOf(ctx context.Context, list []Publication) (next time.Time, err error) {
	if next, err = d.settleAll(ctx, list); err != nil {
		return time.Time{}, err
	}
	lib := d.lib.Load()
	closes, err := d.closeRounds(ctx, lib)
	if err != nil {
		return time.Time{}, err
	}
	return earlier(next, closes), nil
}

// earlier is the earlier of two times of which the zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
