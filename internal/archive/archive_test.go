package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"loaxom/internal/blob"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

func TestWhatIsBackedUpComesBack(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	file := h.backup()
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	h.fill("two")
	s := h.restore()
	var told restored.Mark
	s.Rooms = func(_ context.Context, db kv.DB, m restored.Mark) error {
		told = m
		return db.View(ctx, func(r kv.Reader) error { _, err := restored.Last(r); return err })
	}
	r, err := s.Do(ctx, file)
	h.ok(err)
	if !told.Made.Equal(day) || told.Held != 20 {
		t.Errorf("the rooms were told of %+v", told)
	}
	if got := h.what(); got != "one" {
		t.Errorf("after the restore there is %q", got)
	}
	if n, _ := r.Manifest.Attachments(); n != 1 || r.Missing != 0 || r.Withheld != 20 || r.Audit.Entries != 20 || r.Overlay != h.at.Overlay {
		t.Errorf("%+v", r)
	}
	if n, _ := r.Manifest.Overlay(); n != 2 || !r.Manifest.Made.Equal(day) || r.Manifest.Commune == "" {
		t.Errorf("%+v", r.Manifest)
	}
	for _, m := range r.Manifest.Members {
		if strings.Contains(m.Name, "seal") || strings.Contains(m.Name, ".git") {
			t.Errorf("%s is in the backup", m.Name)
		}
	}
	if key, err := os.ReadFile(filepath.Join(filepath.Dir(h.at.Store), "seal.key")); err != nil || string(key) != "the key" {
		t.Errorf("the key beside the store: %q, %v", key, err)
	}
	// The old is kept whole, and can be brought back by hand.
	old := house{t, Holdings{Store: r.Kept[1], Attachments: r.Kept[0], Overlay: r.Kept[2]}}
	if got := old.what(); got != "two" {
		t.Errorf("%v hold %q", r.Kept, got)
	}

	db := h.open()
	h.ok(db.View(ctx, func(rd kv.Reader) error {
		for i := range 20 {
			d, err := outbox.Get(rd, outbox.ID(fmt.Sprintf("one-%02d", i)))
			if err != nil || d.State != outbox.Uncertain || d.Reason != outbox.Restored {
				t.Errorf("%s is %v %q, %v", d.ID, d.State, d.Reason, err)
			}
		}
		m, err := restored.Last(rd)
		if err != nil || !m.Waiting() || m.Held != 20 || !m.Made.Equal(day) || !m.Lost(day.Add(time.Hour)) || m.Lost(day.Add(73*time.Hour)) {
			t.Errorf("%+v, %v", m, err)
		}
		if _, err := staff.Verify(rd); err != nil {
			t.Error(err)
		}
		list, err := staff.Entries(rd, 21, 0)
		if err != nil || len(list) != 1 || list[0].Act != "store.restore" || !list[0].Machine {
			t.Errorf("%+v, %v", list, err)
		}
		return nil
	}))
}

func TestARestoreOntoANewMachine(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	file := h.backup()
	other := newHouse(t)
	r, err := other.restore().Do(ctx, file)
	h.ok(err)
	if got := other.what(); got != "one" || len(r.Kept) != 0 {
		t.Errorf("%q, kept %v", got, r.Kept)
	}
	// Where no overlay is configured it is laid beside the store, and said.
	third := newHouse(t)
	third.at.Overlay = ""
	r, err = third.restore().Do(ctx, file)
	h.ok(err)
	third.at.Overlay = filepath.Join(filepath.Dir(third.at.Store), "overlay")
	if r.Overlay != third.at.Overlay || third.what() != "one" {
		t.Errorf("%+v", r)
	}
}

