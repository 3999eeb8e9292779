package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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

// rewrite unpacks an archive, lets change alter its members in memory, and packs it again with a manifest
// that change may alter too.
func rewrite(t *testing.T, file string, change func(members map[string][]byte, m *Manifest)) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]byte{}
	var order []string
	var m Manifest
	for in := tar.NewReader(zip); ; {
		head, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if head.Name == manifestName {
			if err := json.Unmarshal(content, &m); err != nil {
				t.Fatal(err)
			}
			continue
		}
		members[head.Name], order = content, append(order, head.Name)
	}
	change(members, &m)
	for name := range members {
		known := false
		for _, o := range order {
			known = known || o == name
		}
		if !known {
			order = append(order, name)
		}
	}
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	w := tar.NewWriter(packed)
	put := func(name string, content []byte) {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range order {
		if content, ok := members[name]; ok {
			put(name, content)
		}
	}
	if m.Format != 0 {
		manifest, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		put(manifestName, manifest)
	}
	if err := errors.Join(w.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "changed.tar.gz")
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// sealed puts a member's true size and hash into the manifest.
func sealed(m *Manifest, name string, content []byte) {
	one := Member{Name: name, Size: int64(len(content)), Hash: blob.Hash(content)}
	for i := range m.Members {
		if m.Members[i].Name == name {
			m.Members[i] = one
			return
		}
	}
	m.Members = append(m.Members, one)
}

func TestWhatIsNotAsItWasBackedUpIsRefusedAndChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	good := h.backup()
	photo := attachmentFolder + "/" + blob.Hash([]byte("photo of one"))
	h.fill("two")
	before := h.files()
	for _, c := range []struct {
		name   string
		change func(members map[string][]byte, m *Manifest)
		kind   fault.Kind
		words  string
	}{
		{"no manifest", func(_ map[string][]byte, m *Manifest) { m.Format = 0 }, fault.Corrupt, "manifest is missing"},
		{"a newer form", func(_ map[string][]byte, m *Manifest) { m.Format++ }, fault.Invalid, "newer loaxom (form 2"},
		{"a newer schema", func(_ map[string][]byte, m *Manifest) { m.Schema++ }, fault.Invalid, "newer loaxom (version 2"},
		{"an empty manifest", func(_ map[string][]byte, m *Manifest) { *m = Manifest{Format: 1} }, fault.Corrupt, "says nothing"},
		{"a member that is missing", func(all map[string][]byte, _ *Manifest) { delete(all, photo) }, fault.Corrupt, photo + " is missing"},
		{"a member more", func(all map[string][]byte, _ *Manifest) { all["overlay/more.toml"] = []byte("x") }, fault.Corrupt, "its manifest names"},
		{"a changed photo", func(all map[string][]byte, _ *Manifest) { all[photo] = []byte("another") }, fault.Corrupt, "not what was backed up"},
		{"a changed photo, sealed", func(all map[string][]byte, m *Manifest) {
			all[photo] = []byte("another")
			sealed(m, photo, all[photo])
		}, fault.Corrupt, "not the file that its name says"},
		{"a changed store", func(all map[string][]byte, _ *Manifest) { all[storeName][len(all[storeName])/2] ^= 1 }, fault.Corrupt, "store.db is not what was backed up"},
		{"no store", func(all map[string][]byte, m *Manifest) {
			delete(all, storeName)
			m.Members = m.Members[1:]
		}, fault.Corrupt, "the store is missing"},
		{"a store that is none", func(all map[string][]byte, m *Manifest) {
			all[storeName] = []byte("no store")
			sealed(m, storeName, all[storeName])
		}, fault.Corrupt, "store.db: invalid database"},
		{"a store with fewer rows than were counted", func(_ map[string][]byte, m *Manifest) { m.Rows["what"] = 2 }, fault.Corrupt, "rows that were backed up"},
		{"a way out", func(all map[string][]byte, _ *Manifest) { all["overlay/../../x"] = []byte("x") }, fault.Corrupt, "which no backup of loaxom does"},
		{"a way out from the root", func(all map[string][]byte, _ *Manifest) { all["/etc/x"] = []byte("x") }, fault.Corrupt, "which no backup of loaxom does"},
		{"a key", func(all map[string][]byte, _ *Manifest) { all["seal.key"] = []byte("x") }, fault.Corrupt, "which no backup of loaxom does"},
		{"people who were erased", func(all map[string][]byte, m *Manifest) {
			all[forgottenName] = []byte("abc\n")
			sealed(m, forgottenName, all[forgottenName])
		}, fault.Refused, "cannot erase them again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := house{t, h.at}
			file := rewrite(t, good, c.change)
			if _, err := h.restore().Do(ctx, file); !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v: %v", fault.KindOf(err), err)
			}
			h.same(c.name, before)
		})
	}
	if got := h.what(); got != "two" {
		t.Errorf("%q", got)
	}
	if _, err := h.restore().Do(ctx, rewrite(t, good, func(map[string][]byte, *Manifest) {})); err != nil {
		t.Errorf("the same without a change: %v", err)
	}
}

// An archive whose audit was changed by somebody who knew how to make everything else fit.
func TestAChangedAuditIsRefused(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	db := h.open()
	h.ok(db.Update(ctx, func(tx kv.Tx) error {
		return tx.Scan("journal", nil, nil, func(k, v []byte) error {
			return tx.Put("journal", k, bytes.Replace(v, []byte("test.one"), []byte("test.two"), 1))
		})
	}))
	h.ok(db.Close())
	before := h.files()
	if _, err := h.restore().Do(ctx, h.backup()); !fault.Is(err, fault.Corrupt) || !strings.Contains(err.Error(), "entry 1 was changed") {
		t.Errorf("%v", err)
	}
	h.same("a changed audit", before)
}

// Cut off anywhere, or with any bit changed, an archive is refused and nothing is touched.
func TestACutOrChangedArchiveIsRefused(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	raw, err := os.ReadFile(h.backup())
	h.ok(err)
	before := h.files()
	random := rand.New(rand.NewPCG(4, 6))
	try := func(what string, content []byte) {
		file := filepath.Join(t.TempDir(), "b.tar.gz")
		h.ok(os.WriteFile(file, content, 0o600))
		if _, err := h.restore().Do(ctx, file); !fault.Is(err, fault.Corrupt) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for range 25 {
		n := random.IntN(len(raw))
		try(fmt.Sprintf("cut at %d of %d", n, len(raw)), raw[:n])
		changed := bytes.Clone(raw)
		// Behind the header, whose time and comment say nothing, and before the last sum.
		n = 60 + random.IntN(len(raw)-60)
		changed[n] ^= 1 << random.IntN(8)
		try(fmt.Sprintf("changed at %d of %d", n, len(raw)), changed)
	}
	try("empty", nil)
	try("another file", []byte("[store]\npath = \"x\"\n"))
	h.same("bad archives", before)
	if _, err := h.restore().Do(ctx, filepath.Join(t.TempDir(), "none")); !fault.Is(err, fault.Invalid) {
		t.Errorf("no file: %v", err)
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
