package broadcast

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// What was in flight when the correction came: only its outcome tells what its recipient is to read. And what was
// uncertain when somebody had it sent again is still what its recipient may have.
func TestWhatWasInFlightWhenItWasCorrected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.took = 5 * time.Second
		first := true
		p.does = func(_ int, chat string) reaction {
			switch {
			case first && chat == "dinh-0":
				return reaction{err: fault.New(fault.Refused, "fake: no")}
			case first && chat == "dinh-1":
				return reaction{err: unsure, took: true}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 3)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.until("all are in flight", time.Minute, func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.flying == 3 })
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		time.Sleep(time.Second)
		if r := s.report(string(fix.ID)); r.Run.Next != 0 {
			t.Errorf("it does not wait for what is in flight: %+v", r)
		}
		s.until("all have come back", time.Minute, func() bool { return s.report(string(n.ID)).Waiting == 0 })
		first = false
		r := s.done(string(fix.ID), time.Minute)
		if r.Sent != 3 {
			t.Errorf("%+v", r)
		}
		for i, head := range []string{"notices.head ", "notices.fix_head", "notices.fix_head"} {
			got := p.at(fmt.Sprintf("dinh-%d", i))
			if !strings.HasPrefix(got[len(got)-1].text, head) {
				t.Errorf("recipient %d reads %q", i, got[len(got)-1].text)
			}
		}
		s.stop()
	})
}

// An uncertain delivery that is being sent again when the correction comes: its recipient may have the wrong text.
func TestWhatIsBeingSentAgainWhenItIsCorrected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		cut := true
		p.does = func(_ int, chat string) reaction {
			if cut && chat == "dinh-1" {
				return reaction{err: unsure, took: true}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 2)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.done(string(n.ID), time.Minute)
		s.stop()
		cut = false
		s.must(func(tx kv.Tx) error { return s.desk.Again(tx, leader, n.ID, s.now()) })
		s.must(func(tx kv.Tx) error {
			k, err := s.box.Requeue(tx, string(n.ID), s.now(), 10, s.now())
			if err == nil && k != 1 {
				t.Errorf("%d are sent again", k)
			}
			return err
		})
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		s.build()
		s.run()
		s.done(string(fix.ID), time.Minute)
		got := p.at("dinh-1")
		if p.with("dinh-1", "notices.head ") != 1 || !strings.HasPrefix(got[len(got)-1].text, "notices.fix_head") {
			t.Errorf("it reads %v", got)
		}
		s.stop()
	})
}

// Who has left the hamlet and had not got anything yet gets nothing: only who got the wrong text is owed the right one.
func TestWhoLeftTheHamletBeforeItCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.Pace{PerSecond: 10}, func(s *stand) { s.cfg.Ahead = 10 })
		s.subscribers("dinh", 60)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.until("some have it", time.Minute, func() bool { return s.report(string(n.ID)).Sent >= 20 })
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		had := 0
		s.must(func(tx kv.Tx) error {
			for i := range 60 {
				by := commune.Actor{Address: fmt.Sprintf("adr-dinh-%d", i), Role: commune.Resident}
				if err := audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"chua"}}, "đồng ý", s.now()); err != nil {
					return err
				}
			}
			return nil
		})
		r := s.done(string(fix.ID), time.Minute)
		for i := range 60 {
			got := p.at(fmt.Sprintf("dinh-%d", i))
			if len(got) > 0 && strings.HasPrefix(got[0].text, "notices.head ") && strings.Contains(got[0].text, "19 giờ") {
				had++
				if len(got) != 2 {
					t.Errorf("recipient %d had the wrong text and reads %d messages", i, len(got))
				}
			} else if len(got) != 0 {
				t.Errorf("recipient %d had nothing and reads %q", i, got[0].text)
			}
		}
		if r.Sent != had || r.Stopped != 60-had || had < 20 || had == 60 {
			t.Errorf("%d had it: %+v", had, r)
		}
		s.stop()
	})
}

// BenchmarkWrong is what a look at a notice that went to 30,000 costs before it is corrected: a turn looks a few times.
func BenchmarkWrong(b *testing.B) {
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "kv.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	s := newStand(b, db, newPlatform(), outbox.Pace{}, func(s *stand) { s.cfg.Ahead = 1000 })
	s.subscribers("dinh", 30_000)
	leader := s.official("binh", commune.Leader, "dinh")
	n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
	s.run()
	for s.report(string(n.ID)).Sent < 30_000 {
		time.Sleep(time.Second)
	}
	s.stop()
	for b.Loop() {
		s.view(func(r kv.Reader) error {
			w, err := s.desk.Wrong(r, leader, n.ID)
			if w.Reach != 30_000 {
				b.Fatalf("%d have it", w.Reach)
			}
			return err
		})
	}
}
