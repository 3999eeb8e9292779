// Package kvtest is the specification of a store: a backend of kv is done when it passes Run. It also
// has two wrappers for the tests of other rooms: Twice runs every write function twice, as the contract
// allows, and Fail lets chosen Updates fail as a full disk would.
package kvtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"loaxom/internal/kv"
)

// errOurs is an error that only the tests make.
var errOurs = errors.New("kvtest: on purpose")

// Run holds the stores that open gives against the contract, a new empty one for each part. Run closes
// them; open may register what it has to clean up itself. A store may run write functions twice.
func Run(t *testing.T, open func(t *testing.T) kv.DB) {
	parts := []struct {
		name string
		test func(*testing.T, kv.DB)
	}{
		{"keys come in byte order", order},
		{"a scan takes from and leaves to out", ranges},
		{"an empty value is not an absent one", empty},
		{"tables do not mix", tables},
		{"Stop ends a scan, another error is returned", stop},
		{"slices are copies", copies},
		{"a transaction sees its own writes", ownWrites},
		{"a scan sees writes as of its start", scanWhileWriting},
		{"limits hold at and over", limits},
		{"names of tables", names},
		{"an error leaves nothing", failing},
		{"a panic comes out and leaves nothing", panicking},
		{"a test that ends inside leaves nothing", exiting},
		{"a transaction ends with its function", afterEnd},
		{"what follows a commit follows only that", then},
		{"a View keeps its state while others write", snapshot},
		{"neighbours of failing Updates are kept", neighbours},
		{"Updates do not lose each other", sums},
		{"a context that ended is not run", contextBefore},
		{"a context that ends later changes nothing", contextAfter},
		{"the result is true whenever the context ends", contextRace},
		{"a closed store says so", closed},
		{"Close waits for who is at work", closeWaits},
		{"it is a map", model},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel() // most of the time goes into waiting for the disk
			db := open(t)
			t.Cleanup(func() {
				if err := db.Close(); err != nil && !errors.Is(err, kv.ErrClosed) {
					t.Errorf("Close: %v", err)
				}
			})
			p.test(t, db)
		})
	}
}

// update must go well.
func update(t *testing.T, db kv.DB, write func(kv.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), write); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// put stores "key=value" pairs; a pair without = is a delete.
func put(tx kv.Tx, table string, pairs ...string) error {
	for _, p := range pairs {
		key, value, found := strings.Cut(p, "=")
		var err error
		if found {
			err = tx.Put(table, []byte(key), []byte(value))
		} else {
			err = tx.Delete(table, []byte(key))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// list is the pairs of [from, to) as "a=1 b=2"; "" as to is the end of the table.
func list(r kv.Reader, table, from, to string) (string, error) {
	var out []string
	var end []byte
	if to != "" {
		end = []byte(to)
	}
	err := r.Scan(table, []byte(from), end, func(key, value []byte) error {
		out = append(out, fmt.Sprintf("%s=%s", key, value))
		return nil
	})
	return strings.Join(out, " "), err
}

// want holds the table, as a View sees it, against pairs as list gives them.
func want(t *testing.T, db kv.DB, table, pairs string) {
	t.Helper()
	err := db.View(context.Background(), func(r kv.Reader) error {
		got, err := list(r, table, "", "")
		if err == nil && got != pairs {
			t.Errorf("%s holds %q, want %q", table, got, pairs)
		}
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
}
