package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// watched counts Updates, and the deliveries that are being sent after each.
type watched struct {
	kv.DB
	updates, most atomic.Int64
}

func (w *watched) Update(ctx context.Context, write func(kv.Tx) error) error {
	return w.DB.Update(ctx, func(tx kv.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		n := int64(0)
		if err := sendings.Scan(tx, nil, nil, func(sending) error { n++; return nil }); err != nil {
			return err
		}
		w.most.Store(max(w.most.Load(), n)) // there is one writer
		w.updates.Add(1)
		return nil
	})
}

// A worker claims what goes next in the commit that notes its outcome, and never more is being sent than a crash
// may leave uncertain.
func TestABroadcastTakesOneCommitADelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		p, db := &platform{took: time.Millisecond}, &watched{DB: memkv.New()}
		d := newDesk(t, p, Pace{}, db)
		for i := range n {
			d.send(fmt.Sprint(1000+i), false, Notices, Notice, "notice")
		}
		before := db.updates.Load()
		d.run()
		time.Sleep(time.Minute)
		d.stop()
		if calls := len(p.calls()); calls != n {
			t.Errorf("%d calls", calls)
		}
		if used := db.updates.Load() - before; used > n+2*bulkFlight {
			t.Errorf("%d commits for %d deliveries", used, n)
		}
		if most := db.most.Load(); most != bulkFlight {
			t.Errorf("at most %d were being sent at a time, want %d", most, bulkFlight)
		}
		if l := d.box.order[0]; l.bulk.Load() != 0 || len(l.slots) != 0 || l.queue.Len() != 0 {
			t.Errorf("%d bulk, %d slots and %d addresses are held at the end", l.bulk.Load(), len(l.slots), l.queue.Len())
		}
	})
}

// Answers, notices and bulletins mixed, over a store that fails now and then: each goes out once, those of one chat
// in order, and every slot comes back.
func TestAMixGoesOutOnceOverAFailingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var failing atomic.Bool
		db := &watched{DB: kvtest.Fail(memkv.New(), func(n int) error {
			if failing.Load() && rand.New(rand.NewPCG(3, uint64(n))).IntN(10) == 0 {
				return errors.New("no room")
			}
			return nil
		})}
		p := &platform{took: 3 * time.Millisecond}
		d := newDesk(t, p, Pace{}, db)
		d.run()
		const n = 1200
		for i := range n {
			at := []Lane{Answers, Notices, Notices, Bulletins}[i%4]
			kind := []Kind{Answer, Notice, Notice, Bulletin}[i%4]
			d.send(fmt.Sprint(i%97), false, at, kind, fmt.Sprintf("%d %06d", at, i))
			if i%50 == 49 {
				failing.Store(true)
				time.Sleep(5 * time.Millisecond)
				failing.Store(false)
			}
		}
		failing.Store(true)
		time.Sleep(time.Hour)
		failing.Store(false)
		d.stop()
		seen, last := map[string]int{}, map[string]string{}
		for _, c := range p.calls() {
			seen[c.text]++
			if lane := c.to + c.text[:1]; last[lane] > c.text {
				t.Errorf("chat %s got %q after %q", c.to, c.text, last[lane])
			} else {
				last[lane] = c.text
			}
		}
		if len(seen) != n || len(p.calls()) != n {
			t.Errorf("%d messages in %d calls, want %d", len(seen), len(p.calls()), n)
		}
		if l := d.box.order[0]; l.bulk.Load() != 0 || len(l.slots) != 0 || l.queue.Len() != 0 {
			t.Errorf("%d bulk, %d slots and %d addresses are held at the end", l.bulk.Load(), len(l.slots), l.queue.Len())
		}
	})
}
