package kvtest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func limits(t *testing.T, db kv.DB) {
	key := bytes.Repeat([]byte{0xff}, kv.MaxKey)
	value := bytes.Repeat([]byte("v"), kv.MaxValue)
	refused := func(what string, err error) {
		t.Helper()
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want an Invalid", what, err)
		}
	}
	update(t, db, func(tx kv.Tx) error {
		refused("empty key", tx.Put("t", nil, nil))
		refused("long key", tx.Put("t", append(key, 0), nil))
		refused("long value", tx.Put("t", []byte("k"), append(value, 0)))
		refused("deleting an empty key", tx.Delete("t", []byte{}))
		refused("deleting a long key", tx.Delete("t", append(key, 0)))
		// What cannot be there is absent, and whoever looks for it has made no mistake.
		for _, k := range [][]byte{nil, {}, append(key, 0)} {
			if _, ok, err := tx.Get("t", k); ok || err != nil {
				t.Errorf("Get of a key of %d bytes: %v, %v", len(k), ok, err)
			}
		}
		return tx.Put("t", key, value)
	})
	err := db.View(context.Background(), func(r kv.Reader) error {
		got, ok, err := r.Get("t", key)
		if !ok || !bytes.Equal(got, value) {
			t.Errorf("the largest pair reads %v, %d bytes", ok, len(got))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	update(t, db, func(tx kv.Tx) error {
		for i := range kv.MaxWrites {
			k := fmt.Appendf(nil, "%04d", i/2)
			var err error
			if i%2 == 0 {
				err = tx.Put("w", k, nil)
			} else {
				err = tx.Delete("w", k)
			}
			if err != nil {
				return fmt.Errorf("write %d: %w", i, err)
			}
		}
		refused("one write more", tx.Put("w", []byte("more"), nil))
		refused("one delete more", tx.Delete("w", []byte("more")))
		return nil
	})
	want(t, db, "w", "")
}

func names(t *testing.T, db kv.DB) {
	long := strings.Repeat("n", kv.MaxTable)
	update(t, db, func(tx kv.Tx) error {
		for _, name := range []string{"", "_", "_store", "_schema", long + "n"} {
			if err := tx.Put(name, []byte("k"), nil); !fault.Is(err, fault.Invalid) {
				t.Errorf("Put into %q: %v, want an Invalid", name, err)
			}
			if err := tx.Delete(name, []byte("k")); !fault.Is(err, fault.Invalid) {
				t.Errorf("Delete from %q: %v, want an Invalid", name, err)
			}
			if _, ok, err := tx.Get(name, []byte("schema")); ok || err != nil {
				t.Errorf("Get from %q: %v, %v", name, ok, err)
			}
			if got, err := list(tx, name, "", ""); got != "" || err != nil {
				t.Errorf("Scan of %q: %q, %v", name, got, err)
			}
		}
		return put(tx, long, "k=1")
	})
	want(t, db, long, "k=1")
}
