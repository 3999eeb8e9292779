package boltkv_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// filled is the bytes of a store with two tables of some hundred pages.
func filled(t *testing.T) []byte {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	for _, table := range []string{"a", "b"} {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for i := range 500 {
				if err := tx.Put(table, []byte{byte(i >> 8), byte(i)}, make([]byte, 1000)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if _, err := db.WriteTo(context.Background(), &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestAFileThatWasCutOffIsCorrupt(t *testing.T) {
	whole := filled(t)
	dir, page := t.TempDir(), os.Getpagesize()
	for _, size := range []int{page / 2, page, 2 * page, 3 * page, 4 * page, len(whole) / 2, len(whole) - page} {
		if runtime.GOOS == "windows" && size >= 2*page {
			continue // bbolt makes the file as large as its map there
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.db", size))
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, fault.Corrupt)
	}
	path := filepath.Join(dir, "whole.db")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

// TestDamagedPagesAreErrors writes rubbish over single pages: whatever it hits, Open or the calls give
// Corrupt or go well, and nothing panics.
func TestDamagedPagesAreErrors(t *testing.T) {
	whole := filled(t)
	page := os.Getpagesize()
	dir := t.TempDir()
	found := 0
	check := func(err error) {
		t.Helper()
		if err == nil {
			return
		}
		found++
		if kind := fault.KindOf(err); kind != fault.Corrupt && kind != fault.Unsure && kind != fault.Busy {
			t.Errorf("%v is %v", err, kind)
		}
	}
	for at := 2 * page; at < len(whole); at += 29 * page {
		damaged := bytes.Clone(whole)
		copy(damaged[at:], bytes.Repeat([]byte("rubbish!"), page/8))
		path := filepath.Join(dir, fmt.Sprintf("%d.db", at))
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(path, boltkv.Options{})
		if err != nil {
			check(err)
			continue
		}
		for _, table := range []string{"a", "b"} {
			check(db.View(context.Background(), func(r kv.Reader) error {
				for i := range 500 {
					if _, _, err := r.Get(table, []byte{byte(i >> 8), byte(i)}); err != nil {
						return err
					}
				}
				return nil
			}))
			check(db.View(context.Background(), func(r kv.Reader) error {
				return r.Scan(table, nil, nil, func(_, _ []byte) error { return nil })
			}))
			check(db.Update(context.Background(), func(tx kv.Tx) error {
				for i := 0; i < 500; i += 3 {
					if err := tx.Delete(table, []byte{byte(i >> 8), byte(i)}); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if found == 0 {
		t.Error("no damage was found")
	}
}
