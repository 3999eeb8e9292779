package broadcast

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// What may happen between two looks, in the order of a drawn list.
const (
	opWait = iota
	opPause
	opResume
	opCancel
	opCrash     // the process ends with calls in flight and starts again
	opClockBack // the clock is set back by an hour
	opClockOn   // and forward
	opStop      // somebody does not want news any more
	ops
)

// world is what the platform does, drawn beforehand: each recipient's calls meet these fates in order.
type world struct {
	ops   []int
	waits []int            // before each op, in ms
	whom  []int            // for each op that concerns a recipient
	fates map[string][]int // by chat
}

const (
	fateOK = iota
	fateFlood
	fateBlocked
	fateCutAfter  // taken, and the answer was lost
	fateCutBefore // not taken, and nobody can know
	fateDown      // surely not taken
	fates
)

// TestEachRecipientEndsInOneState runs random worlds: expand, send, 429, block, reset after accept, pause,
// resume, cancel, crash, clock jump. At any look the states sum to the audience. At the end each recipient
// is in exactly one last state; nobody got the notice twice; everybody who could get it did, where it was
// not cancelled; whoever is not known to have got it is listed as uncertain.
func TestEachRecipientEndsInOneState(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, w := drawWorld(rt, rapid.IntRange(0, ops-1), rapid.IntRange(100, 1500))
		var wrong []string
		synctest.Test(t, func(t *testing.T) { wrong = live(t, n, w) })
		for _, what := range wrong {
			rt.Error(what)
		}
	})
}

// drawWorld draws the number of recipients, what happens and how each of them takes what is sent.
func drawWorld(rt *rapid.T, op, wait *rapid.Generator[int]) (n int, w world) {
	n = rapid.IntRange(1, 60).Draw(rt, "audience")
	w = world{ops: rapid.SliceOfN(op, 0, 12).Draw(rt, "ops"), fates: map[string][]int{}}
	for range w.ops {
		w.waits = append(w.waits, wait.Draw(rt, "wait"))
		w.whom = append(w.whom, rapid.IntRange(0, n-1).Draw(rt, "whom"))
	}
	for i := range n {
		chat := fmt.Sprintf("dinh-%d", i)
		w.fates[chat] = rapid.SliceOfN(rapid.IntRange(0, fates-1), 0, 4).Draw(rt, chat)
	}
	return n, w
}

// reacts is how the platform takes each message to a chat: by its fates one after the other, then well. met are
// those that a chat has met by now.
func (w world) reacts() (does func(_ int, chat string) reaction, met func(chat string) []int) {
	var mu sync.Mutex
	turn := map[string]int{}
	does = func(_ int, chat string) reaction {
		mu.Lock()
		defer mu.Unlock()
		f := fateOK
		if list := w.fates[chat]; turn[chat] < len(list) {
			f = list[turn[chat]]
		}
		turn[chat]++
		switch f {
		case fateFlood:
			return reaction{err: busy(3 * time.Second)}
		case fateBlocked:
			return reaction{err: gone}
		case fateCutAfter:
			return reaction{err: unsure, took: true}
		case fateCutBefore:
			return reaction{err: unsure}
		case fateDown:
			return reaction{err: fault.New(fault.Busy, "fake: down")}
		}
		return reaction{}
	}
	met = func(chat string) []int {
		mu.Lock()
		defer mu.Unlock()
		return w.fates[chat][:min(turn[chat], len(w.fates[chat]))]
	}
	return does, met
}

