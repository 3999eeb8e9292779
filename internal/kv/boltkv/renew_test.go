package boltkv_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// fill puts rows that hold a word.
func fill(t testing.TB, db kv.DB, table, word string, rows int) {
	t.Helper()
	for from := 0; from < rows; from += 500 {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for i := from; i < min(from+500, rows); i++ {
				if err := tx.Put(table, fmt.Appendf(nil, "%06d", i), fmt.Appendf(nil, "%s %d", word, i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// empty deletes all rows of a table.
func empty(t testing.TB, db kv.DB, table string) {
	t.Helper()
	for left := true; left; {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			n := 0
			left = false
			return tx.Scan(table, nil, nil, func(key, _ []byte) error {
				if n++; n > 500 {
					left = true
					return kv.Stop
				}
				return tx.Delete(table, key)
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestARenewedFileHasNothingThatWasDeleted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	db := open(t, path)
	fill(t, db, "stay", "kept", 3000)
	fill(t, db, "go", "erased-word", 3000)
	empty(t, db, "go")
	if raw, err := os.ReadFile(path); err != nil || !bytes.Contains(raw, []byte("erased-word")) {
		t.Fatalf("the file has forgotten by itself, %v: the test shows nothing", err)
	}
	if err := db.Renew(context.Background()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("erased-word")) {
		t.Error("what was deleted is in the file")
	}
	fill(t, db, "after", "new", 10) // the store goes on
	if _, err := boltkv.Open(path, boltkv.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("another process may open it: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	rows, err := again.Count(context.Background())
	if err != nil || rows["stay"] != 3000 || rows["after"] != 10 || rows["go"] != 0 {
		t.Errorf("after a restart: %v, %v", rows, err)
	}
	if err := again.Check(context.Background()); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 1 {
		t.Errorf("beside the store: %v, %v", left, err)
	}
}

func TestNothingIsLostWhileTheFileIsRenewed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	db := open(t, path)
	fill(t, db, "stay", "kept", 2000)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	var written atomic.Int64
	for w := range 4 {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				err := db.Update(context.Background(), func(tx kv.Tx) error {
					return tx.Put("w", fmt.Appendf(nil, "%d-%06d", w, i), []byte("x"))
				})
				if err != nil {
					t.Error(err)
					return
				}
				written.Add(1)
				err = db.View(context.Background(), func(r kv.Reader) error {
					if _, ok, err := r.Get("w", fmt.Appendf(nil, "%d-%06d", w, i)); !ok || err != nil {
						return fmt.Errorf("row %d-%d that was committed is not there: %w", w, i, err)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(time.Millisecond) // as in life there are moments without anybody
			}
		})
	}
	for range 5 {
		if err := db.Renew(context.Background()); err != nil {
			t.Error(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	all.Wait()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := open(t, path).Count(context.Background())
	if err != nil || rows["w"] != written.Load() || rows["stay"] != 2000 {
		t.Errorf("%d rows were committed, the file has %v, %v", written.Load(), rows, err)
	}
}

func TestARenewalWaitsForNobodyForEver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	db := open(t, path)
	fill(t, db, "stay", "kept", 10)
	err := db.View(context.Background(), func(kv.Reader) error {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		if err := db.Renew(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while somebody reads: %v", err)
		}
		// A read inside a read is not held up by one that tries.
		return db.View(context.Background(), func(kv.Reader) error { return nil })
	})
	if err != nil {
		t.Error(err)
	}
}

func TestACopyThatADeadProcessLeftIsNoneOfTheStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	db := open(t, path)
	fill(t, db, "stay", "kept", 10)
	if err := os.WriteFile(path+".renew", []byte(strings.Repeat("half", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Renew(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".renew"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it is still there")
	}
	if rows, err := db.Count(context.Background()); err != nil || rows["stay"] != 10 {
		t.Errorf("%v, %v", rows, err)
	}
}

func BenchmarkRenew(b *testing.B) {
	path := filepath.Join(b.TempDir(), "kv.db")
	db, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	fill(b, db, "rows", strings.Repeat("a delivery as it lies in the store ", 9), 300_000)
	for b.Loop() {
		if err := db.Renew(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/(1<<20), "MiB")
	}
}
