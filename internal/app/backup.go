package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"loaxom/internal/archive"
	"loaxom/internal/blob"
	"loaxom/internal/broadcast"
	"loaxom/internal/config"
	"loaxom/internal/export"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/intake"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/privacy"
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

// Holdings are the places of all that belongs into a backup.
func Holdings(cfg config.Config) archive.Holdings {
	return archive.Holdings{
		Store: cfg.Store.Path, Attachments: cfg.Store.Attachments(), Overlay: cfg.Content.Dir, Forgotten: cfg.Store.Forgotten(),
	}
}

// Files visits the hashes of the attachments that the records of any room name. Whoever adds a room that
// names some adds it here: a restore and verify say of these which are missing.
func Files(r kv.Reader, visit func(hash string) error) error {
	if err := outbox.Files(r, visit); err != nil {
		return err
	}
	if err := broadcast.Files(r, visit); err != nil {
		return err
	}
	if err := privacy.Files(r, visit); err != nil {
		return err
	}
	if err := intake.Files(r, visit); err != nil {
		return err
	}
	return feedback.Files(r, visit)
}

// Restored tells the rooms that have something under way of a restore. Whoever adds such a room adds it here;
// one that only acts when something is due asks restored.Mark.Lost instead.
func Restored(ctx context.Context, db kv.DB, m restored.Mark) error {
	return errors.Join(intake.Restored(ctx, db), broadcast.Restored(ctx, db, m))
}

// NewKeeper makes what backs up a store that the configuration names. files is the program's own
// blob.Store, nil where nobody else uses the attachments.
func NewKeeper(cfg config.Config, db *boltkv.DB, files *blob.Store, version string, now func() time.Time) *archive.Keeper {
	if files == nil {
		files = blob.Open(cfg.Store.Attachments())
	}
	return archive.NewKeeper(db, files, Holdings(cfg), version, cfg.Commune.Full(), now)
}

// attachments reads each attachment that records name, and tells how many that are: Corrupt where one is
// not there, or not what it was. It reads them outside of a transaction, for there may be many.
func (h House) attachments(ctx context.Context) (n int, err error) {
	all, err := namedFiles(ctx, h.DB)
	if err != nil {
		return 0, err
	}
	files := blob.Open(h.Config.Store.Attachments())
	var first error
	for hash := range all {
		content, _, err := files.Read(hash)
		if err == nil {
			err = content.Close()
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err == nil {
			continue
		}
		if still, again := namedFiles(ctx, h.DB); again != nil || still[hash] { // else it was erased meanwhile
			first = errors.Join(again, fault.New(fault.Corrupt, "an attachment that records name: %w", err))
			break
		}
	}
	return len(all), first
}

// keep builds what makes backups, where the store is the one that the configuration names.
func (a *App) keep(zone *time.Location) error {
	db, ok := a.w.DB.(*boltkv.DB)
	if !ok || a.w.Store == "" {
		return nil
	}
	a.keeper = NewKeeper(a.cfg, db, a.blobs, a.w.Version, a.w.Now)
	b := a.cfg.Backup
	if b.Dir == "" {
		return nil
	}
	at, err := archive.ParseClock(b.At)
	if err != nil {
		return fmt.Errorf("backup.at: %w", err)
	}
	a.daily = archive.NewDaily(a.keeper, archive.Schedule{Dir: b.Dir, At: at, Zone: zone, Keep: b.Keep}, a.w.Now, a.w.NewID, a.w.Log)
	return nil
}

// backups makes the daily ones until ctx ends, and says at the start what an operator should know of
// backups.
func (a *App) backups(ctx context.Context) error {
	if a.w.Print != nil && a.keeper != nil {
		if a.daily == nil {
			fmt.Fprintln(a.w.Print, `backup: off; write dir = "backup" under [backup] for one each day, or make one with: loaxom backup FILE`)
		}
		var m restored.Mark
		err := a.w.DB.View(ctx, func(r kv.Reader) (err error) { m, err = restored.Last(r); return err })
		if err == nil && m.Waiting() {
			fmt.Fprintf(a.w.Print, "restored from a backup of %s: nothing but answers leaves until you say go: loaxom go\n", m.Made.Format(time.RFC3339))
		}
	}
	if a.daily == nil {
		<-ctx.Done()
		return nil
	}
	return a.daily.Run(ctx)
}

// BackupOrder asks for a backup.
type BackupOrder struct {
	By string // of --by
}

// backup writes a backup to the stream. It is in the audit before anything leaves: whoever has a backup has
// everything.
func (h House) backup(ctx context.Context, o BackupOrder, to io.Writer) error {
	if h.Keeper == nil {
		return fault.New(fault.Invalid, "this store is not in a file: there is nothing to back up")
	}
	now := h.Now()
	err := h.DB.Update(ctx, func(tx kv.Tx) error {
		by, err := staff.AtMachine(tx, o.By)
		if err == nil {
			err = staff.May(by, staff.ToKeepStore, staff.Object{})
		}
		if err != nil {
			return err
		}
		return staff.Note(tx, by, staff.Entry{Act: "store.backup"}, now)
	})
	if err != nil {
		return err
	}
	_, err = h.Keeper.Write(ctx, to)
	return err
}

// GoOrder says go after a restore.
type GoOrder struct {
	By string // of --by
}

func (h House) leave(ctx context.Context, o GoOrder) (m restored.Mark, err error) {
	now := h.Now()
	err = h.DB.Update(ctx, func(tx kv.Tx) error {
		by, err := staff.AtMachine(tx, o.By)
		if err != nil {
			return err
		}
		if m, err = archive.Go(tx, by, now); err != nil {
			return err
		}
		if h.Box != nil {
			released := m
			tx.Then(func() { h.Box.Released(released) })
		}
		return nil
	})
	return m, err
}

// ExportOrder asks for a table; the days are the commune's, as 2026-11-24, both included.
type ExportOrder struct {
	Table    string
	From, To string // empty: no bound
	By       string // of --by
}

// export writes a table to the stream, in the form that export.Receive reads.
func (h House) export(ctx context.Context, o ExportOrder, to io.Writer) error {
	columns, err := export.Columns(o.Table)
	if err != nil {
		return err
	}
	zone, err := h.Config.Commune.Location()
	if err != nil {
		return err
	}
	days := [2]time.Time{}
	for i, text := range []string{o.From, o.To} {
		if text == "" {
			continue
		}
		if days[i], err = time.ParseInLocation(time.DateOnly, text, zone); err != nil {
			return fault.New(fault.Invalid, "export: %q: write a day such as 2026-11-24", text)
		}
	}
	var q export.Query
	now := h.Now()
	err = h.DB.Update(ctx, func(tx kv.Tx) error {
		by, err := staff.AtMachine(tx, o.By)
		if err != nil {
			return err
		}
		if q, err = export.May(tx, by, o.Table); err != nil {
			return err
		}
		q.From, q.To, q.Zone, q.Now = days[0], days[1], zone, now
		return export.Note(tx, by, q, now)
	})
	if err != nil {
		return err
	}
	s, err := export.NewSender(to, columns)
	if err != nil {
		return err
	}
	if err := export.Rows(ctx, h.DB, q, s.Row); err != nil {
		return err
	}
	return s.Flush()
}