// live runs one world and tells what was wrong.
func live(t *testing.T, n int, w world) (wrong []string) {
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var mu sync.Mutex
	jump := time.Duration(0)
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(jump)
	}
	p := newPlatform()
	does, met := w.reacts()
	p.took, p.does = 20*time.Millisecond, does
	s := newStand(t, &severed{DB: memkv.New()}, p, outbox.DefaultPace, func(s *stand) { s.now, s.cfg.Ahead = now, 20 })
	s.subscribers("dinh", n)
	leader := s.official("binh", commune.Leader, "dinh")
	s.run()
	not := s.propose(leader, notice("Tin.", "dinh"))
	cause := string(not.ID)
	look := func() Report {
		r := s.report(cause)
		if r.Sum() != n || r.Total != n {
			report("the states sum to %d of %d: %+v", r.Sum(), n, r)
		}
		return r
	}
	act := func(f func(tx kv.Tx) error) {
		if err := s.update(f); err != nil && !fault.Is(err, fault.Conflict) {
			report("%v", err)
		}
	}
	cancelled, stopped, flights := false, map[string]bool{}, 0
	for i, op := range w.ops {
		time.Sleep(time.Duration(w.waits[i]) * time.Millisecond)
		look()
		switch op {
		case opPause:
			act(func(tx kv.Tx) error { return s.desk.Pause(tx, leader, not.ID, now()) })
		case opResume:
			act(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, not.ID, now()) })
		case opCancel:
			if look().Run.State != Done {
				cancelled = true
			}
			act(func(tx kv.Tx) error { return s.desk.Cancel(tx, leader, not.ID, now()) })
		case opCrash:
			flights += s.crash()
		case opClockBack, opClockOn:
			mu.Lock()
			jump += map[int]time.Duration{opClockBack: -time.Hour, opClockOn: time.Hour}[op]
			mu.Unlock()
		case opStop:
			chat := fmt.Sprintf("dinh-%d", w.whom[i])
			stopped[chat] = true
			act(func(tx kv.Tx) error {
				return audience.Stop(tx, commune.Actor{Address: "adr-" + chat, Role: commune.Resident}, now())
			})
		}
	}
	act(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, not.ID, now()) })
	ended := func() bool {
		r := s.report(cause)
		return r.Run.State == Done || r.Run.State == Cancelled && r.Run.Swept
	}
	for range 6000 {
		if ended() {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.stop()
	time.Sleep(15 * time.Minute) // dead processes give up
	r := look()
	if !ended() || r.Waiting != 0 {
		report("it does not end: %+v", r)
		return wrong
	}
	states := map[string]outbox.State{}
	s.view(func(rd kv.Reader) error {
		for st := outbox.Queued; st <= outbox.Skipped; st++ {
			err := outbox.Of(rd, cause, st, func(d outbox.Delivery) error {
				chat := string(d.To)[len("adr-"):]
				if _, twice := states[chat]; twice {
					report("%s has two states", chat)
				}
				states[chat] = d.State
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for i := range n {
		chat := fmt.Sprintf("dinh-%d", i)
		got := p.with(chat, "Tin")
		state, has := states[chat]
		cut, blocked := false, false
		for _, f := range met(chat) {
			cut = cut || f == fateCutAfter || f == fateCutBefore
			blocked = blocked || f == fateBlocked
		}
		switch {
		case got > 1:
			report("%s got it %d times", chat, got)
		case state == outbox.Sent && got != 1:
			report("%s: sent, and nothing arrived", chat)
		case got == 1 && state != outbox.Sent && state != outbox.Uncertain:
			report("%s got it and is %v", chat, state)
		case !has && !cancelled:
			report("%s has no state", chat)
		case state == outbox.Uncertain && !cut && flights == 0:
			report("%s is uncertain without a reason", chat)
		case got == 0 && !cut && !blocked && !cancelled && !stopped[chat] && flights == 0:
			report("%s could have got it and is %v", chat, state)
		}
	}
	return wrong
}

// crash ends the process as kill -9 does, as far as the store can tell: what is in flight is carried out by
// the platform, and nobody notes it. It gives how many calls were in flight.
func (s *stand) crash() (flying int) {
	s.p.mu.Lock()
	flying = s.p.flying
	s.p.mu.Unlock()
	old := s.db.(*severed)
	old.whole.Lock() // what is being committed at this moment is, before anybody reads the store anew
	old.cut.Store(true)
	old.whole.Unlock()
	go s.end() // the rooms of the dead process try in vain to store what they know, and give up
	s.db = &severed{DB: old.DB}
	s.build()
	s.run()
	return flying
}

// severed is a store that a dead process does not reach any more.
type severed struct {
	kv.DB
	cut   atomic.Bool
	whole sync.RWMutex // held while something is committed
}

func (d *severed) View(ctx context.Context, read func(kv.Reader) error) error {
	if d.cut.Load() {
		return kv.ErrClosed
	}
	return d.DB.View(ctx, read)
}

func (d *severed) Update(ctx context.Context, write func(kv.Tx) error) error {
	d.whole.RLock()
	defer d.whole.RUnlock()
	return d.DB.Update(ctx, func(tx kv.Tx) error {
		if d.cut.Load() {
			return kv.ErrClosed
		}
		return write(tx)
	})
}
