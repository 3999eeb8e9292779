package boltkv_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"loaxom/internal/fault"
	"loaxom/internal/kv/boltkv"
)

// A page that is not what it should be is told, with the file's name, and nothing panics.
func TestCheckFindsDamagedPages(t *testing.T) {
	t.Parallel()
	whole := filled(t)
	page := os.Getpagesize()
	dir := t.TempDir()
	found, opened := 0, 0
	for at := 4 * page; at+page <= len(whole) && opened < 40; at += 7 * page {
		bytes := append([]byte(nil), whole...)
		for i := range page / 2 {
			bytes[at+i] ^= 0x5a
		}
		path := filepath.Join(dir, "damaged.db")
		if err := os.WriteFile(path, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(path, boltkv.Options{})
		if err != nil {
			continue // seen at the door
		}
		opened++
		if err := db.Check(context.Background()); fault.Is(err, fault.Corrupt) && strings.Contains(err.Error(), path) {
			found++
		} else if err != nil {
			t.Errorf("page %d: %v", at/page, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if found == 0 || found < opened*3/4 { // some pages are free
		t.Errorf("%d damaged pages found of %d", found, opened)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*check*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A sound store is in order, also while it is written.
func TestCheckLooksOnWhileUpdatesGoOn(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			if err := put(db, "k", strings.Repeat("v", 3000)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5 {
		if err := db.Check(context.Background()); err != nil {
			t.Error(err)
		}
	}
	stop()
	all.Wait()
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if err := db.Check(done); err != context.Canceled {
		t.Errorf("with its context ended: %v", err)
	}
}
