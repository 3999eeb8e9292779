package broadcast

import (
	"fmt"
	"slices"
	"strings"
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
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

func TestALeaderReachesTheOwnHamletAndHearsHowItWent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.does = func(_ int, chat string) reaction {
			if chat == "dinh-3" {
				return reaction{err: gone}
			}
			return reaction{}
		}
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace)
		s.subscribers("dinh", 20)
		s.subscribers("chua", 5)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("Tối nay họp xóm lúc 19 giờ."), Ack: true})
		r := s.done(string(n.ID), time.Minute)
		if r.Sent != 19 || r.Gone != 1 || r.Sum() != 20 || r.Total != 20 {
			t.Errorf("%+v", r)
		}
		for i := range 20 {
			if i != 3 && p.with(fmt.Sprintf("dinh-%d", i), "họp xóm") != 1 {
				t.Errorf("recipient %d has %d", i, p.with(fmt.Sprintf("dinh-%d", i), "họp xóm"))
			}
		}
		if len(p.at("chua-0")) != 0 {
			t.Error("another hamlet got it")
		}
		s.must(func(tx kv.Tx) error { return Read(tx, n.ID, "adr-dinh-1", time.Now()) })
		s.must(func(tx kv.Tx) error { return Read(tx, n.ID, "adr-dinh-1", time.Now()) })
		if got := s.report(string(n.ID)).Read; got != 1 {
			t.Errorf("%d have read it", got)
		}
		s.until("the report", time.Minute, func() bool { return p.with("binh", "notices.done") == 1 })
		s.stop()
	})
}

func TestWhoMayNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, memkv.New(), newPlatform(), outbox.Pace{})
		s.subscribers("dinh", 1)
		leader, head, officer := s.official("binh", commune.Leader, "dinh"), s.official("head", commune.Head), s.official("officer", commune.Staff)
		admin := s.official("admin", commune.Admin)
		resident := commune.Actor{Address: "adr-dinh-0", Role: commune.Resident}
		text := channel.Plain("x")
		for name, c := range map[string]struct {
			by    commune.Actor
			draft Draft
			kind  fault.Kind
		}{
			"a resident":                       {resident, Draft{Target: to("dinh"), Text: text}, fault.Denied},
			"a leader to another hamlet":       {leader, Draft{Target: to("chua"), Text: text}, fault.Denied},
			"a leader to two hamlets":          {leader, Draft{Target: to("dinh", "chua"), Text: text}, fault.Denied},
			"a leader to the commune":          {leader, Draft{Target: audience.Target{Commune: true}, Text: text}, fault.Denied},
			"an admin":                         {admin, Draft{Target: audience.Target{Commune: true}, Text: text}, fault.Denied},
			"nothing in it":                    {leader, Draft{Target: to("dinh")}, fault.Invalid},
			"white space only":                 {leader, Draft{Target: to("dinh"), Text: channel.Plain(" \n\u200b")}, fault.Invalid},
			"30,000 characters":                {leader, Draft{Target: to("dinh"), Text: channel.Plain(strings.Repeat("ă", 30_000))}, fault.Invalid},
			"20 photos":                        {leader, Draft{Target: to("dinh"), Files: make([]channel.File, 20)}, fault.Invalid},
			"a video of 60 MB":                 {leader, Draft{Target: to("dinh"), Files: []channel.File{{Kind: channel.Video, Ref: "r", Size: 60 << 20}}}, fault.Invalid},
			"a time that has passed":           {leader, Draft{Target: to("dinh"), Text: text, At: time.Now().Add(-time.Hour)}, fault.Invalid},
			"a time in a year":                 {leader, Draft{Target: to("dinh"), Text: text, At: time.Now().AddDate(1, 0, 0)}, fault.Invalid},
			"nobody as target":                 {head, Draft{Text: text}, fault.Invalid},
			"an officer to a hamlet, by right": {officer, Draft{Target: to("dinh"), Text: text}, -1},
		} {
			err := s.update(func(tx kv.Tx) error { _, err := s.desk.Propose(tx, c.by, c.draft, time.Now()); return err })
			if c.kind < 0 && err != nil || c.kind >= 0 && !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestWideNeedsASecondPersonAndWhatWasApprovedIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.Pace{})
		s.subscribers("dinh", 3)
		s.subscribers("chua", 3)
		officer, head, other := s.official("officer", commune.Staff), s.official("head", commune.Head), s.official("second", commune.Head)
		s.run()
		n := s.propose(officer, notice("Mất điện thứ bảy.", "dinh", "chua"))
		if n.State != Asked {
			t.Fatalf("state %s", n.State)
		}
		time.Sleep(time.Minute)
		if p.with("dinh-0", "Mất điện") != 0 {
			t.Fatal("it went out before anybody approved it")
		}
		for _, chat := range []string{"head", "second"} {
			if got := p.at(chat); len(got) != 1 || !strings.Contains(got[0].text, "Mất điện") || got[0].buttons[0].Data != Data("ok", n.ID, n.Hash[:8]) {
				t.Fatalf("%s was asked with %+v", chat, got)
			}
		}
		approve := func(by commune.Actor, hash string) error {
			return s.update(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, by, n.ID, hash, time.Now()); return err })
		}
		if err := approve(officer, n.Hash[:8]); !fault.Is(err, fault.Denied) {
			t.Errorf("the author approves: %v", err)
		}
		if err := approve(head, "00000000"); !fault.Is(err, fault.Conflict) {
			t.Errorf("another text: %v", err)
		}
		if err := approve(head, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("no hash: %v", err)
		}
		if err := approve(head, n.Hash[:8]); err != nil {
			t.Fatal(err)
		}
		if err := approve(other, n.Hash[:8]); !fault.Is(err, fault.Conflict) {
			t.Errorf("the slower one: %v", err)
		}
		r := s.done(string(n.ID), time.Minute)
		if r.Sent != 6 {
			t.Errorf("%+v", r)
		}
		s.until("the author hears", time.Minute, func() bool { return p.with("officer", "notices.approved") == 1 })
		s.stop()
		s.view(func(rd kv.Reader) error {
			list, err := staff.Entries(rd, 1, 0)
			if err != nil {
				return err
			}
			var acts []string
			for _, e := range list {
				if e.Kind == "notice" {
					acts = append(acts, e.Act)
				}
			}
			if !slices.Equal(acts, []string{"notice.propose", "notice.approve"}) {
				t.Errorf("the audit has %q", acts)
			}
			_, err = staff.Verify(rd)
			return err
		})
	})
}

