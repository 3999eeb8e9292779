package kvtest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"loaxom/internal/kv"
)

func goexit() { runtime.Goexit() }

func snapshot(t *testing.T, db kv.DB) {
	update(t, db, func(tx kv.Tx) error { return put(tx, "t", "a=1", "b=1") })
	looked, written := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.View(context.Background(), func(r kv.Reader) error {
			first, err := list(r, "t", "", "")
			close(looked)
			<-written
			second, err2 := list(r, "t", "", "")
			none, err3 := list(r, "later", "", "")
			if first != "a=1 b=1" || second != first || none != "" {
				t.Errorf("the View saw %q, then %q and %q", first, second, none)
			}
			return errors.Join(err, err2, err3)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-looked
	update(t, db, func(tx kv.Tx) error { return errors.Join(put(tx, "t", "a=2", "b", "c=2"), put(tx, "later", "a=1")) })
	want(t, db, "t", "a=2 c=2")
	close(written)
	wg.Wait()
}

// neighbours runs many Updates at once of which some fail, some panic and some are too large.
func neighbours(t *testing.T, db kv.DB) {
	const writers, rounds = 24, 8
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				key := fmt.Sprintf("%02d-%02d", w, i)
				kind := (w + i) % 4
				func() {
					defer func() {
						if p := recover(); (p != nil) != (kind == 1) {
							t.Errorf("%s of kind %d: panic %v", key, kind, p)
						}
					}()
					err := db.Update(context.Background(), func(tx kv.Tx) error {
						if err := put(tx, "t", key+"="+strconv.Itoa(kind), "last="+key); err != nil {
							return err
						}
						switch kind {
						case 1:
							panic(errOurs)
						case 2:
							return errOurs
						case 3:
							return tx.Put("t", []byte(key), make([]byte, kv.MaxValue+1))
						}
						return nil
					})
					if (err == nil) != (kind == 0) {
						t.Errorf("%s of kind %d: %v", key, kind, err)
					}
				}()
			}
		})
	}
	wg.Wait()
	err := db.View(context.Background(), func(r kv.Reader) error {
		for w := range writers {
			for i := range rounds {
				key := fmt.Sprintf("%02d-%02d", w, i)
				value, ok, err := r.Get("t", []byte(key))
				if kind := (w + i) % 4; err != nil || ok != (kind == 0) || ok && string(value) != "0" {
					t.Errorf("%s of kind %d is %q, %v, %v", key, kind, value, ok, err)
				}
			}
		}
		last, _, err := r.Get("t", []byte("last"))
		if _, ok, _ := r.Get("t", last); !ok {
			t.Errorf("last is %q, which was not kept", last)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sums moves money between accounts from many goroutines while others look: no look and no end may
// have more or less than there was.
func sums(t *testing.T, db kv.DB) {
	const accounts, each, writers, moves = 8, 100, 12, 25
	account := func(i int) []byte { return []byte{'a' + byte(i)} }
	update(t, db, func(tx kv.Tx) error {
		for i := range accounts {
			if err := tx.Put("t", account(i), []byte(strconv.Itoa(each))); err != nil {
				return err
			}
		}
		return nil
	})
	look := func(r kv.Reader) error {
		sum, n := 0, 0
		err := r.Scan("t", nil, nil, func(_, value []byte) error {
			v, err := strconv.Atoi(string(value))
			sum, n = sum+v, n+1
			return err
		})
		if sum != accounts*each || n != accounts {
			return fmt.Errorf("%d in %d accounts, %w", sum, n, err)
		}
		return err
	}
	var writing, looking sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range moves {
				from, to := account((w+i)%accounts), account((w*3+i*5+1)%accounts)
				err := db.Update(context.Background(), func(tx kv.Tx) error {
					for j, key := range [][]byte{from, to} {
						value, _, err := tx.Get("t", key)
						if err != nil {
							return err
						}
						v, err := strconv.Atoi(string(value))
						if err != nil {
							return err
						}
						if err := tx.Put("t", key, []byte(strconv.Itoa(v+2*j-1))); err != nil {
							return err
						}
					}
					return look(tx)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	for range 2 {
		looking.Go(func() {
			for {
				if err := db.View(context.Background(), look); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	writing.Wait()
	close(done)
	looking.Wait()
	if err := db.View(context.Background(), look); err != nil {
		t.Error(err)
	}
}
