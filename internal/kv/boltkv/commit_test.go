package boltkv

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

var errDisk = errors.New("the disk says no")

// These stand for what a commit meets. After a failed write bbolt has thrown the transaction away;
// after a failed last sync it has not, and everybody reads it.
func writeFails(tx *bolt.Tx) error { return errors.Join(tx.Rollback(), errDisk) }
func syncFails(tx *bolt.Tx) error  { return errors.Join(tx.Commit(), errDisk) }
func breaks(*bolt.Tx) error        { panic("page 7 is no page") }

// openWith is a new store with a key "old" whose next commits are these, and bbolt's own after them.
func openWith(t *testing.T, next ...func(*bolt.Tx) error) *DB {
	t.Helper()
	d, err := Open(filepath.Join(t.TempDir(), "kv.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // some close it themselves
	if err := store(d, "old"); err != nil {
		t.Fatal(err)
	}
	d.commit = func(tx *bolt.Tx) error {
		if len(next) == 0 {
			return tx.Commit()
		}
		do := next[0]
		next = next[1:]
		return do(tx)
	}
	return d
}

func store(d *DB, keys ...string) error {
	return d.Update(context.Background(), func(tx kv.Tx) error {
		for _, k := range keys {
			if err := tx.Put("t", []byte(k), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

func keys(t *testing.T, d *DB) (all string) {
	t.Helper()
	err := d.View(context.Background(), func(r kv.Reader) error {
		return r.Scan("t", nil, nil, func(k, _ []byte) error { all += string(k) + " "; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// together calls Update for each function while the writer is held, so that all are in one group, and
// gives their results in order; a panic is an error too.
func together(t *testing.T, d *DB, writes ...func(kv.Tx) error) []error {
	t.Helper()
	results := make([]error, len(writes))
	goOn, started := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	for i, write := range writes {
		if i == 0 {
			first := write
			write = func(tx kv.Tx) error { close(started); <-goOn; return first(tx) }
		}
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					results[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			results[i] = d.Update(context.Background(), write)
		})
		if i == 0 {
			<-started
		}
	}
	for {
		d.q.mu.Lock()
		n := len(d.q.jobs) - d.q.first
		d.q.mu.Unlock()
		if n == len(writes)-1 {
			break
		}
		runtime.Gosched()
	}
	close(goOn)
	wg.Wait()
	return results
}

func TestAGroupWhoseWriteFailsIsGoneAndTheStoreGoesOn(t *testing.T) {
	d := openWith(t, writeFails, writeFails)
	ours := errors.New("ours")
	set := func(k string) func(kv.Tx) error {
		return func(tx kv.Tx) error { return tx.Put("t", []byte(k), nil) }
	}
	results := together(t, d, set("a"), set("b"),
		func(kv.Tx) error { return ours },
		func(tx kv.Tx) error { _, _, err := tx.Get("t", []byte("a")); return err })
	for i, err := range results {
		if !fault.Is(err, fault.Busy) || !errors.Is(err, errDisk) {
			t.Errorf("member %d got %v", i, err)
		}
	}
	if got := keys(t, d); got != "old " {
		t.Errorf("it holds %q", got)
	}
	if err := store(d, "c"); !fault.Is(err, fault.Busy) {
		t.Errorf("%v", err)
	}
	if err := store(d, "d"); err != nil {
		t.Errorf("there is room again, but: %v", err)
	}
	if got := keys(t, d); got != "d old " || d.Err() != nil {
		t.Errorf("it holds %q, %v", got, d.Err())
	}
}

func TestAFailedLastSyncIsMadeGood(t *testing.T) {
	d := openWith(t, syncFails)
	if err := store(d, "a"); err != nil {
		t.Errorf("it is stored, but: %v", err)
	}
	if err := errors.Join(store(d, "b"), d.Close()); err != nil {
		t.Fatal(err)
	}
	again, err := Open(d.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := keys(t, again); got != "a b old " {
		t.Errorf("it holds %q", got)
	}
}

func TestAStoreOfWhichNobodyCanSayStops(t *testing.T) {
	for name, disk := range map[string][]func(*bolt.Tx) error{
		"the last sync and the one that should make it good fail": {syncFails, syncFails},
		"the last sync fails and then the disk is full":           {syncFails, writeFails},
		"bbolt finds a damaged page":                              {breaks},
	} {
		t.Run(name, func(t *testing.T) {
			d := openWith(t, disk...)
			if err := store(d, "a"); !fault.Is(err, fault.Unsure) {
				t.Errorf("the Update itself: %v", err)
			}
			later := map[string]error{"Update": store(d, "b"), "View": d.View(context.Background(), func(kv.Reader) error { return nil }), "Err": d.Err()}
			_, later["WriteTo"] = d.WriteTo(context.Background(), nil)
			for what, err := range later {
				if !fault.Is(err, fault.Busy) {
					t.Errorf("%s afterwards: %v", what, err)
				}
			}
			if err := d.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestAGroupIsOneCommit(t *testing.T) {
	d := openWith(t)
	before := d.commits.Load()
	ours := errors.New("ours")
	var writes []func(kv.Tx) error
	for i := range 100 {
		writes = append(writes, func(tx kv.Tx) error {
			if err := tx.Put("t", fmt.Appendf(nil, "%03d", i), nil); err != nil {
				return err
			}
			switch i % 10 {
			case 8:
				return ours
			case 9:
				panic("on purpose")
			}
			return nil
		})
	}
	for i, err := range together(t, d, writes...) {
		switch {
		case i%10 < 8 && err != nil, i%10 == 8 && err != ours, i%10 == 9 && fmt.Sprint(err) != "panic: on purpose":
			t.Errorf("member %d got %v", i, err)
		}
	}
	if n := d.commits.Load() - before; n != 1 {
		t.Errorf("%d commits", n)
	}
	if got := len(keys(t, d)); got != 80*4+4 {
		t.Errorf("%d bytes of keys", got)
	}
}

func TestGroupsAreBounded(t *testing.T) {
	t.Parallel()
	d := openWith(t)
	before := d.commits.Load()
	var writes []func(kv.Tx) error
	for i := range maxGroup + 1 {
		writes = append(writes, func(tx kv.Tx) error { return tx.Put("t", fmt.Appendf(nil, "%05d", i), nil) })
	}
	if err := errors.Join(together(t, d, writes...)...); err != nil {
		t.Fatal(err)
	}
	if n := d.commits.Load() - before; n != 2 {
		t.Errorf("%d Updates took %d commits", len(writes), n)
	}
	before = d.commits.Load()
	writes = nil
	for i := range 2*maxGroupBytes/kv.MaxValue + 1 {
		writes = append(writes, func(tx kv.Tx) error { return tx.Put("t", fmt.Appendf(nil, "%05d", i), make([]byte, kv.MaxValue)) })
	}
	if err := errors.Join(together(t, d, writes...)...); err != nil {
		t.Fatal(err)
	}
	if n := d.commits.Load() - before; n != 3 {
		t.Errorf("%d large Updates took %d commits", len(writes), n)
	}
}
