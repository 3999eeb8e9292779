package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loaxom/internal/blob"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

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
