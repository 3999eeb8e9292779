package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/disk"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

// Restore is how a backup is brought back.
type Restore struct {
	At  Holdings
	Now time.Time // in the commune's time zone: it names the folder in which the old is kept
	By  string    // whoever does it, as --by said; found among the accounts of the backup
	// Files lists the attachments that the store's records name, so that those that are nowhere can be
	// told. nil: nobody names any.
	Files func(r kv.Reader, visit func(hash string) error) error
	// Rooms tells the rooms above what was restored, for what they had under way; before the mark is put
	// and on a store that nobody else uses. Doing it twice must be harmless. nil: there are none.
	Rooms func(ctx context.Context, db kv.DB, m restored.Mark) error
	// Forget erases again whom the list Holdings.Forgotten names, given as its content, from a store
	// that nobody else uses. It is called before the store takes its place; a restore with a list and
	// without Forget is refused. Doing it twice must be harmless.
	// made is when the backup was made: who was erased before that is not in it, and may have come back.
	Forget func(ctx context.Context, db kv.DB, list []byte, made time.Time) error
	// Step, where set, is called before each step with a word for it, so that tests can die there.
	Step func(what string)
}

// Report is what a restore did.
type Report struct {
	Manifest Manifest
	Kept     []string // where what was there until now lies; empty: nothing was there
	Overlay  string   // where the overlay of the backup lies now; empty: it had none
	Withheld int      // deliveries that waited in the backup and are uncertain now
	Missing  int      // attachments that records name and that are nowhere
	Audit    staff.Chain
}

// Do brings the backup in the file from back. Everything is checked before anything is touched: the
// manifest and the hash of each file, that the store opens, that its pages are sound and its rows as many
// as they were, and that its audit's chain is whole. Then the store, the attachments and the overlay take
// the place of what is there in one step, and what was there is kept beside. Conflict while a program
// holds the store; Corrupt and Invalid where the backup is not to be used. On an error, and if the
// process dies at any moment, all is as it was, or all is restored.
func (s Restore) Do(ctx context.Context, from string) (r Report, err error) {
	f, err := os.Open(from)
	if err != nil {
		return r, fault.New(fault.Invalid, "restore: %w", err)
	}
	defer f.Close()
	if s.Step == nil {
		s.Step = func(string) {}
	}
	swap, err := disk.NewSwap(s.At.Store)
	if err != nil {
		return r, err
	}
	swap.Step = s.Step
	defer func() { err = errors.Join(err, swap.Close()) }()

	way := s.plan()
	if err := swap.Stage(way.staged...); err != nil {
		return r, err
	}
	s.Step("unpack")
	if r.Manifest, err = unpack(ctx, f, way.staging); err != nil {
		return r, fault.New(fault.KindOf(err), "%s: %w", from, err)
	}
	s.Step("check")
	if err := s.settle(ctx, way, &r); err != nil {
		return r, fault.New(fault.KindOf(err), "%s: %w", from, err)
	}
	s.Step("lay out")
	if err := s.layOut(&way, &r); err != nil {
		return r, err
	}
	return r, swap.Commit(way.moves)
}

// way is where things go.
type way struct {
	staging     string   // beside the store: the archive is unpacked here
	overlay     string   // beside the overlay, for it may lie on another disk; empty: it goes by way of staging
	kept        string   // beside the store: what was there until now
	overlayKept string   // beside the overlay
	staged      []string // all that is made and to be removed in the end
	moves       []disk.Move
}

// plan finds names that nobody has yet.
func (s Restore) plan() (w way) {
	dir := filepath.Dir(s.At.Store)
	for n := 1; ; n++ {
		stamp := s.Now.Format("2006-01-02T15-04-05")
		if n > 1 {
			stamp += fmt.Sprintf("-%d", n)
		}
		w = way{staging: filepath.Join(dir, "restoring-"+stamp), kept: filepath.Join(dir, "before-restore-"+stamp)}
		w.staged = []string{w.staging}
		names := []string{w.staging, w.kept}
		if s.At.Overlay != "" {
			w.overlay = filepath.Clean(s.At.Overlay) + ".restoring-" + stamp
			w.overlayKept = filepath.Clean(s.At.Overlay) + ".before-restore-" + stamp
			w.staged = append(w.staged, w.overlay)
			names = append(names, w.overlay, w.overlayKept)
		}
		if !slices.ContainsFunc(names, exists) {
			return w
		}
	}
}

