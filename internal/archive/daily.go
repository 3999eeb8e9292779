package archive

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Schedule is when the daily backup is made and how many are kept.
type Schedule struct {
	Dir  string         // folder; made when it is missing
	At   Clock          // in Zone
	Zone *time.Location // the commune's
	Keep int            // how many; the newest stay
}

// Clock is a time of the day.
type Clock struct{ Hour, Minute int }

// ParseClock reads "02:00".
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return Clock{}, fault.New(fault.Invalid, "%q is no time of the day such as 02:00", s)
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// next is the first such time after t.
func (s Schedule) next(t time.Time) time.Time {
	t = t.In(s.Zone)
	for day := 0; ; day++ {
		if at := time.Date(t.Year(), t.Month(), t.Day()+day, s.At.Hour, s.At.Minute, 0, 0, s.Zone); at.After(t) {
			return at
		}
	}
}

// TooOld is the age of the last backup from which it is an alarm (design, section 9).
const TooOld = 48 * time.Hour

// Pauses of the loop: how often it looks at the clock, and how long it waits after a failure.
const (
	look  = 30 * time.Second
	retry = 30 * time.Minute
)

// record is what is remembered in the store of the daily backup.
type record struct {
	ID    string    `json:"id"`             // of the store, made by chance once; stands in its daily backups
	Since time.Time `json:"since"`          // when the first was to be made
	Last  time.Time `json:"last,omitzero"`  // when the last one was made; zero: none yet
	File  string    `json:"file,omitempty"` // its name
	Bytes int64     `json:"bytes,omitzero"`
}

var records = kv.NewTable("backup", func(record) string { return "daily" })

// Daily makes a backup each day. Its last one is in the store, so it goes on over restarts: what an outage
// missed is made up for at the start, once.
type Daily struct {
	keeper *Keeper
	plan   Schedule
	now    func() time.Time
	newID  func() string
	log    *slog.Logger

	mu     sync.Mutex
	rec    record
	failed string // why the last try failed; empty: it did not
	count  int64  // failures since the start
	warned time.Time
}

// NewDaily makes the loop. It touches nothing until Run.
func NewDaily(k *Keeper, plan Schedule, now func() time.Time, newID func() string, log *slog.Logger) *Daily {
	return &Daily{keeper: k, plan: plan, now: now, newID: newID, log: log.With("room", "backup")}
}

// Run makes the backups until ctx ends.
func (d *Daily) Run(ctx context.Context) error {
	if err := d.read(ctx); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	var after time.Time // of a failure: not before
	for {
		now := d.now()
		if d.due(now) && (!now.Before(after) || after.Sub(now) > retry) {
			if err := d.make(ctx, now); err != nil && ctx.Err() == nil {
				after = d.now().Add(retry)
				d.fail(err)
			}
		}
		d.alarm(d.now())
		t := time.NewTimer(look)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
	}
}

// read gets the record, or makes it: then the first backup is due at once, and shows whether the folder
// is any good.
func (d *Daily) read(ctx context.Context) error {
	fresh := record{ID: d.newID(), Since: d.now().UTC()}
	var rec record
	err := d.keeper.db.Update(ctx, func(tx kv.Tx) (err error) {
		if rec, err = records.Get(tx, "daily"); fault.Is(err, fault.NotFound) {
			rec = fresh
			return records.Put(tx, rec)
		}
		return err
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rec = rec
	return err
}

// due tells whether one is to be made. A last one that lies more than a day ahead is from a clock that
// was wrong: one is made now, and the count begins anew with it.
func (d *Daily) due(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch last := d.rec.Last; {
	case last.IsZero():
		return true
	case last.After(now.Add(24 * time.Hour)):
		return true
	default:
		return !d.plan.next(last).After(now)
	}
}

// make makes one backup, notes it and removes the oldest.
func (d *Daily) make(ctx context.Context, now time.Time) error {
	if err := os.MkdirAll(d.plan.Dir, 0o700); err != nil {
		return fault.New(fault.Invalid, "backup.dir: %w", err)
	}
	d.mu.Lock()
	rec := d.rec
	d.mu.Unlock()
	begun := time.Now()
	name := dailyPrefix + now.In(d.plan.Zone).Format(dailyStamp) + dailySuffix
	m, err := d.keeper.make(ctx, filepath.Join(d.plan.Dir, name), dailyComment(rec.ID))
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(d.plan.Dir, name))
	if err != nil {
		return err
	}
	rec.Last, rec.File, rec.Bytes = now.UTC(), name, info.Size()
	err = d.keeper.db.Update(ctx, func(tx kv.Tx) error { return records.Put(tx, rec) })
	if err != nil {
		return fmt.Errorf("the backup %s is made and could not be noted: %w", name, err)
	}
	d.mu.Lock()
	d.rec, d.failed = rec, ""
	d.mu.Unlock()
	attachments, _ := m.Attachments()
	d.log.Info("backup made", "file", name, "bytes", rec.Bytes, "rows", m.Records(), "attachments", attachments, "ms", time.Since(begun).Milliseconds())
	if len(m.Missing) > 0 {
		d.log.Error("attachments are damaged or gone and not in the backup", "number", len(m.Missing), "first", m.Missing[0][:12])
	}
	removed, err := rotate(d.plan.Dir, rec.ID, name, d.plan.Keep, now.In(d.plan.Zone))
	if len(removed) > 0 {
		d.log.Info("old backups removed", "number", len(removed))
	}
	if err != nil { // this day's is made all the same
		d.log.Error("old backups cannot be removed", "err", err)
	}
	return nil
}

func (d *Daily) fail(err error) {
	d.mu.Lock()
	d.failed = err.Error()
	d.count++
	d.mu.Unlock()
	d.log.Error("the daily backup failed; it is tried again in half an hour", "kind", fault.KindOf(err), "err", err)
}

// alarm writes a line, once a day, while the last backup is too old.
func (d *Daily) alarm(now time.Time) {
	s := d.Status()
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.Age(now) <= TooOld || now.Sub(d.warned) < 24*time.Hour && !d.warned.After(now) {
		return
	}
	d.warned = now
	d.log.Error("the last backup is older than 48 hours", "hours", int(s.Age(now).Hours()))
}

// Status is how the daily backup is doing.
type Status struct {
	Since  time.Time // when the first was to be made
	Last   time.Time // zero: none yet
	Bytes  int64     // of the last one
	Failed string    // why the last try failed; empty: it did not
	Fails  int64     // since the start
}

// Status tells how the daily backup is doing.
func (d *Daily) Status() Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Status{Since: d.rec.Since, Last: d.rec.Last, Bytes: d.rec.Bytes, Failed: d.failed, Fails: d.count}
}

// Age is how old the last backup is, or for how long there has been none.
func (s Status) Age(now time.Time) time.Duration {
	last := s.Last
	if last.IsZero() {
		last = s.Since
	}
	if last.IsZero() {
		return 0
	}
	return max(now.Sub(last), 0)
}

// Trouble is the line for /healthz; empty: all is well.
func (s Status) Trouble(now time.Time) string {
	age := s.Age(now)
	if age <= TooOld {
		return ""
	}
	line := fmt.Sprintf("the last one is %d hours old", int(age.Hours()))
	if s.Last.IsZero() {
		line = fmt.Sprintf("none for %d hours", int(age.Hours()))
	}
	if s.Failed != "" {
		line += ": " + s.Failed
	}
	return line
}
