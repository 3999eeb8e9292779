package bulletin

import (
	"strings"
	"testing"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/restored"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// monday is the first firing of the weekly series after the tests begin.
var (
	begins = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	monday = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) // 7:00 in the commune
)

const weekly = PubID("s-chuyen-muc-cchc")

// to lives until t: firing by firing, as the loop does.
func (s *stand) to(t time.Time) {
	s.t.Helper()
	for next := s.step(); !next.IsZero() && !next.After(t); next = s.step() {
		s.set(next)
	}
	s.set(t)
	s.step()
}

// only is the one issue of a publication so far.
func (s *stand) only(id PubID) Issue {
	s.t.Helper()
	list := s.all(id)
	if len(list) != 1 {
		s.t.Fatalf("%d issues of %s: %+v", len(list), id, list)
	}
	return list[0]
}

func TestTheWeeklyIssueGoesOutOnce(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	s.subscriber("an", "dinh", "cchc")
	s.subscriber("binh", "dinh", "thue-phi")
	if next := s.step(); !next.Equal(monday) {
		t.Errorf("next at %s", next)
	}
	s.to(monday.Add(-time.Second))
	if n := len(s.all("")); n != 0 {
		t.Fatalf("%d issues before anything is due", n)
	}
	s.set(monday)
	for range 3 { // also by programs that start again
		s.step()
		s.build()
	}
	i := s.only(weekly)
	x, _ := s.run(i.ID)
	if !i.Out() || i.Turn != 1 || i.Total != 1 || i.Late || !i.Firing.Equal(monday) || x.Total != 1 || x.Kind == 0 {
		t.Errorf("%+v, %+v", i, x)
	}
	if !x.Until.Equal(monday.Add(48 * time.Hour)) {
		t.Errorf("it is news until %s", x.Until)
	}
	if c := s.another().Count(); c.Sent != 0 {
		t.Errorf("a new program has sent %d", c.Sent)
	}
	s.to(monday.AddDate(0, 0, 7))
	if list := s.all(weekly); len(list) != 2 || list[1].Turn != 2 || list[1].Item == list[0].Item {
		t.Errorf("a week later: %+v", list)
	}
}

func TestALateOneGoesOutAndALaterOneIsSkippedAndSaid(t *testing.T) {
	for _, c := range []struct {
		name string
		off  time.Duration // after the firing
		want Reason
		late bool
	}{
		{"a minute", time.Minute, "", false},
		{"an hour", time.Hour, "", true},
		{"as late as it may", 48 * time.Hour, "", true},
		{"later", 48*time.Hour + time.Minute, Overdue, false},
		{"back in the night before that", 47 * time.Hour, "", true},
		{"back in the night, and in the morning there is time still", 39 * time.Hour, "", true}, // 22:00 of the second day: it leaves 47 h late
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStand(t, memkv.New(), library(t, nil), begins)
			s.step()
			s.set(monday.Add(c.off))
			s.build()
			s.step()
			i := s.only(weekly)
			if i.Skip != c.want || i.Late != c.late {
				t.Errorf("%+v", i)
			}
			count := s.desk.Count()
			if c.want != "" && (count.Skipped[string(c.want)] != 1 || count.Sent != 0) || c.want == "" && count.Sent != 1 {
				t.Errorf("counted %+v", count)
			}
			s.view(func(r kv.Reader) error {
				list, err := Skipped(r, 10)
				if (len(list) == 1) != (c.want != "") {
					t.Errorf("%d are listed as skipped", len(list))
				}
				return err
			})
		})
	}
}

// A firing in the quiet hours is due when they end; who is back in the quiet hours sends in the morning,
// unless it is too late then.
func TestQuietHoursCountInWhatIsLate(t *testing.T) {
	files := map[string]string{"series/do-vui-cchc.toml": "title = \"Đố vui\"\nkind = \"quiz\"\ncron = \"0 23 15 * *\"\ntopic = \"cchc\"\nlate_hours = 2\n"}
	at := time.Date(2026, 12, 15, 16, 0, 0, 0, time.UTC) // 23:00
	for off, want := range map[time.Duration]Reason{
		0: "", 3 * time.Hour: "", 7 * time.Hour: "", // the morning is at 6:00
		9 * time.Hour: "", 9*time.Hour + 2*time.Minute: Overdue,
	} {
		s := newStand(t, memkv.New(), library(t, files), begins)
		s.step()
		s.set(at.Add(off))
		s.step()
		if i := s.only("s-do-vui-cchc"); i.Skip != want {
			t.Errorf("%v after 23:00: %q", off, i.Skip)
		} else if want == "" {
			if x, _ := s.run(i.ID); x.Until.Before(at.Add(8 * time.Hour)) {
				t.Errorf("%v after 23:00: until %s, an hour after the morning at least", off, x.Until)
			}
		}
	}
}

