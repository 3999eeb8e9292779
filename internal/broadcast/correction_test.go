package broadcast

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A correction goes to those who got the wrong text, to whom it is uncertain, and to who has gone to another hamlet
// since; not to who had not got it, has stopped, or was erased. A second one goes to the same.
func TestACorrectionGoesWhereTheWrongTextWent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.does = func(n int, chat string) reaction {
			switch {
			case chat == "dinh-2" && n <= 8:
				return reaction{err: unsure, took: true}
			case chat == "dinh-3" && n <= 8:
				return reaction{err: fault.New(fault.Refused, "fake: no")}
			}
			return reaction{}
		}
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace)
		s.subscribers("dinh", 8)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("Họp 19 giờ."), Ack: true})
		s.done(string(n.ID), time.Minute)
		resident := func(i int) commune.Actor {
			return commune.Actor{Address: fmt.Sprintf("adr-dinh-%d", i), Role: commune.Resident}
		}
		s.must(func(tx kv.Tx) error {
			if err := audience.Subscribe(tx, resident(4), audience.Wish{Hamlets: []commune.HamletID{"chua"}}, "đồng ý", s.now()); err != nil {
				return err
			}
			return audience.Stop(tx, resident(5), s.now())
		})
		s.must(func(tx kv.Tx) error { // as an erasure does
			if err := s.desk.Forget(tx, "adr-dinh-6", "nobody"); err != nil {
				return err
			}
			if err := outbox.Rename(tx, []outbox.ID{DeliveryID(string(n.ID), "adr-dinh-6")}, "adr-dinh-6", "nobody"); err != nil {
				return err
			}
			return address.Delete(tx, "adr-dinh-6")
		})
		s.subscribers("moi", 1) // and somebody new
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		r := s.done(string(fix.ID), time.Minute)
		if r.Total != 7 || r.Sent != 5 || r.Stopped != 1 || r.Gone != 1 || r.Run.Work != Correct {
			t.Errorf("%+v", r)
		}
		for i := range 8 {
			want := 1
			if i == 3 || i == 5 || i == 6 {
				want = 0
			}
			if got := p.with(fmt.Sprintf("dinh-%d", i), "Họp 20 giờ."); got != want {
				t.Errorf("recipient %d got %d corrections", i, got)
			}
		}
		if got := p.at("dinh-4"); !strings.HasPrefix(got[len(got)-1].text, "notices.fix_head") || !strings.Contains(got[len(got)-1].text, "Title:Họp 19 giờ.") {
			t.Errorf("it reads %q", got[len(got)-1].text)
		}
		s.must(func(tx kv.Tx) error { return Read(tx, fix.ID, "adr-dinh-4", time.Now()) })
		again := s.correct(leader, fix.ID, "Họp 21 giờ.")
		if again.Number != 2 || again.Fixes != string(n.ID) {
			t.Errorf("the second is number %d of %s", again.Number, again.Fixes)
		}
		if r = s.done(string(again.ID), time.Minute); r.Total != 7 || r.Sent != 5 {
			t.Errorf("the second: %+v", r)
		}
		if got := s.report(string(n.ID)); got.Sent != 6 || got.Uncertain != 1 || got.Read != 0 || s.report(string(fix.ID)).Read != 1 {
			t.Errorf("the first stands at %+v", got)
		}
		if err := s.update(func(tx kv.Tx) error { return s.desk.Again(tx, leader, n.ID, time.Now()) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("the wrong text is sent again: %v", err)
		}
		s.view(func(r kv.Reader) error {
			list, err := Corrections(r, string(n.ID))
			if len(list) != 2 || list[0].ID != fix.ID || list[1].ID != again.ID {
				t.Errorf("%d corrections", len(list))
			}
			card, err2 := s.desk.Card(r, n)
			if text := card.Text.String(); err2 != nil || strings.Count(text, "notices.was_corrected") != 2 {
				t.Errorf("the card says %q", text)
			}
			if err == nil {
				err = Check(r)
			}
			return err
		})
		s.stop()
	})
}