// settle opens the unpacked store, checks it, and notes in it that it was restored.
func (s Restore) settle(ctx context.Context, w way, r *Report) (err error) {
	store := filepath.Join(w.staging, storeName)
	if err := boltkv.CheckFile(ctx, store); err != nil {
		return err
	}
	db, err := boltkv.Open(store, boltkv.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.Count(ctx)
	if err != nil {
		return err
	}
	if !maps.Equal(rows, r.Manifest.Rows) {
		return fault.New(fault.Corrupt, "the store does not have the rows that were backed up")
	}
	var by commune.Actor
	err = db.View(ctx, func(rd kv.Reader) (err error) {
		if r.Audit, err = staff.Verify(rd); err != nil {
			return err
		}
		if by, err = staff.AtMachine(rd, s.By); err == nil {
			err = staff.May(by, staff.ToKeepStore, staff.Object{})
		}
		if err != nil {
			return err
		}
		r.Missing, err = s.missing(rd, w)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.forget(ctx, db, w, r.Manifest.Made); err != nil {
		return err
	}
	s.Step("withhold")
	now := s.Now.UTC()
	if r.Withheld, err = outbox.WithholdAll(ctx, db, now); err != nil {
		return err
	}
	mark := restored.Mark{Made: r.Manifest.Made, At: now, Held: r.Withheld}
	if s.Rooms != nil {
		if err := s.Rooms(ctx, db, mark); err != nil {
			return err
		}
	}
	return db.Update(ctx, func(tx kv.Tx) error {
		what := staff.Entry{Act: "store.restore", Kind: "backup", Object: r.Manifest.Made.Format(time.RFC3339), Reason: fmt.Sprintf("%d deliveries withheld", r.Withheld)}
		return errors.Join(restored.Put(tx, mark), staff.Note(tx, by, what, now))
	})
}

// missing counts the attachments that records name and that were not unpacked.
func (s Restore) missing(rd kv.Reader, w way) (n int, err error) {
	if s.Files == nil {
		return 0, nil
	}
	seen := map[string]bool{}
	err = s.Files(rd, func(hash string) error {
		at, err := place(attachmentFolder + "/" + hash)
		if err != nil || seen[hash] {
			return err
		}
		seen[hash] = true
		if _, err := os.Lstat(filepath.Join(w.staging, at)); errors.Is(err, fs.ErrNotExist) {
			n++
		}
		return nil
	})
	return n, err
}

// forget erases again who was erased: those of the list beside the store, and those of the archive's. Both
// together are the list from then on.
func (s Restore) forget(ctx context.Context, db kv.DB, w way, made time.Time) error {
	lines := map[string]bool{}
	var list strings.Builder
	for _, name := range []string{s.At.Forgotten, filepath.Join(w.staging, forgottenName)} {
		raw, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return disk.Fault(name, err)
		}
		for line := range strings.Lines(string(raw)) {
			if line = strings.TrimSpace(line); line != "" && !lines[line] {
				lines[line] = true
				list.WriteString(line + "\n")
			}
		}
	}
	if list.Len() == 0 {
		return nil
	}
	if s.Forget == nil {
		return fault.New(fault.Refused, "%s names people who were erased, and this program cannot erase them again: restore with the newer one", s.At.Forgotten)
	}
	if err := s.Forget(ctx, db, []byte(list.String()), made); err != nil {
		return err
	}
	to := filepath.Join(w.staging, forgottenName)
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.Fault(to, err)
	}
	f, err := disk.Create(to)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(list.String()); err != nil {
		return errors.Join(disk.Fault(to, err), f.Abandon())
	}
	return f.Commit()
}

// layOut brings what was unpacked to where a rename puts it in its place, and notes the moves.
func (s Restore) layOut(w *way, r *Report) error {
	move := func(from, to, kept string) {
		if _, err := os.Lstat(to); err == nil {
			r.Kept = append(r.Kept, kept)
		}
		w.moves = append(w.moves, disk.Move{From: from, To: to, Kept: kept})
	}
	attachments := filepath.Join(w.staging, attachmentFolder)
	if err := os.MkdirAll(attachments, 0o700); err != nil { // none is also a state
		return disk.Fault(attachments, err)
	}
	move(attachments, s.At.Attachments, filepath.Join(w.kept, filepath.Base(s.At.Attachments)))
	move(filepath.Join(w.staging, storeName), s.At.Store, filepath.Join(w.kept, filepath.Base(s.At.Store)))
	if list := filepath.Join(w.staging, forgottenName); exists(list) {
		move(list, s.At.Forgotten, filepath.Join(w.kept, filepath.Base(s.At.Forgotten)))
	}
	overlay := filepath.Join(w.staging, overlayFolder)
	switch {
	case !exists(overlay):
	case s.At.Overlay == "":
		r.Overlay = filepath.Join(filepath.Dir(s.At.Store), overlayFolder)
		move(overlay, r.Overlay, filepath.Join(w.kept, overlayFolder))
	default:
		r.Overlay = filepath.Clean(s.At.Overlay)
		if err := bring(overlay, w.overlay); err != nil {
			return err
		}
		move(w.overlay, r.Overlay, w.overlayKept)
	}
	return syncAll(w.staged)
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
