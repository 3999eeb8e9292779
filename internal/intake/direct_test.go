package intake

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/kv/memkv"
)

// Several updates share a commit. One among them that came before makes the
// commit fail; the others are answered all the same, each once.
func TestOneUpdateDoesNotHoldUpItsBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		const n = 6 * crew
		p.in <- []channel.Incoming{say("0", "c0", "/start")}
		time.Sleep(time.Minute)
		var batch []channel.Incoming
		for i := range n {
			batch = append(batch, say(fmt.Sprint(i), fmt.Sprint("c", i), "/start"))
		}
		p.in <- batch
		time.Sleep(time.Minute)
		h.stop()
		for i := range n {
			if got := len(p.to(fmt.Sprint("c", i))); got != 1 {
				t.Errorf("c%d got %d answers", i, got)
			}
		}
		if c := h.in.Count(); c.Answered != n || c.Taken != n {
			t.Errorf("%+v", c)
		}
		if left := rows(t, h.db, inboxTable); left != 0 {
			t.Errorf("%d updates are left", left)
		}
	})
}

// Where all calls are in flight, answers wait in the store for theirs; none is lost and none goes twice.
func TestABatchLargerThanTheCallsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.delay = func(string) time.Duration { return 2 * time.Second }
		h := start(t, p, memkv.New())
		const n = 500
		for from := 0; from < n; from += 100 {
			var batch []channel.Incoming
			for i := from; i < from+100; i++ {
				batch = append(batch, say(fmt.Sprint(i), fmt.Sprint("c", i), "/start"))
			}
			p.in <- batch
		}
		time.Sleep(2 * time.Minute)
		h.stop()
		for i := range n {
			if got := len(p.to(fmt.Sprint("c", i))); got != 1 {
				t.Errorf("c%d got %d answers", i, got)
			}
		}
	})
}
