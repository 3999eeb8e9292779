package memkv_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

func TestContract(t *testing.T) {
	kvtest.Run(t, func(*testing.T) kv.DB { return memkv.New() })
}

func TestContractWithEveryFunctionRunTwice(t *testing.T) {
	kvtest.Run(t, func(*testing.T) kv.DB { return kvtest.Twice(memkv.New()) })
}

// TestInABubble is what rooms with simulated time rely on: a function that sleeps, and Updates that
// wait for it or give up waiting, let the bubble's clock run.
func TestInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := memkv.New()
		start := time.Now()
		results := make(chan error, 2)
		go func() {
			results <- db.Update(context.Background(), func(tx kv.Tx) error {
				time.Sleep(time.Hour)
				return tx.Put("t", []byte("slow"), nil)
			})
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := db.Update(ctx, func(kv.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if err := db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put("t", []byte("next"), nil) }); err != nil || time.Since(start) != time.Hour {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if err := errors.Join(<-results, db.Close()); err != nil {
			t.Error(err)
		}
	})
}
