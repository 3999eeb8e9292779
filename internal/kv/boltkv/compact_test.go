package boltkv_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

func TestACompactedCopyHoldsWhatIsThereAndNothingThatWas(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	random := rand.New(rand.NewPCG(1, 2))
	want := map[string]int{}
	for i := range 60 {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for j := range 200 {
				key := fmt.Appendf(nil, "%03d-%03d", i, j)
				table := fmt.Sprintf("table%d", j%3)
				value := bytes.Repeat([]byte{byte(j)}, random.IntN(900))
				if i < 40 {
					value = append(value, "erased"...)
				}
				if err := tx.Put(table, key, value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put("empty", []byte("k"), nil) })
	for i := 0; i < 40 && err == nil; i++ {
		err = db.Update(context.Background(), func(tx kv.Tx) error {
			for j := range 200 {
				if err := tx.Delete(fmt.Sprintf("table%d", j%3), fmt.Appendf(nil, "%03d-%03d", i, j)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	for j := range 200 {
		want[fmt.Sprintf("table%d", j%3)] += 20
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	rows, err := db.Compact(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for table, n := range want {
		if rows[table] != int64(n) {
			t.Errorf("%s: %d rows of %d", table, rows[table], n)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte("erased")) {
		t.Error("what was deleted is in the copy")
	}
	if info, _ := os.Stat(path); info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v", info.Mode())
	}
	second := open(t, path)
	if err := second.Check(context.Background()); err != nil {
		t.Error(err)
	}
	counted, err := second.Count(context.Background())
	if err != nil || fmt.Sprint(counted) != fmt.Sprint(rows) {
		t.Errorf("%v instead of %v, %v", counted, rows, err)
	}
	if a, b := dump(t, db), dump(t, second); !bytes.Equal(a, b) {
		t.Error("the copy holds something else")
	}
	if err := put(second, "k", "goes on"); err != nil {
		t.Error(err)
	}
	if _, err := db.Compact(context.Background(), path); err == nil {
		t.Error("a file that is there was overwritten")
	}
	if counted, err := open(t, filepath.Join(t.TempDir(), "n.db")).Count(context.Background()); err != nil || len(counted) != 0 {
		t.Errorf("%v, %v", counted, err)
	}
}

// dump is everything in a store.
func dump(t *testing.T, db *boltkv.DB) []byte {
	t.Helper()
	var all bytes.Buffer
	rows, err := db.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(context.Background(), func(r kv.Reader) error {
		for _, table := range []string{"empty", "table0", "table1", "table2"} {
			if rows[table] == 0 {
				return fmt.Errorf("no table %s", table)
			}
			if err := r.Scan(table, nil, nil, func(k, v []byte) error {
				fmt.Fprintf(&all, "%s %q %q\n", table, k, v)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

func TestWritersGoOnDuringACompaction(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	for i := range 40 {
		if err := put(db, fmt.Sprintf("old%02d", i), string(make([]byte, kv.MaxValue))); err != nil {
			t.Fatal(err)
		}
	}
	stop, done := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-stop:
				done <- n
				return
			default:
			}
			if err := put(db, "new", fmt.Sprint(n)); err != nil {
				t.Error(err)
			}
		}
	}()
	time.Sleep(10 * time.Millisecond)
	path := filepath.Join(t.TempDir(), "copy.db")
	_, err := db.Compact(context.Background(), path)
	close(stop)
	if n := <-done; err != nil || n < 3 {
		t.Fatalf("%d written meanwhile, %v", n, err)
	}
	if err := open(t, path).Check(context.Background()); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	gone := filepath.Join(t.TempDir(), "gone.db")
	if _, err := db.Compact(ctx, gone); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(gone); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
}

func TestADamagedPageIsFound(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	db := open(t, path)
	for i := range 3 {
		if err := put(db, fmt.Sprint(i), string(make([]byte, kv.MaxValue))); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for at := 2; at < 12; at++ { // one page after another made into nonsense, each in a file of its own: bbolt may keep it locked
		damaged := bytes.Clone(whole)
		copy(damaged[at*os.Getpagesize():], bytes.Repeat([]byte{0xff}, 32))
		other := filepath.Join(t.TempDir(), "kv.db")
		if err := os.WriteFile(other, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(other, boltkv.Options{})
		if err == nil {
			err = db.Check(context.Background())
			_ = db.Close()
		}
		if err != nil {
			found++
		}
	}
	if found == 0 {
		t.Error("no damaged page was found")
	}
	if err := open(t, path).Check(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestAStoreIsNotOpenedWhileItIsRestored(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	if err := put(open(t, path), "k", "v"); err != nil {
		t.Fatal(err)
	}
	if _, err := disk.NewSwap(path); !fault.Is(err, fault.Conflict) {
		t.Errorf("a restore under an open store: %v", err)
	}
	other := filepath.Join(t.TempDir(), "kv.db")
	s, err := disk.NewSwap(other)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, other, fault.Conflict, "restoring the store")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := get(t, open(t, other), "k"); got != "absent" {
		t.Errorf("%q", got)
	}
}
