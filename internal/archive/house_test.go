package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

var (
	ctx     = context.Background()
	zone    = time.FixedZone("ICT", 7*3600)
	day     = time.Date(2026, 11, 24, 2, 0, 0, 0, zone)
	discard = slog.New(slog.DiscardHandler)
)

// house is a commune's folder with all that belongs into a backup.
type house struct {
	t  testing.TB
	at Holdings
}

func newHouse(t testing.TB) house {
	dir := t.TempDir()
	return house{t, Holdings{
		Store: filepath.Join(dir, "data", "loaxom.db"), Attachments: filepath.Join(dir, "data", "attachments"),
		Overlay: filepath.Join(dir, "noi-dung"), Forgotten: filepath.Join(dir, "data", "forgotten"),
	}}
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) open() *boltkv.DB {
	h.t.Helper()
	db, err := boltkv.Open(h.at.Store, boltkv.Options{})
	h.ok(err)
	h.t.Cleanup(func() { _ = db.Close() })
	return db
}

func (h house) keeper(db *boltkv.DB) *Keeper {
	return NewKeeper(db, blob.Open(h.at.Attachments), h.at, "test", "xã Xuân Hưng, tỉnh Ninh Bình", func() time.Time { return day })
}

// fill puts something of everything in; what tells one filling from another.
func (h house) fill(what string) {
	h.t.Helper()
	db := h.open()
	box := outbox.New(db, []channel.Channel{nothing{}}, outbox.Config{}, time.Now, discard)
	hash, err := blob.Open(h.at.Attachments).Put([]byte("photo of " + what))
	h.ok(err)
	for i := range 20 {
		h.ok(db.Update(ctx, func(tx kv.Tx) error {
			to := address.Record{ID: address.ID(fmt.Sprint("adr-", i)), Channel: "fake", Chat: fmt.Sprint(i)}
			d := outbox.Delivery{ID: outbox.ID(fmt.Sprintf("%s-%02d", what, i)), Channel: "fake", To: to.ID, Lane: outbox.Lane(i % 4), Kind: outbox.Kind(i % 4),
				Message: channel.Outgoing{Text: channel.Plain(what), Files: []channel.File{{Kind: channel.Photo, Hash: hash}}}}
			return errors.Join(address.Put(tx, to), box.Enqueue(tx, d), tx.Put("what", []byte("what"), []byte(what)),
				staff.Note(tx, commune.Actor{Role: commune.Chair}, staff.Entry{Act: "test." + what}, day))
		}))
	}
	h.ok(db.Close())
	for name, content := range map[string]string{"place/ubnd.toml": what, "params/phi.toml": "x = 1", ".git/config": "no content"} {
		path := filepath.Join(h.at.Overlay, filepath.FromSlash(name))
		h.ok(errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)))
	}
	h.ok(os.WriteFile(filepath.Join(filepath.Dir(h.at.Store), "seal.key"), []byte("the key"), 0o600))
}

// backup makes a backup and gives its file.
func (h house) backup() string {
	h.t.Helper()
	db := h.open()
	file := filepath.Join(h.t.TempDir(), "b.tar.gz")
	_, err := h.keeper(db).Make(ctx, file)
	h.ok(errors.Join(err, db.Close()))
	return file
}

func (h house) restore() Restore {
	return Restore{At: h.at, Now: day.Add(72 * time.Hour), Files: outbox.Files}
}

// what tells which filling lies here: the store, the attachment and the overlay must be of the same.
func (h house) what() string {
	h.t.Helper()
	db := h.open()
	var is string
	h.ok(db.View(ctx, func(r kv.Reader) error {
		v, _, err := r.Get("what", []byte("what"))
		is = string(v)
		return err
	}))
	h.ok(db.Close())
	if _, err := blob.Open(h.at.Attachments).Get(blob.Hash([]byte("photo of " + is))); err != nil {
		h.t.Errorf("%s: its photo: %v", is, err)
	}
	if over, err := os.ReadFile(filepath.Join(h.at.Overlay, "place", "ubnd.toml")); err != nil || string(over) != is {
		h.t.Errorf("%s has the overlay of %q, %v", is, over, err)
	}
	return is
}

// files is all that lies in the house, by name, with a mark of its content; the store's own bytes do not
// count, as opening it changes them.
func (h house) files() map[string]string {
	h.t.Helper()
	all := map[string]string{}
	root := filepath.Dir(filepath.Dir(h.at.Store))
	h.ok(filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(at)
		name, _ := filepath.Rel(root, at)
		if all[filepath.ToSlash(name)] = blob.Hash(b); strings.HasSuffix(name, "loaxom.db") {
			all[filepath.ToSlash(name)] = "a store"
		}
		return err
	}))
	return all
}

func (h house) same(when string, before map[string]string) {
	h.t.Helper()
	if after := h.files(); !maps.Equal(before, after) {
		h.t.Errorf("%s: there is now\n%v\ninstead of\n%v", when, slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
	}
}

// nothing is a channel that sends nothing.
type nothing struct{ channel.Channel }

func (nothing) Name() string           { return "fake" }
func (nothing) Limits() channel.Limits { return channel.Limits{} }

// full is a disk with so much room.
type full struct {
	bytes.Buffer
	room int
	err  error
}

func (f *full) Write(b []byte) (int, error) {
	if f.Len()+len(b) > f.room {
		return 0, f.err
	}
	return f.Buffer.Write(b)
}

var _ io.Writer = (*full)(nil)