func TestWhereThereIsNothingToSendItIsSaid(t *testing.T) {
	plain := library(t, nil)
	s := newStand(t, memkv.New(), plain, begins)
	s.cfg.OnlyApproved = true // everything that is shipped is a draft
	s.build()
	s.to(monday)
	if i := s.only(weekly); i.Skip != Empty {
		t.Errorf("with drafts alone: %+v", i)
	}
	// One is approved: it goes out, and no draft line is in it.
	first, _ := plain.NextBulletin("chuyen-muc-cchc", 0, monday, false)
	officer := s.official("officer", commune.Staff)
	s.must(func(tx kv.Tx) error {
		sub := review.Subject{Kind: review.Bulletin, ID: first.ID}
		hash, _ := sub.In(plain)
		return review.Approve(tx, officer, sub, hash, s.now())
	})
	s.to(monday.AddDate(0, 0, 7))
	list := s.all(weekly)
	if len(list) != 2 || !list[1].Out() || list[1].Item != first.ID || strings.Contains(list[1].Text, "đang rà soát") {
		t.Errorf("with one approved: %+v", list[len(list)-1])
	}
	// Staff hide it again.
	s.must(func(tx kv.Tx) error {
		sub := review.Subject{Kind: review.Bulletin, ID: first.ID}
		hash, _ := sub.In(plain)
		return review.Hide(tx, officer, sub, hash, s.now())
	})
	s.to(monday.AddDate(0, 0, 14))
	if list = s.all(weekly); len(list) != 3 || list[2].Skip != Empty {
		t.Errorf("hidden again: %+v", list[len(list)-1])
	}
	s.view(func(r kv.Reader) error {
		if _, err := s.desk.Proof(r, weekly, s.now()); !fault.Is(err, fault.Invalid) {
			t.Errorf("a proof of nothing: %v", err)
		}
		if _, err := s.desk.Proof(r, "s-khong-co", s.now()); !fault.Is(err, fault.NotFound) {
			t.Errorf("a proof of no publication: %v", err)
		}
		return nil
	})
}

// A bulletin that is taken out of the content while it goes out arrives as it was; what was due of it in an
// outage is said to be removed.
func TestABulletinIsRemovedMeanwhile(t *testing.T) {
	const day = "title = \"Tin thử\"\ntext = \"Bà con nhớ việc này. Muốn hỏi thêm thì ra một cửa nhé.\"\nplan_items = [\"l\"]\ntopic = \"thue-phi\"\n" +
		"dates = [2026-12-01, 2026-12-02]\nat = \"07:30\"\nconfidence = \"vừa\"\nchecked_on = 2026-11-20\nreview_by = 2027-05-31\nstate = \"draft\"\n\n" +
		"[[source]]\ndocument = \"Luật 60/2014/QH13\"\ndate = 2014-11-20\n"
	const id = PubID("b-tin-thu")
	s := newStand(t, memkv.New(), library(t, map[string]string{"bulletin/tin-thu.toml": day}), begins)
	s.subscriber("an", "dinh", "thue-phi")
	first := time.Date(2026, 12, 1, 0, 30, 0, 0, time.UTC)
	s.to(first)
	i := s.only(id)
	s.desk.Load(library(t, nil))
	s.lib = s.desk.lib.Load()
	s.step()
	x, ran := s.run(i.ID)
	if !i.Out() || !ran || x.Total != 1 || x.State != broadcast.Scheduled {
		t.Errorf("%+v, %+v", i, x)
	}
	s.view(func(r kv.Reader) error {
		got, err := Get(r, i.ID)
		if got.Title != "Tin thử" || !strings.Contains(got.Text, "Bà con nhớ việc này.") {
			t.Errorf("the archive has %+v", got)
		}
		if s.desk.Name(got) != "Tin thử" {
			t.Errorf("it is called %q", s.desk.Name(got))
		}
		return err
	})
	s.to(first.AddDate(0, 0, 3))
	if n := len(s.all(id)); n != 1 {
		t.Errorf("%d issues of what is not there any more", n)
	}

	s = newStand(t, memkv.New(), library(t, map[string]string{"bulletin/tin-thu.toml": day}), begins)
	s.to(first)
	s.lib = library(t, nil)
	s.set(first.AddDate(0, 0, 3)) // an outage over the second day, and another content afterwards
	s.build()
	s.step()
	if list := s.all(id); len(list) != 2 || list[1].Skip != Removed {
		t.Errorf("%+v", list)
	}
}

