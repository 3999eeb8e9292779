package kvtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"loaxom/internal/kv"
)

// hold keeps the store's writer busy until release is called, which waits for its end.
func hold(t *testing.T, db kv.DB) (release func()) {
	t.Helper()
	started, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var once sync.Once
	go func() {
		defer close(ended)
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			once.Do(func() { close(started) })
			<-goOn
			return put(tx, "held", "a=1")
		})
		if err != nil {
			t.Errorf("the Update that was held: %v", err)
		}
	}()
	<-started
	return func() {
		close(goOn)
		<-ended
	}
}

func contextBefore(t *testing.T, db kv.DB) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancelLate := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancelLate()
	for range 50 {
		for ctx, expect := range map[context.Context]error{ended: context.Canceled, late: context.DeadlineExceeded} {
			if err := db.Update(ctx, func(kv.Tx) error { t.Error("Update was run"); return nil }); !errors.Is(err, expect) {
				t.Fatalf("Update gave %v, want %v", err, expect)
			}
			if err := db.View(ctx, func(kv.Reader) error { t.Error("View was run"); return nil }); !errors.Is(err, expect) {
				t.Fatalf("View gave %v, want %v", err, expect)
			}
		}
	}

	// It ends while the Update waits: it must not wait on, and must not be run when its turn comes.
	release := hold(t, db)
	waiting, cancelWaiting := context.WithCancel(context.Background())
	result := make(chan error)
	go func() {
		result <- db.Update(waiting, func(kv.Tx) error { t.Error("a given up Update was run"); return nil })
	}()
	time.AfterFunc(2*time.Millisecond, cancelWaiting)
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("the given up Update: %v", err)
	}
	release()
	want(t, db, "held", "a=1")

	// It ends when the turn is just being passed on to those who wait.
	ctx, cancelTurn := context.WithCancel(context.Background())
	started := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			once.Do(func() { close(started); time.Sleep(2 * time.Millisecond) })
			cancelTurn()
			return put(tx, "held", "b=1")
		})
		if err != nil {
			t.Errorf("the Update before them: %v", err)
		}
	})
	<-started
	for range 20 {
		wg.Go(func() {
			err := db.Update(ctx, func(kv.Tx) error { t.Error("it was run after its context's end"); return nil })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Update gave %v", err)
			}
		})
	}
	wg.Wait()
	want(t, db, "held", "a=1 b=1")
}

func contextAfter(t *testing.T, db kv.DB) {
	ctx, cancel := context.WithCancel(context.Background())
	err := db.Update(ctx, func(tx kv.Tx) error {
		cancel()
		return put(tx, "t", "a=1")
	})
	if err != nil {
		t.Errorf("Update gave %v for what it stored", err)
	}
	want(t, db, "t", "a=1")

	ctx, cancel = context.WithCancel(context.Background())
	err = db.Update(ctx, func(tx kv.Tx) error {
		cancel()
		if err := put(tx, "t", "a=2"); err != nil {
			return err
		}
		return errOurs
	})
	if err != errOurs {
		t.Errorf("Update gave %v, want the function's error", err)
	}
	want(t, db, "t", "a=1")

	ctx, cancel = context.WithCancel(context.Background())
	if err := db.View(ctx, func(kv.Reader) error { cancel(); return nil }); err != nil {
		t.Errorf("View gave %v", err)
	}
}

// contextRace ends contexts at any moment: nil must mean stored, the context's error not stored.
func contextRace(t *testing.T, db kv.DB) {
	const writers, rounds = 16, 40
	results := make([][rounds]error, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				ctx, cancel := context.WithCancel(context.Background())
				spins := rand.IntN(100)
				go func() {
					for range spins {
						runtime.Gosched()
					}
					cancel()
				}()
				results[w][i] = db.Update(ctx, func(tx kv.Tx) error { return put(tx, "t", fmt.Sprintf("%02d-%02d=1", w, i)) })
				cancel()
			}
		})
	}
	wg.Wait()
	err := db.View(context.Background(), func(r kv.Reader) error {
		for w := range writers {
			for i, result := range results[w] {
				_, stored, err := r.Get("t", fmt.Appendf(nil, "%02d-%02d", w, i))
				if err != nil {
					return err
				}
				if stored != (result == nil) || result != nil && !errors.Is(result, context.Canceled) {
					t.Errorf("Update %d-%d gave %v, stored: %v", w, i, result, stored)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func closeWaits(t *testing.T, db kv.DB) {
	release := hold(t, db)
	looking, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.View(context.Background(), func(r kv.Reader) error {
			close(looking)
			<-goOn
			_, err := list(r, "held", "", "")
			return err
		})
		if err != nil {
			t.Errorf("the View that was held: %v", err)
		}
	})
	<-looking
	ended := make(chan error, 1)
	go func() { ended <- db.Close() }()
	time.Sleep(5 * time.Millisecond)
	select {
	case err := <-ended:
		t.Fatalf("Close did not wait for anybody: %v", err)
	default:
	}
	release()
	time.Sleep(5 * time.Millisecond)
	select {
	case err := <-ended:
		t.Fatalf("Close did not wait for the View: %v", err)
	default:
	}
	close(goOn)
	wg.Wait()
	if err := <-ended; err != nil {
		t.Errorf("Close: %v", err)
	}
}
