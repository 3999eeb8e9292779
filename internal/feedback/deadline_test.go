package feedback

import (
	"testing"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Ten working days from Monday, 1 June 2026: reminders on the mornings of the fifth, the eighth and the tenth
// working day, then the head on the first and the chair on the third after it.
func TestRemindersGoUpTheLadder(t *testing.T) {
	s := newStand(t)
	lan, huy := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te")
	head, chair := s.official("s-ha", commune.Head, "kinh-te"), s.official("s-chu", commune.Chair, "")
	id := s.open(lan, pothole())
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	got := map[string]string{}
	for s.at = monday; s.at.Before(monday.AddDate(0, 0, 30)); s.at = s.at.Add(time.Hour) {
		before := map[string]int{}
		people := map[string]commune.Actor{"officer": huy, "head": head, "chair": chair}
		for name, who := range people {
			before[name] = len(s.told(who))
		}
		s.tick()
		for name, who := range people {
			for range len(s.told(who)) - before[name] {
				got[s.at.In(zone).Format("02/01 15h")] += name
			}
		}
	}
	want := map[string]string{"08/06 08h": "officer", "11/06 08h": "officer", "15/06 08h": "officer", "16/06 08h": "head", "18/06 08h": "chair"}
	for at, who := range want {
		if got[at] != who {
			t.Errorf("at %s: %q, not %q", at, got[at], who)
		}
	}
	if len(got) != len(want) {
		t.Errorf("reminded %v", got)
	}
	if s.heard(huy, "staff_today") != 1 || s.heard(head, "staff_overdue_head") != 1 || s.heard(chair, "staff_overdue_chair") != 1 {
		t.Errorf("told %q %q %q", s.told(huy), s.told(head), s.told(chair))
	}
}

func TestAnOutageIsRemindedOfOnceAndNeverAtNight(t *testing.T) {
	s := newStand(t)
	lan, huy := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te")
	id := s.open(lan, pothole())
	before := len(s.told(huy))
	s.at = time.Date(2026, 6, 12, 23, 0, 0, 0, zone) // two steps passed
	s.tick()
	if n := len(s.told(huy)) - before; n != 0 {
		t.Errorf("%d reminders at night", n)
	}
	s.at = s.at.Add(8 * time.Hour)
	s.tick()
	s.tick()
	if n := len(s.told(huy)) - before; n != 1 {
		t.Errorf("%d reminders after an outage", n)
	}
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "xong", nil, "", s.at) })
	s.at = s.at.AddDate(0, 1, 0)
	before = len(s.told(huy))
	s.tick()
	if n := len(s.told(huy)) - before; n != 0 {
		t.Errorf("%d reminders of a case that was answered", n)
	}
}

func TestAOneDayDeadlineIsRemindedOfOnceThatDay(t *testing.T) {
	s := newStand(t)
	huy := s.official("s-huy", commune.Staff, "kinh-te")
	d := pothole()
	categories["gap"] = Category{ID: "gap", Name: "Gấp", Days: 1, Set: true}
	s.desk.cfg.Offices = append([]commune.Office{{ID: "kinh-te", Name: "Phòng Kinh tế", Handles: []string{"gap"}}}, offices[1:]...)
	d.Category = "gap"
	s.open(s.resident("lan"), d)
	before := len(s.told(huy))
	for range 24 * 2 {
		s.at = s.at.Add(time.Hour)
		s.tick()
	}
	if n := len(s.told(huy)) - before; n != 2 { // the last day, and overdue: there is no head and no chair
		t.Errorf("%d: %q", n, s.told(huy))
	}
	delete(categories, "gap")
}

