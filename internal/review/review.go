// Package review is what waits for staff to look at: content that nobody has approved yet, numbers that
// somebody disputes, what has to be looked at again by a day, and questions without an answer.
//
// What staff decide lies in the store, above the files: a decision names the hash of what it is about,
// so a changed file is undecided again, and nobody has to write into a file to approve it. Acts take the
// transaction of the turn they belong to and note themselves in the audit there.
package review

import (
	"context"
	"log/slog"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Config is what a Desk is made of.
type Config struct {
	DB  kv.DB
	Box *outbox.Box
	// Dir is the overlay folder, into which drafts and example questions are written; empty: nowhere, and
	// what would be written is kept until there is one.
	Dir string
	// Quiet tells whether staff are to be left in peace at that time; nil: never. What is new then waits
	// for the morning.
	Quiet func(time.Time) bool
	// Keep is for how long an open question, and whoever waits for it, is kept; 0: Keep.
	Keep time.Duration
	Now  func() time.Time
	Log  *slog.Logger
}

// Desk does what staff and residents ask of the room.
type Desk struct {
	c    Config
	log  *slog.Logger
	wake chan struct{} // something is to be sent or written
}

// New makes a desk. It touches nothing until it is asked to.
func New(c Config) *Desk {
	return &Desk{c: c, log: c.Log.With("room", "review"), wake: make(chan struct{}, 1)}
}

// Keep is how long a question, and whoever waits for it, is kept (design, section 9).
const Keep = 180 * 24 * time.Hour

// Writes tells whether there is a folder into which drafts can be written.
func (d *Desk) Writes() bool { return d.c.Dir != "" }

// kick has Run look at once, as soon as tx is committed.
func (d *Desk) kick(tx kv.Tx) {
	tx.Then(func() {
		select {
		case d.wake <- struct{}{}:
		default:
		}
	})
}

// Run does what follows later until ctx ends: answers to the rest of many askers, files, notices to
// staff, and what is kept long enough. tell makes the notice that n questions are new.
func (d *Desk) Run(ctx context.Context, tell Notice) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	if err := d.batches(ctx, renew); err != nil && ctx.Err() == nil {
		d.log.Error("questions of an older version cannot be read", "err", err)
	}
	tidied := time.Time{}
	for {
		d.step(ctx, tell)
		if since := time.Since(tidied); since >= time.Hour {
			tidied = time.Now()
			if err := d.Tidy(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("what was kept long enough cannot be removed now", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-d.wake:
		}
	}
}

// step is one look at all that waits. What fails is tried again at the next.
func (d *Desk) step(ctx context.Context, tell Notice) {
	for _, s := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"answers", d.deliver},
		{"files", d.WriteFiles},
		{"notices", func(ctx context.Context) error { return d.tell(ctx, tell) }},
	} {
		if err := s.do(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("what waits cannot be done now", "what", s.what, "err", err)
		}
	}
}