func TestQuietHoursHoldANoticeAndNotAnEmergency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the bubble begins at midnight UTC, 7:00 here
		p := newPlatform()
		zone := time.FixedZone("VN", 7*3600)
		s := newStand(t, memkv.New(), p, outbox.Pace{}, func(s *stand) {
			s.cfg.Quiet = Quiet{From: 20*time.Hour + 30*time.Minute, To: 6 * time.Hour, Zone: zone}
		})
		s.subscribers("dinh", 4)
		leader := s.official("binh", commune.Leader, "dinh")
		chair, admin := s.official("chair", commune.Chair), s.official("admin", commune.Admin)
		s.run()
		time.Sleep(14 * time.Hour) // 21:00
		n := s.propose(leader, notice("Mai họp.", "dinh"))
		u := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("Đê sắp tràn."), Urgent: true})
		if u.State != Asked {
			t.Fatal("an emergency by one person alone")
		}
		time.Sleep(12 * time.Minute)
		if a, b := p.with("chair", "Đê sắp tràn"), p.with("admin", "Đê sắp tràn"); a != 3 || b != 3 {
			t.Errorf("after 12 minutes without an answer the others were asked %d and %d times, 3 wanted", a, b)
		}
		s.must(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, admin, u.ID, u.Hash[:8], time.Now()); return err })
		if r := s.done(string(u.ID), 10*time.Second); r.Sent != 4 {
			t.Errorf("%+v", r)
		}
		if s.report(string(n.ID)).Sent != 0 {
			t.Error("a notice arrived in the night")
		}
		time.Sleep(8*time.Hour + 40*time.Minute) // 5:52
		if s.report(string(n.ID)).Sent != 0 {
			t.Error("a notice arrived before six")
		}
		time.Sleep(10 * time.Minute)
		if r := s.report(string(n.ID)); r.Sent != 4 || r.Run.State != Done {
			t.Errorf("after six: %+v", r)
		}
		_ = chair
		s.stop()
	})
}

func TestPauseResumeAndCancelWithinTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.took = 50 * time.Millisecond
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 500)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Tin dài.", "dinh"))
		time.Sleep(6 * time.Second)
		s.must(func(tx kv.Tx) error { return s.desk.Pause(tx, leader, n.ID, time.Now()) })
		time.Sleep(2 * time.Second)
		held := s.report(string(n.ID))
		if held.Sum() != 500 || held.Sent == 0 || held.Sent > 250 {
			t.Fatalf("%+v", held)
		}
		time.Sleep(time.Hour)
		if got := s.report(string(n.ID)); got.Sent != held.Sent {
			t.Fatalf("while it was paused %d more were sent", got.Sent-held.Sent)
		}
		s.must(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, n.ID, time.Now()) })
		time.Sleep(2 * time.Second)
		if got := s.report(string(n.ID)); got.Sent <= held.Sent {
			t.Fatal("it did not go on within 2 s")
		}
		s.must(func(tx kv.Tx) error { return s.desk.Cancel(tx, leader, n.ID, time.Now()) })
		time.Sleep(2 * time.Second)
		at := s.report(string(n.ID))
		if at.Sum() != 500 || at.Waiting != 0 || at.Dropped == 0 || !at.Run.Swept {
			t.Fatalf("2 s after it was cancelled: %+v", at)
		}
		time.Sleep(time.Minute)
		if got := s.report(string(n.ID)); got.Sent != at.Sent {
			t.Error("it went on")
		}
		if p.with("binh", "notices.cancelled") != 1 {
			t.Error("the author was not told")
		}
		s.stop()
	})
}

func TestWhoStopsAfterTheConfirmationIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.Pace{PerSecond: 5})
		s.subscribers("dinh", 50)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Tin.", "dinh"))
		time.Sleep(1500 * time.Millisecond)
		left := 0
		for i := range 50 {
			chat := fmt.Sprintf("dinh-%d", i)
			if p.with(chat, "Tin") == 0 && left < 10 {
				left++
				s.must(func(tx kv.Tx) error {
					return audience.Stop(tx, commune.Actor{Address: "adr-" + chat, Role: commune.Resident}, time.Now())
				})
			}
		}
		r := s.done(string(n.ID), time.Minute)
		if r.Stopped != 10 || r.Sent != 40 {
			t.Errorf("%+v", r)
		}
		s.stop()
	})
}

func TestUncertainIsListedAndSentAgainOnlyWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.does = func(n int, _ string) reaction {
			switch {
			case n == 7:
				return reaction{err: unsure, took: true}
			case n == 9:
				return reaction{err: unsure}
			}
			return reaction{}
		}
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 30)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Tin.", "dinh"))
		r := s.done(string(n.ID), time.Minute)
		if r.Uncertain != 2 || r.Sent != 28 {
			t.Fatalf("%+v", r)
		}
		for i := range 30 {
			if got := p.with(fmt.Sprintf("dinh-%d", i), "Tin"); got > 1 {
				t.Errorf("recipient %d got it %d times", i, got)
			}
		}
		s.must(func(tx kv.Tx) error { return s.desk.Again(tx, leader, n.ID, time.Now()) })
		time.Sleep(time.Second)
		if r = s.done(string(n.ID), time.Minute); r.Sent != 30 || r.Uncertain != 0 {
			t.Fatalf("sent again: %+v", r)
		}
		twice := 0
		for i := range 30 {
			if p.with(fmt.Sprintf("dinh-%d", i), "Tin") == 2 {
				twice++
			}
		}
		if twice != 1 {
			t.Errorf("%d got it twice; only the one whose first was taken", twice)
		}
		if err := s.update(func(tx kv.Tx) error { return s.desk.Again(tx, leader, n.ID, time.Now()) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("again where nobody is left: %v", err)
		}
		s.stop()
	})
}

func TestWithdraw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, kvtest.Twice(memkv.New()), p, outbox.DefaultPace)
		s.subscribers("dinh", 5)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp 19 giờ.", "dinh"))
		s.done(string(n.ID), time.Minute)
		s.must(func(tx kv.Tx) error { return s.desk.Withdraw(tx, leader, n.ID, time.Now()) })
		s.done(string(n.ID)+"~1", time.Minute)
		if len(p.gone) != 5 {
			t.Errorf("%d messages were taken back", len(p.gone))
		}
		s.stop()
	})
}

func TestALetterGoesToTheAuthorAndTheAnswerComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 2)
		leader, other := s.official("binh", commune.Leader, "dinh"), s.official("khac", commune.Leader, "chua")
		s.run()
		n := s.propose(leader, notice("Tối họp.", "dinh"))
		s.done(string(n.ID), time.Minute)
		s.view(func(r kv.Reader) error {
			got, found, err := Latest(r, "adr-dinh-1", time.Now())
			if !found || got.ID != n.ID {
				t.Errorf("newest notice: %v %v", found, got.ID)
			}
			if _, found, _ := Latest(r, "adr-dinh-1", time.Now().Add(25*time.Hour)); found {
				t.Error("after a day it still counts")
			}
			return err
		})
		s.must(func(tx kv.Tx) error {
			return s.desk.Write(tx, "adr-dinh-1", n.ID, "mấy giờ họp ạ?", time.Now())
		})
		s.until("the letter", time.Minute, func() bool { return p.with("binh", "mấy giờ họp") == 1 })
		var id string
		for _, m := range p.at("binh") {
			for _, b := range m.buttons {
				if rest, ok := strings.CutPrefix(b.Data, Data("letter", "")); ok {
					id = rest
				}
			}
			if strings.Contains(m.text, "adr-") || strings.Contains(m.text, "dinh-1") {
				t.Error("the leader sees who asks")
			}
		}
		if err := s.update(func(tx kv.Tx) error { return s.desk.Answer(tx, other, id, "x", time.Now()) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("another leader answers: %v", err)
		}
		s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, leader, id, "19 giờ nhé.", time.Now()) })
		s.until("the answer", time.Minute, func() bool { return p.with("dinh-1", "19 giờ nhé") == 1 })
		if err := s.update(func(tx kv.Tx) error { return s.desk.Answer(tx, leader, id, "lại", time.Now()) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("answered twice: %v", err)
		}
		s.stop()
	})
}

