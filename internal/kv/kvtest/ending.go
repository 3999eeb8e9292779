package kvtest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"loaxom/internal/kv"
)

func failing(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1", "b=1") })
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		if err := errors.Join(put(tx, "t", "a=2", "b", "c=2"), put(tx, "new", "a=2")); err != nil {
			return err
		}
		return errOurs
	})
	if err != errOurs {
		t.Errorf("Update gave %v, want the function's own error as it is", err)
	}
	want(t, db, "t", "a=1 b=1")
	want(t, db, "new", "")
	if err := db.View(context.Background(), func(kv.Reader) error { return errOurs }); err != errOurs {
		t.Errorf("View gave %v, want the function's own error as it is", err)
	}
}

func panicking(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1") })
	caught := func(do func()) (p any) {
		defer func() { p = recover() }()
		do()
		return nil
	}
	if p := caught(func() {
		_ = db.Update(context.Background(), func(tx kv.Tx) error {
			if err := put(tx, "t", "a=2"); err != nil {
				return err
			}
			panic(errOurs)
		})
	}); p != errOurs {
		t.Errorf("out of Update came %v", p)
	}
	if p := caught(func() {
		_ = db.View(context.Background(), func(r kv.Reader) error {
			return r.Scan("t", nil, nil, func(_, _ []byte) error { panic(errOurs) })
		})
	}); p != errOurs {
		t.Errorf("out of View came %v", p)
	}
	want(t, db, "t", "a=1")
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=3") })
	want(t, db, "t", "a=3")
}

// exiting is runtime.Goexit, which is what t.FailNow does inside a function.
func exiting(t *testing.T, db kv.DB) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = db.Update(context.Background(), func(tx kv.Tx) error {
			if err := put(tx, "t", "a=2"); err != nil {
				return err
			}
			goexit()
			return nil
		})
		t.Error("Update came back")
	})
	wg.Wait()
	wg.Go(func() {
		_ = db.View(context.Background(), func(kv.Reader) error { goexit(); return nil })
		t.Error("View came back")
	})
	wg.Wait()
	want(t, db, "t", "")
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=3") })
	want(t, db, "t", "a=3")
}

func afterEnd(t *testing.T, db kv.DB) {
	var kept []kv.Reader
	var tx kv.Tx
	update(t, db, func(now kv.Tx) error {
		tx = now
		kept = append(kept, now)
		return put(now, "t", "a=1")
	})
	err := db.View(context.Background(), func(r kv.Reader) error { kept = append(kept, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range kept {
		if _, ok, err := r.Get("t", []byte("a")); ok || err == nil {
			t.Errorf("reader %d still reads: %v, %v", i, ok, err)
		}
		if got, err := list(r, "t", "", ""); got != "" || err == nil {
			t.Errorf("reader %d still scans: %q, %v", i, got, err)
		}
	}
	if put(tx, "t", "a=2") == nil || put(tx, "t", "a") == nil {
		t.Error("the transaction still writes")
	}
	want(t, db, "t", "a=1")
}

// then: done runs after the commit, in order, may use the store, and never runs for what was not kept.
func then(t *testing.T, db kv.DB) {
	var ran []string
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		tx.Then(func() {
			ran = append(ran, "first")
			want(t, db, "t", "a=1") // durable by now, and the store may be used
			update(t, db, func(tx kv.Tx) error { return put(tx, "u", "b=1") })
		})
		tx.Then(func() { ran = append(ran, "second") })
		return put(tx, "t", "a=1")
	})
	if err != nil || len(ran) != 2 || ran[0] != "first" || ran[1] != "second" {
		t.Errorf("after a commit ran %v, %v", ran, err)
	}
	want(t, db, "u", "b=1")
	_ = db.Update(context.Background(), func(tx kv.Tx) error {
		tx.Then(func() { t.Error("ran after a failing Update") })
		return errOurs
	})
}

func closed(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1") })
	if err := db.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	ran := false
	for what, err := range map[string]error{
		"View":   db.View(context.Background(), func(kv.Reader) error { ran = true; return nil }),
		"Update": db.Update(context.Background(), func(kv.Tx) error { ran = true; return nil }),
		"Close":  db.Close(),
	} {
		if !errors.Is(err, kv.ErrClosed) {
			t.Errorf("%s gave %v, want ErrClosed", what, err)
		}
	}
	if ran {
		t.Error("a function was run on a closed store")
	}
}
