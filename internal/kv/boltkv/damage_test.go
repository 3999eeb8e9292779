package boltkv_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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
	for range 3 { // so that bbolt's list of free pages is no longer at the end
		if err := put(db, "k", "v"); err != nil {
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
	t.Parallel()
	whole := filled(t)
	dir, page := t.TempDir(), os.Getpagesize()
	sizes := []int{page / 2, page, 2 * page, 3 * page, 4 * page, len(whole) / 2}
	for cut := 1; cut < 20; cut++ {
		sizes = append(sizes, len(whole)-cut*page)
	}
	short := 0
	for _, size := range sizes {
		if runtime.GOOS == "windows" && size >= 2*page {
			continue // bbolt makes the file as large as its map there
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.db", size))
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := refused(t, path, fault.Corrupt); strings.Contains(err.Error(), fmt.Sprintf("ends at byte %d of %d", size, len(whole))) {
			short++
		}
	}
	if short == 0 {
		t.Error("no file was found short: bbolt met damage first each time")
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
	t.Parallel()
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
	for at := 2 * page; at < len(whole); at += 61 * page {
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