func TestALeaderWhoWasRevokedBetweenAskingAndApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, memkv.New(), newPlatform(), outbox.Pace{})
		s.subscribers("dinh", 1)
		s.subscribers("chua", 1)
		officer, head, admin := s.official("officer", commune.Staff), s.official("head", commune.Head), s.official("admin", commune.Admin)
		n := s.propose(officer, notice("Tin.", "dinh", "chua"))
		s.must(func(tx kv.Tx) error { return staff.Revoke(tx, admin, officer.Staff, time.Now()) })
		err := s.update(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, n.ID, n.Hash[:8], time.Now()); return err })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
	})
}

// A run that was under way in a backup is over for those whom it had not reached: they are uncertain, the
// sums agree, and only the author has it sent to them. One that was planned for later goes as planned.
func TestRunsOfABackupThatWasRestored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		db := kvtest.Twice(memkv.New())
		s := newStand(t, db, p, outbox.Pace{PerSecond: 5}, func(s *stand) { s.cfg.Ahead = 20 })
		s.subscribers("dinh", 100)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("họp xóm")})
		lost := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("đến hạn giữa chừng"), At: time.Now().Add(10 * time.Minute)})
		later := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("ngày mai"), At: time.Now().Add(2 * time.Hour)})
		s.until("some were reached", time.Minute, func() bool { return s.report(string(n.ID)).Sent >= 10 })
		s.stop()
		reached := s.report(string(n.ID)).Sent
		s.view(Check)

		made := time.Now()
		time.Sleep(time.Hour)
		mark := restored.Mark{Made: made, At: time.Now()}
		for range 2 {
			if _, err := outbox.WithholdAll(t.Context(), db, mark.At); err != nil {
				t.Fatal(err)
			}
			if err := Restored(t.Context(), db, mark); err != nil {
				t.Fatal(err)
			}
		}
		s.must(func(tx kv.Tx) error { return restored.Put(tx, mark) })
		calls := p.calls
		s.build()
		s.run()
		time.Sleep(10 * time.Minute)
		if p.calls != calls {
			t.Errorf("%d messages before an admin's word", p.calls-calls)
		}
		mark.Go = time.Now()
		s.must(func(tx kv.Tx) error { return restored.Put(tx, mark) })
		s.box.Released(mark)
		r := s.done(string(n.ID), time.Hour)
		if r.Sent != reached || r.Uncertain != 100-reached || r.Sum() != 100 {
			t.Errorf("of the run under way: %+v; %d had been reached", r, reached)
		}
		if r := s.done(string(lost.ID), time.Hour); r.Sent != 0 || r.Uncertain != 100 {
			t.Errorf("of the one due meanwhile: %+v", r)
		}
		for i := range 100 {
			if p.with(fmt.Sprintf("dinh-%d", i), "họp xóm") > 1 || p.with(fmt.Sprintf("dinh-%d", i), "giữa chừng") > 0 {
				t.Fatalf("recipient %d got %v", i, p.at(fmt.Sprintf("dinh-%d", i)))
			}
		}
		s.view(Check)
		s.must(func(tx kv.Tx) error { return s.desk.Again(tx, leader, lost.ID, time.Now()) })
		s.until("it is sent again when asked", 10*time.Minute, func() bool { return s.report(string(lost.ID)).Sent == 100 })
		if r := s.done(string(later.ID), 3*time.Hour); r.Sent != 100 {
			t.Errorf("of the one for the next day: %+v", r)
		}
		s.stop()
	})
}

func TestCheckCountsTheRecipientsOfARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, memkv.New(), newPlatform(), outbox.Pace{PerSecond: 5})
		s.subscribers("dinh", 60)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("họp xóm")})
		s.until("some were reached", time.Minute, func() bool { return s.report(string(n.ID)).Sent >= 5 })
		s.stop()
		s.view(Check)
		s.must(func(tx kv.Tx) error {
			x, err := runs.Get(tx, string(n.ID))
			if err != nil {
				return err
			}
			x.Next--
			return runs.Put(tx, x)
		})
		if err := s.db.View(t.Context(), Check); !fault.Is(err, fault.Corrupt) || !strings.Contains(err.Error(), "61 recipients have a state; its audience is 60") {
			t.Errorf("%v", err)
		}
	})
}