func TestATopicWithoutSubscribersIsKept(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	s.to(monday)
	i := s.only(weekly)
	if x, ran := s.run(i.ID); !i.Out() || i.Total != 0 || !ran || x.Total != 0 {
		t.Errorf("%+v", i)
	}
	s.view(func(r kv.Reader) error {
		list, more, err := Archive(r, 0, 3)
		if len(list) != 1 || more {
			t.Errorf("the archive has %d", len(list))
		}
		return err
	})
}

// A last that lies more than a day ahead was written by a clock that ran ahead: it counts from now on, with
// an alarm to the admins; what went out early does not go out again, what was skipped early does.
func TestAClockThatRanAhead(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	admin := s.official("admin", commune.Admin)
	s.subscriber("an", "dinh", "cchc")
	s.step()
	s.set(monday.AddDate(0, 0, 22).Add(time.Hour)) // three weeks too early it is the fourth Monday
	s.step()
	early := s.all(weekly)
	if len(early) != 4 || early[0].Skip != Overdue || early[2].Skip != Overdue || !early[3].Out() {
		t.Fatalf("with the clock ahead: %+v", early)
	}
	s.set(begins.Add(time.Hour))
	s.step()
	count := s.desk.Count()
	if count.Clock == 0 {
		t.Error("no alarm")
	}
	if x, ran := s.run(IssueID("clock-2026-11-25")); !ran || x.Total != 1 || len(x.Target.Roles) != 1 {
		t.Errorf("the admins are told by %+v; %s is one", x, admin.Staff)
	}
	s.to(monday.AddDate(0, 0, 28))
	list := s.all(weekly)
	if len(list) != 5 {
		t.Fatalf("%d issues", len(list))
	}
	for n, i := range list {
		if !i.Out() {
			t.Errorf("Monday %d: %q", n+1, i.Skip)
		}
	}
	if list[3].Turn != 1 || list[0].Turn != 2 {
		t.Errorf("the fourth, which went out first, has turn %d, the first %d", list[3].Turn, list[0].Turn)
	}
	turns := map[int]bool{}
	for _, i := range list {
		if turns[i.Turn] {
			t.Errorf("turn %d twice", i.Turn)
		}
		turns[i.Turn] = true
	}
}

// A machine without a battery for its clock wakes up in 1970: nothing is due for half a century.
func TestAClockThatRanBehind(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), time.Unix(60, 0))
	s.step()
	s.set(begins)
	s.step()
	if n := len(s.all("")); n != 0 || s.desk.Count().Clock == 0 {
		t.Errorf("%d issues, %d alarms", n, s.desk.Count().Clock)
	}
	s.to(monday)
	if i := s.only(weekly); !i.Out() {
		t.Errorf("%+v", i)
	}
}

func TestFiringsBetweenABackupAndItsRestoreAreSkippedAndSaid(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	s.step()
	s.set(monday.Add(2 * time.Hour)) // within late_hours: without the mark it would go out
	mark := restored.Mark{Made: begins.Add(time.Hour), At: s.now()}
	s.must(func(tx kv.Tx) error { return restored.Put(tx, mark) })
	s.build()
	s.step()
	if i := s.only(weekly); i.Skip != Restored {
		t.Errorf("%+v", i)
	}
	// Nothing but answers leaves until an admin says go: what is due then is judged when it was said.
	second := monday.AddDate(0, 0, 7)
	s.to(second.Add(time.Hour))
	if n := len(s.all(weekly)); n != 1 {
		t.Errorf("%d issues while an admin's word is waited for", n)
	}
	mark.Go = s.now()
	s.must(func(tx kv.Tx) error { return restored.Put(tx, mark) })
	s.step()
	if list := s.all(weekly); len(list) != 2 || !list[1].Out() || !list[1].Late {
		t.Errorf("%+v", list)
	}
}

func TestSwitchedOffItSaysSo(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	s.cfg.Enabled = false
	s.build()
	officer := s.official("officer", commune.Staff)
	s.to(monday)
	if i := s.only(weekly); i.Skip != Off {
		t.Errorf("%+v", i)
	}
	var p Proof
	s.view(func(r kv.Reader) (err error) {
		p, err = s.desk.Proof(r, weekly, s.now())
		return err
	})
	if err := s.update(func(tx kv.Tx) error { return s.desk.SendNow(tx, officer, p, s.now()) }); !fault.Is(err, fault.Invalid) {
		t.Errorf("sending by hand: %v", err)
	}
}