// While a backup is written everything goes on, and what it holds is one moment.
func TestABackupIsHotAndOneMoment(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	db := h.open()
	stop, done := make(chan struct{}), make(chan int)
	go func() { // two rows that are always equal
		n := 1
		for ; ; n++ {
			err := db.Update(ctx, func(tx kv.Tx) error {
				v := fmt.Append(nil, n)
				return errors.Join(tx.Put("left", []byte("n"), v), tx.Put("right", []byte("n"), v), tx.Put("bulk", v, make([]byte, 4000)))
			})
			if err != nil {
				t.Error(err)
			}
			select {
			case <-stop:
				done <- n
				return
			default:
			}
		}
	}()
	for i := range 5 {
		file := filepath.Join(t.TempDir(), "b.tar.gz")
		_, err := h.keeper(db).Make(ctx, file)
		h.ok(err)
		other := newHouse(t)
		_, err = other.restore().Do(ctx, file)
		h.ok(err)
		copied := other.open()
		h.ok(copied.View(ctx, func(r kv.Reader) error {
			a, _, _ := r.Get("left", []byte("n"))
			b, _, err := r.Get("right", []byte("n"))
			if !bytes.Equal(a, b) || i > 0 && len(a) == 0 {
				t.Errorf("%s and %s", a, b)
			}
			return err
		}))
		h.ok(copied.Close())
	}
	close(stop)
	if n := <-done; n < 10 {
		t.Errorf("%d written meanwhile", n)
	}
	if left, _ := filepath.Glob(h.at.Store + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestADamagedAttachmentIsLeftOutAndSaid(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	hash := blob.Hash([]byte("photo of one"))
	h.ok(os.WriteFile(filepath.Join(h.at.Attachments, hash[:2], hash[2:]), []byte("damaged"), 0o600))
	h.ok(os.WriteFile(filepath.Join(h.at.Attachments, hash[:2], "Thumbs.db"), []byte("theirs"), 0o600))
	r, err := newHouse(t).restore().Do(ctx, h.backup())
	h.ok(err)
	if n, _ := r.Manifest.Attachments(); n != 0 || len(r.Manifest.Missing) != 1 || r.Manifest.Missing[0] != hash || r.Missing != 1 {
		t.Errorf("%+v", r)
	}
}

// A disk that is full, wherever, is a plain error, and nothing is left behind.
func TestAFullDiskWhileABackupIsWritten(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	db := h.open()
	k := h.keeper(db)
	var whole bytes.Buffer
	_, err := k.Write(ctx, &whole)
	h.ok(err)
	before := h.files()
	for room := 0; room < whole.Len(); room += whole.Len()/40 + 1 {
		if _, err := k.Write(ctx, &full{room: room, err: syscall.ENOSPC}); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
	h.same("after a full disk", before)
	dir := t.TempDir()
	to := filepath.Join(dir, "b.tar.gz")
	h.ok(os.WriteFile(to, []byte("an older one"), 0o600))
	if _, err := k.Make(ctx, to); !fault.Is(err, fault.Conflict) {
		t.Errorf("a backup over another: %v", err)
	}
	if _, err := k.Make(ctx, filepath.Join(dir, "none", "b")); !fault.Is(err, fault.Invalid) {
		t.Errorf("into no folder: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestARestoreUnderARunningProgramIsRefused(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	file := h.backup()
	db := h.open()
	if _, err := h.restore().Do(ctx, file); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "stop serve first") {
		t.Errorf("%v", err)
	}
	h.ok(db.Close())
	before := h.files()
	if _, err := (Restore{At: h.at, Now: day, By: "nobody"}).Do(ctx, file); !fault.Is(err, fault.NotFound) {
		t.Errorf("by somebody unknown: %v", err)
	}
	h.same("by somebody unknown", before)
}

// A damaged store, the reason of many a restore, does not stand in its way.
func TestARestoreInPlaceOfADamagedStore(t *testing.T) {
	for name, content := range map[string][]byte{"nothing": {}, "garbage": bytes.Repeat([]byte("x"), 1<<16), "zeros": make([]byte, 1<<15)} {
		h := newHouse(t)
		h.fill("one")
		file := h.backup()
		h.ok(os.WriteFile(h.at.Store, content, 0o600))
		if _, err := h.restore().Do(ctx, file); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := h.what(); got != "one" {
			t.Errorf("%s: %q", name, got)
		}
	}
}
