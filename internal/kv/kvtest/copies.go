package kvtest

import (
	"context"
	"testing"

	"loaxom/internal/kv"
)

// copies spoils every slice it gave or was given and looks whether the store noticed.
func copies(t *testing.T, db kv.DB) {
	spoil := func(b []byte) {
		b = b[:cap(b)] // also what an append would write over
		for i := range b {
			b[i] = '!'
		}
	}
	spoilAll := func(r kv.Reader) error {
		if v, _, err := r.Get("t", []byte("a")); err != nil {
			return err
		} else {
			spoil(v)
		}
		return r.Scan("t", nil, nil, func(key, value []byte) error {
			before := string(value)
			spoil(key)
			if string(value) != before {
				t.Errorf("the value of %q lies in its key's memory", before)
			}
			spoil(value)
			return nil
		})
	}
	update(t, db, func(tx kv.Tx) error {
		key, value := []byte("a"), make([]byte, 1, 64)
		value[0] = '1'
		if err := tx.Put("t", key, value); err != nil {
			return err
		}
		spoil(key)
		spoil(value)
		gone := []byte("b")
		if err := tx.Put("t", gone, []byte("2")); err != nil {
			return err
		}
		if err := tx.Delete("t", gone); err != nil {
			return err
		}
		spoil(gone)
		if err := spoilAll(tx); err != nil {
			return err
		}
		if got, err := list(tx, "t", "", ""); err != nil || got != "a=1" {
			t.Errorf("the transaction holds %q, %v", got, err)
		}
		return nil
	})
	want(t, db, "t", "a=1")
	if err := db.View(context.Background(), spoilAll); err != nil {
		t.Fatal(err)
	}
	want(t, db, "t", "a=1")
	update(t, db, func(tx kv.Tx) error { return spoilAll(tx) })
	want(t, db, "t", "a=1")

	// What a reader handed out outlives it.
	var kept [][]byte
	err := db.View(context.Background(), func(r kv.Reader) error {
		kept = nil
		return r.Scan("t", nil, nil, func(key, value []byte) error {
			kept = append(kept, key, value)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=9", "c=9") })
	if len(kept) != 2 || string(kept[0]) != "a" || string(kept[1]) != "1" {
		t.Errorf("kept slices became %q", kept)
	}
}

func ownWrites(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1", "b=1", "c=1") })
	update(t, db, func(tx kv.Tx) error {
		steps := []struct{ write, holds string }{
			{"b=2", "a=1 b=2 c=1"},
			{"b", "a=1 c=1"},
			{"b=3", "a=1 b=3 c=1"},
			{"d=1", "a=1 b=3 c=1 d=1"},
			{"a", "b=3 c=1 d=1"},
			{"a", "b=3 c=1 d=1"},
			{"never", "b=3 c=1 d=1"},
			{"0=1", "0=1 b=3 c=1 d=1"},
			{"d", "0=1 b=3 c=1"},
		}
		for _, s := range steps {
			if err := put(tx, "t", s.write); err != nil {
				return err
			}
			if got, err := list(tx, "t", "", ""); err != nil || got != s.holds {
				t.Errorf("after %q it holds %q, %v, want %q", s.write, got, err, s.holds)
			}
			for _, key := range []string{"0", "a", "b", "c", "d", "never"} {
				value, ok, err := tx.Get("t", []byte(key))
				row, _ := list(tx, "t", key, key+"\x00")
				if err != nil || ok != (row != "") || ok && row != key+"="+string(value) {
					t.Errorf("after %q Get(%s) is %q, %v, %v and the scan has %q", s.write, key, value, ok, err, row)
				}
			}
		}
		return nil
	})
	want(t, db, "t", "0=1 b=3 c=1")
}

func scanWhileWriting(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1", "c=1", "e=1") })
	update(t, db, func(tx kv.Tx) error {
		if err := put(tx, "t", "b=2", "d=2", "e"); err != nil {
			return err
		}
		seen := ""
		err := tx.Scan("t", nil, nil, func(key, value []byte) error {
			seen += string(key) + string(value) + " "
			// The row itself goes, a later one changes, one behind and one ahead come, and a scan
			// within the scan sees all of that.
			if err := put(tx, "t", string(key), "d=3", "0"+string(key)+"=3", "x"+string(key)+"=3"); err != nil {
				return err
			}
			if inner, err := list(tx, "t", "d", "e"); err != nil || inner != "d=3" {
				t.Errorf("the scan within sees %q, %v", inner, err)
			}
			return nil
		})
		if seen != "a1 b2 c1 d2 " {
			t.Errorf("the scan saw %q", seen)
		}
		return err
	})
	want(t, db, "t", "0a=3 0b=3 0c=3 0d=3 d=3 xa=3 xb=3 xc=3 xd=3")

	// Deleting all that is visited, the commonest case, over many rows and steps.
	update(t, db, func(tx kv.Tx) error {
		for i := range 900 {
			if err := tx.Put("many", []byte{byte(i >> 8), byte(i)}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	for left := 900; left > 0; left -= 300 {
		update(t, db, func(tx kv.Tx) error {
			n := 0
			return tx.Scan("many", nil, nil, func(key, _ []byte) error {
				if n++; n > 300 {
					return kv.Stop
				}
				return tx.Delete("many", key)
			})
		})
	}
	want(t, db, "many", "")
}