func TestStaffPauseAndResume(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	s.subscriber("an", "dinh", "cchc")
	officer, leader := s.official("officer", commune.Staff), s.official("binh", commune.Leader)
	resident := commune.Actor{Address: "adr-an", Role: commune.Resident}
	s.to(monday)
	i := s.only(weekly)
	for name, by := range map[string]commune.Actor{"a leader": leader, "a resident": resident} {
		if err := s.update(func(tx kv.Tx) error { return s.desk.Pause(tx, by, weekly, s.now()) }); !fault.Is(err, fault.Denied) {
			t.Errorf("%s pauses: %v", name, err)
		}
	}
	s.must(func(tx kv.Tx) error { return s.desk.Pause(tx, officer, weekly, s.now()) })
	if err := s.update(func(tx kv.Tx) error { return s.desk.Pause(tx, officer, weekly, s.now()) }); !fault.Is(err, fault.Conflict) {
		t.Errorf("twice: %v", err)
	}
	if err := s.update(func(tx kv.Tx) error { return s.desk.Pause(tx, officer, "b-khong-co", s.now()) }); !fault.Is(err, fault.NotFound) {
		t.Errorf("what is not there: %v", err)
	}
	if x, _ := s.run(i.ID); x.State != broadcast.Paused {
		t.Errorf("what is going out is %s", x.State)
	}
	s.to(monday.AddDate(0, 0, 8))
	if list := s.all(weekly); len(list) != 2 || list[1].Skip != Halted {
		t.Errorf("%+v", list)
	}
	s.must(func(tx kv.Tx) error { return s.desk.Resume(tx, officer, weekly, s.now()) })
	if x, _ := s.run(i.ID); x.State != broadcast.Scheduled {
		t.Errorf("what was held up is %s", x.State)
	}
	s.to(monday.AddDate(0, 0, 14))
	if list := s.all(weekly); len(list) != 3 || !list[2].Out() || list[2].Turn != 2 {
		t.Errorf("%+v", list)
	}
	s.view(func(r kv.Reader) error {
		entries, err := staff.Entries(r, 1, 0)
		acts := ""
		for _, e := range entries {
			acts += e.Act + " " + e.Object + "\n"
		}
		if !strings.Contains(acts, "bulletin.pause "+string(weekly)) || !strings.Contains(acts, "bulletin.resume "+string(weekly)) {
			t.Errorf("the audit has\n%s", acts)
		}
		return err
	})
}

func TestStaffSendNow(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	s.subscriber("an", "dinh", "cchc")
	officer, other, leader := s.official("officer", commune.Staff), s.official("head", commune.Head), s.official("binh", commune.Leader)
	s.step()
	proof := func() (p Proof) {
		s.view(func(r kv.Reader) (err error) {
			p, err = s.desk.Proof(r, weekly, s.now())
			return err
		})
		return p
	}
	send := func(by commune.Actor, p Proof) error {
		return s.update(func(tx kv.Tx) error { return s.desk.SendNow(tx, by, p, s.now()) })
	}
	p := proof()
	if err := send(leader, p); !fault.Is(err, fault.Denied) {
		t.Errorf("a leader: %v", err)
	}
	if err := send(officer, p); err != nil {
		t.Fatal(err)
	}
	if err := send(other, p); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same once more: %v", err)
	}
	i := s.only(weekly)
	if !i.Out() || !i.ByHand || i.By != "officer" || i.Turn != 1 || i.Total != 1 {
		t.Errorf("%+v", i)
	}
	if q := proof(); q.Hash == p.Hash || q.Title() == p.Title() {
		t.Error("what comes next looks the same")
	}
	s.set(s.now().Add(time.Second))
	if err := send(other, proof()); err != nil {
		t.Errorf("the next one: %v", err)
	}
	s.to(monday)
	list := s.all(weekly)
	if len(list) != 3 || list[2].Turn != 3 || list[2].ByHand || s.desk.Count().Sent != 3 {
		t.Errorf("the plan goes on: %+v", list)
	}
	// In the quiet hours it waits for the morning, and is news long enough then.
	s.set(time.Date(2026, 12, 1, 15, 0, 0, 0, time.UTC)) // 22:00
	if err := send(officer, proof()); err != nil {
		t.Fatal(err)
	}
	list = s.all(weekly)
	if x, _ := s.run(list[3].ID); x.Until.Before(time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("until %s", x.Until)
	}
}
