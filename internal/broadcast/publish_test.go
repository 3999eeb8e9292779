package broadcast

import (
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

func (s *stand) publish(i Issue) (n int) {
	s.t.Helper()
	i.Lane, i.Kind = outbox.Bulletins, outbox.Bulletin
	s.must(func(tx kv.Tx) (err error) {
		n, err = s.desk.Publish(tx, i)
		return err
	})
	return n
}

func TestAnIssueGoesOutOnceToItsAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace)
		s.subscribers("dinh", 20)
		s.run()
		one := Issue{Cause: "i1", Target: to("dinh"), Message: channel.Outgoing{Text: channel.Plain("Bản tin")}}
		if n := s.publish(one); n != 20 {
			t.Errorf("%d recipients", n)
		}
		s.subscribers("chua", 3)
		again := one
		again.Target = to("chua")
		if n := s.publish(again); n != 20 {
			t.Errorf("the same cause once more has %d recipients", n)
		}
		if r := s.done("i1", time.Minute); r.Sent != 20 || r.Sum() != 20 {
			t.Errorf("%+v", r)
		}
		if n := s.publish(Issue{Cause: "i2", Target: audience.Target{Topic: "khong-ai"}, Message: one.Message}); n != 0 {
			t.Errorf("%d recipients on a topic that nobody asked for", n)
		}
		if r := s.done("i2", time.Minute); r.Total != 0 || r.Run.State != Done {
			t.Errorf("%+v", r)
		}
		s.stop()
		for i := range 20 {
			if n := p.with("dinh-"+string(rune('0'+i%10)), "Bản tin"); i < 10 && n != 1 {
				t.Errorf("recipient %d got it %d times", i, n)
			}
		}
		if len(p.at("chua-0")) != 0 {
			t.Error("it went to whom it was not for")
		}
	})
}

// What an outage of the channel keeps back until it is no news any more is not sent: each of those is
// counted, and the sums agree.
func TestAnIssueEndsWhenItIsNoNewsAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		down := true
		p.does = func(int, string) reaction {
			if down {
				return reaction{err: busy(20 * time.Minute)}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 30)
		s.run()
		s.publish(Issue{Cause: "i1", Target: to("dinh"), Message: channel.Outgoing{Text: channel.Plain("Bản tin")}, Until: time.Now().Add(10 * time.Minute)})
		time.Sleep(5 * time.Minute)
		if r := s.report("i1"); r.Waiting != 30 || r.Late != 0 {
			t.Errorf("after five minutes: %+v", r)
		}
		down = false
		r := s.done("i1", time.Hour)
		if r.Late != 30 || r.Sent != 0 || r.Sum() != 30 {
			t.Errorf("%+v", r)
		}
		s.stop()
	})
}

func TestAnIssueIsHeldUpAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace, func(s *stand) { s.cfg.Ahead = 10 })
		s.subscribers("dinh", 200)
		s.official("binh", commune.Leader, "dinh")
		s.run()
		time.Sleep(2 * time.Second)
		s.publish(Issue{Cause: "i1", Target: to("dinh"), Message: channel.Outgoing{Text: channel.Plain("Bản tin")}})
		time.Sleep(2 * time.Second)
		s.must(func(tx kv.Tx) error { return s.desk.Halt(tx, "i1") })
		time.Sleep(2 * time.Second)
		held := s.report("i1")
		time.Sleep(time.Minute)
		if r := s.report("i1"); r.Sent != held.Sent || r.Sent == 0 || r.Sent == 200 || r.Run.State != Paused {
			t.Errorf("held up at %d, a minute later %+v", held.Sent, r)
		}
		s.must(func(tx kv.Tx) error { return s.desk.Proceed(tx, "i1") })
		if r := s.done("i1", time.Minute); r.Sent != 200 {
			t.Errorf("%+v", r)
		}
		s.must(func(tx kv.Tx) error { return s.desk.Halt(tx, "i1") })
		s.must(func(tx kv.Tx) error { return s.desk.Proceed(tx, "none") })
		if r := s.report("i1"); r.Run.State != Done {
			t.Errorf("what has ended is %s", r.Run.State)
		}
		s.stop()
	})
}

func TestAnIssueIsSentAgainToThoseWhoMissedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		bad := true
		p.does = func(_ int, chat string) reaction {
			switch {
			case bad && chat == "dinh-1":
				return reaction{err: unsure}
			case chat == "dinh-2":
				return reaction{err: gone}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 5)
		s.run()
		again := func() error {
			return s.update(func(tx kv.Tx) error { return s.desk.SendAgain(tx, "i1", time.Now().Add(time.Hour), time.Now()) })
		}
		s.publish(Issue{Cause: "i1", Target: to("dinh"), Message: channel.Outgoing{Text: channel.Plain("Bản tin")}, Until: time.Now().Add(time.Minute)})
		if err := again(); !fault.Is(err, fault.Conflict) {
			t.Errorf("while it runs: %v", err)
		}
		if r := s.done("i1", time.Minute); r.Sent != 3 || r.Uncertain != 1 || r.Gone != 1 {
			t.Fatalf("%+v", r)
		}
		bad = false
		time.Sleep(10 * time.Minute)
		if err := again(); err != nil {
			t.Fatal(err)
		}
		if r := s.done("i1", time.Minute); r.Sent != 4 || r.Uncertain != 0 || r.Gone != 1 || p.with("dinh-1", "Bản tin") != 1 || p.with("dinh-0", "Bản tin") != 1 {
			t.Errorf("%+v", r)
		}
		if err := again(); !fault.Is(err, fault.Invalid) {
			t.Errorf("nobody is left: %v", err)
		}
		s.stop()
	})
}