// What is still going out stops with its correction: who had not got it reads the right text alone.
func TestACorrectionStopsWhatIsStillGoingOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.Pace{PerSecond: 10}, func(s *stand) { s.cfg.Ahead = 20 })
		s.subscribers("dinh", 100)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.until("some have it", time.Minute, func() bool { return s.report(string(n.ID)).Sent >= 30 })
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		s.until("some have the correction", time.Minute, func() bool { return s.report(string(fix.ID)).Sent >= 60 })
		last := s.correct(leader, n.ID, "Họp 21 giờ.")
		r := s.done(string(last.ID), time.Minute)
		first, second := s.report(string(n.ID)), s.report(string(fix.ID))
		if r.Sent != 100 || r.Total != 100 {
			t.Errorf("the last: %+v", r)
		}
		if first.Run.State != Cancelled || first.Sent+first.Corrected != 100 || first.Corrected == 0 || first.Dropped != 0 {
			t.Errorf("the first: %+v", first)
		}
		if second.Run.State != Cancelled || second.Sent+second.Corrected != 100 || second.Corrected == 0 {
			t.Errorf("the second: %+v", second)
		}
		for i := range 100 {
			chat := fmt.Sprintf("dinh-%d", i)
			wrong, called := p.with(chat, "19 giờ.")-p.with(chat, "Title:Họp 19 giờ."), 0
			got := p.at(chat)
			for _, m := range got {
				if strings.HasPrefix(m.text, "notices.fix_head") {
					called++
				}
			}
			if want := len(got) - 1; called != want || wrong > 1 { // the first thing that anybody gets corrects nothing
				t.Errorf("%s got %d messages, %d of them corrections, %d wrong", chat, len(got), called, wrong)
			}
			if !strings.Contains(got[len(got)-1].text, "Họp 21 giờ.") {
				t.Errorf("%s reads last %q", chat, got[len(got)-1].text)
			}
		}
		s.view(Check)
		s.stop()
	})
}

// An emergency of which it is not known whether it arrived is not tried again once it was corrected: it stays
// uncertain, and its recipient reads that it is a correction. Emergencies are corrected at night, with a second person.
func TestTheCorrectionOfAnEmergency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		quiet := Quiet{From: 0, To: 23 * time.Hour, Zone: time.UTC} // simulated time begins at midnight
		cut := true
		p.does = func(_ int, chat string) reaction {
			if chat == "dinh-0" && cut {
				return reaction{err: unsure}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace, func(s *stand) { s.cfg.Quiet = quiet })
		s.subscribers("dinh", 3)
		leader, head := s.official("binh", commune.Leader, "dinh"), s.official("head", commune.Head)
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("Vỡ đê!"), Urgent: true})
		s.must(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, n.ID, n.Hash, s.now()); return err })
		s.until("two have it", time.Minute, func() bool { return s.report(string(n.ID)).Sent == 2 })
		fix := s.correct(leader, n.ID, "Không vỡ đê.")
		if fix.State != Asked {
			t.Fatalf("it is %s", fix.State)
		}
		if err := s.update(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, leader, fix.ID, fix.Hash, s.now()); return err }); !fault.Is(err, fault.Denied) {
			t.Errorf("the author approves: %v", err)
		}
		s.must(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, fix.ID, fix.Hash, s.now()); return err })
		cut = false
		r := s.done(string(fix.ID), time.Hour)
		if first := s.report(string(n.ID)); r.Sent != 3 || first.Uncertain+first.Sent != 3 || first.Sum() != 3 {
			t.Errorf("%+v, the first %+v", r, first)
		}
		if _, quiet := quiet.At(s.now()); !quiet {
			t.Fatal("it is not night any more: nothing is tested")
		}
		if got := p.at("dinh-0"); len(got) == 0 || !strings.HasPrefix(got[len(got)-1].text, "notices.fix_head_urgent") {
			t.Errorf("who may have it reads %v", got)
		}
		s.stop()
	})
}

// An ordinary correction waits for the morning, as what it corrects does, and can be paused and cancelled.
func TestACorrectionWaitsForTheMorning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace, func(s *stand) {
			s.cfg.Quiet = Quiet{From: 20 * time.Hour, To: 30*time.Hour - 24*time.Hour, Zone: time.UTC}
		})
		s.subscribers("dinh", 3)
		leader := s.official("binh", commune.Leader, "dinh")
		time.Sleep(19*time.Hour + 58*time.Minute)
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.done(string(n.ID), time.Minute)
		time.Sleep(5 * time.Minute)
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		time.Sleep(9 * time.Hour)
		if got := p.with("dinh-0", "20 giờ"); got != 0 || s.report(string(fix.ID)).Waiting != 3 {
			t.Errorf("%d at night", got)
		}
		if r := s.done(string(fix.ID), 2*time.Hour); r.Sent != 3 {
			t.Errorf("in the morning: %+v", r)
		}
		s.stop()
	})
}