func TestWrongKeysAreThrottled(t *testing.T) {
	s := newStand(t)
	lan, thief := s.resident("lan"), s.resident("trom")
	id := s.open(lan, pothole())
	key := s.desk.trackingKey(s.get(id))
	try := func(who commune.Actor, key string) (ok bool, err error) {
		err = s.do(func(tx kv.Tx) (err error) { ok, err = s.desk.ByKey(tx, who, id, key, s.at); return err })
		return ok, err
	}
	if ok, err := try(thief, key); !ok || err != nil {
		t.Fatalf("the right key: %v %v", ok, err)
	}
	busy := 0
	for i := range 500 {
		s.at = s.at.Add(120 * time.Millisecond)
		ok, err := try(thief, string([]byte{keyLetters[i%31], keyLetters[i/31%31], 'Z', 'Z'}))
		if ok {
			t.Fatal("guessed")
		}
		if fault.Is(err, fault.Busy) {
			busy++
			if w := fault.WaitOf(err); w <= 0 || w > triesFor {
				t.Fatalf("waits %v", w)
			}
		}
	}
	if busy != 500-mostForCode {
		t.Errorf("%d of 500 refused", busy)
	}
	if _, err := try(thief, key); !fault.Is(err, fault.Busy) {
		t.Errorf("the right key among wrong ones: %v", err)
	}
	s.view(func(r kv.Reader) error { // the reporter needs no key
		_, _, err := s.desk.Own(r, lan, id)
		return err
	})
	s.at = s.at.Add(triesFor)
	if ok, err := try(lan, key); !ok || err != nil {
		t.Errorf("an hour later: %v %v", ok, err)
	}
	if ok, err := try(lan, "2222"); ok || err != nil {
		t.Errorf("a wrong one: %v %v", ok, err)
	}
	var ok bool
	err := s.do(func(tx kv.Tx) (err error) { ok, err = s.desk.ByKey(tx, lan, "PA-2019-0001", "2222", s.at); return err })
	if ok || err != nil {
		t.Errorf("a code of another year: %v %v", ok, err)
	}
}

func TestErasureTakesWhatIsOverAtOnceAndTheRestWhenItEnds(t *testing.T) {
	s := newStand(t)
	lan, cuc, huy := s.resident("lan"), s.resident("cuc"), s.official("s-huy", commune.Staff, "kinh-te")
	d := pothole()
	d.Name, d.Phone, d.Place = "Bà Lan", "0987650123", "nhà bà Lan"
	over, open := s.open(lan, d), s.open(lan, d)
	d.Anonymous = true
	hidden := s.open(lan, d)
	other := s.open(cuc, pothole())
	s.must(func(tx kv.Tx) error { return s.desk.Reply(tx, lan, over, "lời của bà Lan", nil, s.at) })
	for _, id := range []CaseID{over, hidden} {
		s.must(func(tx kv.Tx) error { return s.desk.Refuse(tx, huy, id, "không", s.at) })
	}
	s.must(func(tx kv.Tx) error { return s.desk.Join(tx, lan, other, s.at) })
	var stay []CaseID
	s.must(func(tx kv.Tx) (err error) { stay, err = s.desk.Forget(tx, "adr-lan", s.at); return err })
	if len(stay) != 1 || stay[0] != open {
		t.Errorf("stays %v", stay)
	}
	s.tick()
	for _, id := range []CaseID{over, hidden} {
		if c := s.get(id); c.Text != "" || c.person() != "" || c.Erased.IsZero() || c.Place != "" || c.Phone != "" {
			t.Errorf("%+v", c)
		}
	}
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, open, "xong", nil, "1/TB", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Close(tx, huy, open, s.at) })
	s.tick()
	if c := s.get(open); c.Text != "" || c.person() != "" {
		t.Errorf("%+v", c)
	}
	s.view(func(r kv.Reader) error {
		for _, id := range []CaseID{over, open, hidden} {
			all, err := history(r, id)
			if err != nil {
				return err
			}
			for _, l := range all {
				if l.Kind == Reply && l.Text != "" {
					t.Errorf("a line stays: %+v", l)
				}
			}
		}
		if n, _, err := s.desk.Inbox(r, huy, Over, 0, 10); len(n) != 3 || err != nil {
			t.Errorf("the commune's record is gone: %d %v", len(n), err)
		}
		return Check(r)
	})
}
