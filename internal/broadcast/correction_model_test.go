package broadcast

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// TestCorrectionsUnderCrashes runs random worlds in which a notice is corrected again and again while it goes out:
// 429, block, reset after accept, crash, pause, somebody stops. Of each text nobody gets two; whoever got, or may
// have got, an earlier text gets the last one, as a correction, or is listed as uncertain; whoever got none reads no
// word of a correction; what anybody reads last is the newest text that reached them; all sums agree.
func TestCorrectionsUnderCrashes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, w := drawWorld(rt, rapid.SampledFrom([]int{opWait, opPause, opResume, opCrash, opStop, opCancel}), rapid.IntRange(50, 900))
		var wrong []string
		synctest.Test(t, func(t *testing.T) { wrong = correctOften(t, n, w) })
		for _, what := range wrong {
			rt.Error(what)
		}
	})
}

// correctOften runs one world, in which opCancel is a correction, and tells what was wrong.
func correctOften(t *testing.T, n int, w world) (wrong []string) {
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	p := newPlatform()
	p.took = 20 * time.Millisecond
	p.does, _ = w.reacts()
	s := newStand(t, &severed{DB: memkv.New()}, p, outbox.DefaultPace, func(s *stand) { s.cfg.Ahead = 15 })
	s.subscribers("dinh", n)
	leader := s.official("binh", commune.Leader, "dinh")
	s.run()
	list := []Notice{s.propose(leader, notice("<0>", "dinh"))}
	first, newest := list[0].ID, list[0].ID
	stopped, crashed := map[string]bool{}, false
	act := func(f func(tx kv.Tx) error) {
		if err := s.update(f); err != nil && !fault.Is(err, fault.Conflict) {
			report("%v", err)
		}
	}
	correct := func() {
		fix, err := s.amend(leader, first, fmt.Sprintf("<%d>", len(list)))
		switch {
		case err == nil:
			list, newest = append(list, fix), fix.ID
		case !fault.Is(err, fault.Conflict): // nobody has it yet
			report("correction %d: %v", len(list), err)
		}
	}
	for i, op := range w.ops {
		time.Sleep(time.Duration(w.waits[i]) * time.Millisecond)
		for _, not := range list {
			if r := s.report(string(not.ID)); r.Sum() != r.Total {
				report("of %s %d of %d have a state", not.ID, r.Sum(), r.Total)
			}
		}
		switch op {
		case opPause:
			act(func(tx kv.Tx) error { return s.desk.Pause(tx, leader, newest, s.now()) })
		case opResume:
			act(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, newest, s.now()) })
		case opCancel:
			correct()
		case opCrash:
			s.crash()
			crashed = true
		case opStop:
			chat := fmt.Sprintf("dinh-%d", w.whom[i])
			stopped[chat] = true
			act(func(tx kv.Tx) error {
				return audience.Stop(tx, commune.Actor{Address: "adr-" + chat, Role: commune.Resident}, s.now())
			})
		}
	}
	act(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, newest, s.now()) })
	time.Sleep(2 * time.Second)
	correct()
	for _, not := range list {
		for range 6000 {
			if r := s.report(string(not.ID)); !r.Run.working() {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	s.stop()
	time.Sleep(15 * time.Minute) // dead processes give up
	s.view(func(r kv.Reader) error {
		if err := Check(r); err != nil {
			report("%v", err)
		}
		for i := range n {
			for _, what := range readBy(r, p, list, fmt.Sprintf("dinh-%d", i), stopped, crashed) {
				report("%s", what)
			}
		}
		return nil
	})
	return wrong
}

// readBy tells what is wrong with what one chat got of a notice and its corrections.
func readBy(r kv.Reader, p *platform, list []Notice, chat string, stopped map[string]bool, crashed bool) (wrong []string) {
	report := func(format string, args ...any) {
		wrong = append(wrong, chat+": "+fmt.Sprintf(format, args...))
	}
	maybe, left := false, false // may have got something before
	for i, not := range list {
		text := fmt.Sprintf("<%d>", i)
		d, err := outbox.Get(r, DeliveryID(string(not.ID), address.ID("adr-"+chat)))
		has := err == nil
		got, called := 0, 0
		for _, m := range p.at(chat) {
			if !strings.HasSuffix(m.text, text) {
				continue
			}
			if got++; strings.HasPrefix(m.text, "notices.fix_head") {
				called++
			}
		}
		left = left || has && (d.Reason == "gone" || d.Reason == "left")
		switch {
		case got > 1:
			report("text %d arrived %d times", i, got)
		case got == 1 && has && !d.Reached():
			report("text %d arrived and is %v", i, d.State)
		case has && d.State == outbox.Sent && got == 0:
			report("text %d is sent and did not arrive", i)
		case has && (d.State == outbox.Queued || d.State == outbox.Sending):
			report("text %d still waits", i)
		case got == 1 && called == 1 != maybe:
			report("text %d reads as a correction: %v; something before: %v", i, called == 1, maybe)
		case i == len(list)-1 && i > 0 && maybe && !has:
			report("it may have a wrong text, and the last correction does not concern it")
		case i == len(list)-1 && i > 0 && maybe && !d.Reached() && !stopped[chat] && !left:
			report("it may have a wrong text, and the last correction is %v %q", d.State, d.Reason)
		}
		maybe = maybe || has && d.Reached()
	}
	all := p.at(chat)
	for i := 1; i < len(all); i++ {
		if a, b := all[i-1].text, all[i].text; a[len(a)-3:] > b[len(b)-3:] && !crashed {
			report("%q came after %q", b, a)
		}
	}
	return wrong
}
