package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"loaxom/internal/kv"
)

func order(t *testing.T, db kv.DB) {
	keys := [][]byte{{0}, {0, 0}, {0, 1}, {1}, []byte("A"), []byte("a"), []byte("a\x00"), []byte("aa"), []byte("b"), {0x7f}, {0x80}, {0xff}, {0xff, 0}, {0xff, 0xff}}
	update(t, db, func(tx kv.Tx) error {
		for _, i := range []int{7, 2, 13, 0, 5, 10, 1, 12, 6, 3, 9, 4, 11, 8} {
			if err := tx.Put("t", keys[i], []byte{byte(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	err := db.View(context.Background(), func(r kv.Reader) error {
		n := 0
		err := r.Scan("t", nil, nil, func(key, value []byte) error {
			if n < len(keys) && (!bytes.Equal(key, keys[n]) || !bytes.Equal(value, []byte{byte(n)})) {
				t.Errorf("place %d has %x, want %x", n, key, keys[n])
			}
			n++
			return nil
		})
		if n != len(keys) {
			t.Errorf("%d keys, want %d", n, len(keys))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ranges holds many pairs of bounds, present and absent, against what a list says, in a View and in an
// Update where half of the rows are its own.
func ranges(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "b=1", "d=1", "f=1", "h=1", "x=1") })
	own := func(tx kv.Tx) error { return put(tx, "t", "c=2", "d=2", "g=2", "i=2", "x") }
	bounds := []string{"", "a", "b", "bb", "c", "d", "e", "g", "h", "i", "j", "z"}
	check := func(r kv.Reader, rows string) {
		for _, from := range bounds {
			for _, to := range bounds {
				var expect bytes.Buffer
				for i := 0; i < len(rows); i += 4 {
					if key := rows[i : i+1]; key >= from && (to == "" || key < to) {
						expect.WriteString(rows[i : i+4])
					}
				}
				got, err := list(r, "t", from, to)
				if err != nil || got != string(bytes.TrimSpace(expect.Bytes())) {
					t.Errorf("[%q, %q) is %q, %v, want %q", from, to, got, err, expect.String())
				}
			}
		}
		if err := r.Scan("t", nil, []byte{}, func(key, _ []byte) error { return fmt.Errorf("visited %q", key) }); err != nil {
			t.Errorf("before the empty key there is nothing, but: %v", err)
		}
	}
	err := db.View(context.Background(), func(r kv.Reader) error {
		check(r, "b=1 d=1 f=1 h=1 x=1 ")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx kv.Tx) error {
		if err := own(tx); err != nil {
			return err
		}
		check(tx, "b=1 c=2 d=2 f=1 g=2 h=1 i=2 ")
		return nil
	})
	want(t, db, "t", "b=1 c=2 d=2 f=1 g=2 h=1 i=2")
}

func empty(t *testing.T, db kv.DB) {
	check := func(r kv.Reader) error {
		for key, there := range map[string]bool{"empty": true, "nil": true, "absent": false, "": false} {
			value, ok, err := r.Get("t", []byte(key))
			if err != nil || ok != there || len(value) > 0 || (value != nil) != there {
				t.Errorf("Get(%q) = %#v, %v, %v", key, value, ok, err)
			}
		}
		return nil
	}
	update(t, db, func(tx kv.Tx) error {
		if err := errors.Join(tx.Put("t", []byte("empty"), []byte{}), tx.Put("t", []byte("nil"), nil)); err != nil {
			return err
		}
		return check(tx)
	})
	if err := db.View(context.Background(), check); err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx kv.Tx) error { return check(tx) })
	want(t, db, "t", "empty= nil=")
}

func tables(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error {
		return errors.Join(put(tx, "a", "k=1"), put(tx, "a.b", "k=2"), put(tx, "A", "k=3"))
	})
	update(t, db, func(tx kv.Tx) error { return errors.Join(put(tx, "a", "k"), put(tx, "never", "k")) })
	want(t, db, "a", "")
	want(t, db, "a.b", "k=2")
	want(t, db, "A", "k=3")
	want(t, db, "never", "")
	update(t, db, func(tx kv.Tx) error { return put(tx, "a", "again=1") })
	want(t, db, "a", "again=1")
}

func stop(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1", "c=1", "e=1") })
	check := func(r kv.Reader, rows int) {
		for last := 1; last <= rows; last++ {
			for _, c := range []struct{ say, expect error }{
				{kv.Stop, nil},
				{fmt.Errorf("enough: %w", kv.Stop), nil},
				{errOurs, errOurs},
			} {
				n := 0
				err := r.Scan("t", nil, nil, func(_, _ []byte) error {
					if n++; n == last {
						return c.say
					}
					return nil
				})
				if n != last || err != c.expect {
					t.Errorf("%v at row %d: %d visited, %v", c.say, last, n, err)
				}
			}
		}
	}
	if err := db.View(context.Background(), func(r kv.Reader) error { check(r, 3); return nil }); err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx kv.Tx) error {
		err := put(tx, "t", "b=2", "c=2", "f=2", "g=2")
		check(tx, 6)
		return err
	})
}
