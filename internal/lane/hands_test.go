package lane

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandsRunEverythingAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hands
		var ran atomic.Int32
		for range 50 {
			for range 20 {
				h.Go(func() {
					time.Sleep(time.Millisecond)
					ran.Add(1)
				})
			}
			time.Sleep(2 * time.Millisecond)
		}
		h.Wait()
		if n := ran.Load(); n != 1000 {
			t.Errorf("%d of 1000 ran", n)
		}
		synctest.Wait() // and no goroutine is left, or the bubble would not end
	})
}

func TestIdleHandsAreUsedAgainAndEndAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hands
		began := runtime.NumGoroutine()
		for range 10 {
			h.Go(func() {})
			synctest.Wait()
		}
		if n := runtime.NumGoroutine() - began; n != 1 {
			t.Errorf("%d goroutines for one function after the other", n)
		}
		time.Sleep(rested + time.Millisecond)
		synctest.Wait()
		if n := runtime.NumGoroutine() - began; n != 0 {
			t.Errorf("%d goroutines after a rest", n)
		}
		h.Go(func() {})
		h.Wait()
	})
}

func TestHandsThatAreLetGoStillRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hands
		h.Wait()
		ran := false
		h.Go(func() { ran = true })
		synctest.Wait()
		if !ran {
			t.Error("what came after Wait was not run")
		}
	})
}

func TestAFunctionThatEndsItsGoroutineIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hands
		h.Go(func() { runtime.Goexit() })
		h.Wait()
	})
}