// What cannot be a correction, and what two people do at once.
func TestBadCorrections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace)
		s.subscribers("dinh", 2)
		s.subscribers("chua", 2)
		leader, other := s.official("binh", commune.Leader, "dinh"), s.official("khac", commune.Leader, "dinh")
		officer, head, chair, admin := s.official("officer", commune.Staff), s.official("head", commune.Head), s.official("chair", commune.Chair), s.official("admin", commune.Admin)
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		if _, err := s.amend(leader, s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("x"), At: s.now().Add(time.Hour)}).ID, "y"); !fault.Is(err, fault.Conflict) {
			t.Errorf("of what did not go out: %v", err)
		}
		s.done(string(n.ID), time.Minute)
		for name, c := range map[string]struct {
			by   commune.Actor
			text string
			kind fault.Kind
		}{
			"another leader":    {other, "Họp 20 giờ.", fault.NotFound},
			"an admin":          {admin, "Họp 20 giờ.", fault.NotFound},
			"a resident":        {commune.Actor{Address: "adr-dinh-0", Role: commune.Resident}, "Họp 20 giờ.", fault.NotFound},
			"nothing":           {leader, " \u200b\n", fault.Invalid},
			"too long":          {leader, strings.Repeat("ă", MaxText+1), fault.Invalid},
			"the same text":     {leader, " Họp  19 giờ.\n", fault.Invalid},
			"a duty of another": {commune.Actor{Address: leader.Address, Staff: leader.Staff, Role: commune.Leader, Hamlets: []commune.HamletID{"chua"}}, "Họp 20 giờ.", fault.Denied},
		} {
			if _, err := s.amend(c.by, n.ID, c.text); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		fix := s.correct(leader, n.ID, "Họp 20 giờ.")
		twice := s.update(func(tx kv.Tx) error { // as the press of a moment ago saw it
			w, err := s.desk.Wrong(tx, leader, n.ID)
			if err == nil {
				_, err = s.desk.Correct(tx, leader, w, 0, channel.Plain("Họp 20 giờ 30."), s.now())
			}
			return err
		})
		if !fault.Is(twice, fault.Conflict) {
			t.Errorf("pressed twice: %v", twice)
		}
		s.done(string(fix.ID), time.Minute)
		if err := s.update(func(tx kv.Tx) error { return s.desk.Withdraw(tx, leader, fix.ID, s.now()) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is right is taken back: %v", err)
		}
		// The chair leads no hamlet: the correction is a wide notice, and waits.
		wait := s.correct(chair, n.ID, "Họp 21 giờ.")
		if wait.State != Asked {
			t.Errorf("the chair's is %s", wait.State)
		}
		if _, err := s.amend(leader, n.ID, "Họp 22 giờ."); !fault.Is(err, fault.Conflict) {
			t.Errorf("beside one that waits: %v", err)
		}
		s.must(func(tx kv.Tx) error { _, err := s.desk.Refuse(tx, head, wait.ID, wait.Hash, "", s.now()); return err })
		next := s.correct(leader, n.ID, "Họp 22 giờ.")
		if next.State != Confirmed || next.Number != 2 {
			t.Errorf("after a refusal: %+v", next)
		}
		s.done(string(next.ID), time.Minute)

		wide := s.propose(officer, notice("Mất điện.", "dinh", "chua"))
		s.must(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, wide.ID, wide.Hash, s.now()); return err })
		s.done(string(wide.ID), time.Minute)
		fix = s.correct(officer, wide.ID, "Không mất điện.")
		if fix.State != Asked || p.with("dinh-0", "Không mất điện") != 0 {
			t.Errorf("it is %s", fix.State)
		}
		s.until("it is asked", time.Minute, func() bool { return p.with("head", "notices.ask_fix") == 1 })
		s.must(func(tx kv.Tx) error { return staff.Revoke(tx, admin, officer.Staff, s.now()) })
		if err := s.update(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, fix.ID, fix.Hash, s.now()); return err }); !fault.Is(err, fault.Conflict) {
			t.Errorf("of an author who was revoked: %v", err)
		}
		if own := s.correct(chair, wide.ID, "Điện vẫn có."); own.State != Asked || own.Number != 1 {
			t.Errorf("beside one that nobody can approve: %+v", own)
		}
		s.view(Check)
		s.stop()
	})
}
