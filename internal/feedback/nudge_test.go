package feedback

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// openMany has n cases of the economy office opened, at most MaxOpen by one person, the i-th on the i-th of days.
func (s *stand) openMany(n int, days ...time.Time) (ids []CaseID) {
	s.t.Helper()
	for i := range n {
		s.at = days[i%len(days)]
		ids = append(ids, s.open(s.resident(fmt.Sprint("p", i)), pothole()))
	}
	return ids
}

// since are the texts that a conversation was told after the first n.
func (s *stand) since(who commune.Actor, n int) []string { return s.told(who)[n:] }

func TestManyDeadlinesOfAMorningAreOneMessage(t *testing.T) {
	s := newStand(t)
	huy, head, chair := s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-ha", commune.Head, "kinh-te"), s.official("s-chu", commune.Chair, "")
	before := monday.AddDate(0, 0, -7)
	ids := s.openMany(14, monday, before) // every other one a week before
	for _, id := range ids {
		s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	}
	s.at = monday.AddDate(0, 0, 7) // 50 % of the later ones; those before are at the morning of their last day
	s.at = time.Date(s.at.Year(), s.at.Month(), s.at.Day(), 8, 0, 1, 0, zone)
	was := len(s.told(huy))
	s.tick()
	s.tick()
	got := s.since(huy, was)
	if len(got) != 1 {
		t.Fatalf("%d messages: %q", len(got), got)
	}
	lines := strings.Split(got[0], "\n")
	if len(lines) != 12 || !strings.Contains(lines[0], "staff_reminders map[Count:14]") || !strings.Contains(lines[11], "staff_reminders_more map[Count:4]") {
		t.Errorf("the list is %q", got[0])
	}
	var want []string
	for _, of := range []struct {
		first int
		left  string
	}{{1, "desk.today"}, {0, "desk.left map[Count:5]"}} {
		for i := of.first; i < len(ids); i += 2 {
			want = append(want, string(ids[i])+" · Đường sá, Xóm 1 · "+of.left)
		}
	}
	for i, line := range lines[1:11] {
		if !strings.Contains(line, want[i]) {
			t.Errorf("line %d is %q, want %s", i+1, line, want[i])
		}
	}
	s.view(func(r kv.Reader) error {
		return outbox.All(r, func(d outbox.Delivery) error {
			if d.Message.Text.String() != got[0] {
				return nil
			}
			n := 0
			for _, row := range d.Message.Buttons {
				for _, b := range row {
					if b.Data == InboxVerb {
						continue
					}
					if n++; b.Data != Data("card", CaseID(b.Label)) || !strings.Contains(got[0], b.Label) {
						t.Errorf("a button %+v", b)
					}
				}
			}
			if n != 10 {
				t.Errorf("%d buttons", n)
			}
			return nil
		})
	})

	// The head on the first working day after a deadline, the chair on the third, each once; who is in charge stands
	// with each.
	for _, c := range []struct {
		who  commune.Actor
		days int
	}{{head, 8}, {chair, 10}} {
		s.at = time.Date(2026, 6, 1+c.days, 7, 59, 59, 0, zone)
		s.tick()
		was := len(s.told(c.who))
		s.at = s.at.Add(2 * time.Second)
		s.tick()
		got := s.since(c.who, was)
		if len(got) != 1 || !strings.Contains(got[0], "staff_reminders map[Count:7]") || strings.Count(got[0], "Phòng Kinh tế · desk.late") != 7 || strings.Contains(got[0], "reminders_more") {
			t.Errorf("%s after %d days: %q", c.who.Staff, c.days, got)
		}
	}
}

// What was answered, or passed to another office, between the step and the message is told no more; whoever has
// lost their duty is told nothing; nothing of it stays.
func TestWhatWasDoneMeanwhileIsNotRemindedOf(t *testing.T) {
	s := newStand(t)
	huy, mai := s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-mai", commune.Staff, "kinh-te")
	ids := s.openMany(3, monday)
	s.at = monday.AddDate(0, 0, 30)
	was := len(s.told(huy))
	s.must(func(tx kv.Tx) error { return s.desk.takeSteps(tx, ids, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, ids[1], s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, ids[0], "xong", nil, "", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Transfer(tx, huy, ids[1], "van-hoa", "nhầm nơi", s.at) })
	s.tick()
	for _, who := range []commune.Actor{huy, mai} {
		if got := s.since(who, was); len(got) != 1 || !strings.Contains(got[0], "feedback.staff_overdue") || !strings.Contains(got[0], string(ids[2])) {
			t.Errorf("%s was told %q", who.Staff, got)
		}
	}
	s.view(func(r kv.Reader) error {
		return nudges.Scan(r, nil, nil, func(n nudge) error { t.Errorf("left: %+v", n); return nil })
	})
}

// However many are due at once, and however many are told, there is one message each; a record of them stays within a
// value of the store, and a step within a transaction.
func TestHundredsOfDeadlinesAreOneMessage(t *testing.T) {
	s := newStand(t)
	huy := s.official("s-huy", commune.Staff, "kinh-te")
	for i := range 60 {
		s.official(commune.StaffID(fmt.Sprint("s-", i)), commune.Staff, "kinh-te")
	}
	s.openMany(230, monday)
	s.at = time.Date(2026, 6, 8, 9, 0, 0, 0, zone)
	was := len(s.told(huy))
	s.tick()
	if got := s.since(huy, was); len(got) != 1 || !strings.Contains(got[0], "Count:230") || !strings.Contains(got[0], "more map[Count:220]") {
		t.Errorf("%q", got)
	}
	var many []stepDue
	for i := range mostNudged + 7 {
		many = append(many, stepDue{CaseID(fmt.Sprintf("PA-2026-%05d", i)), 4})
	}
	s.must(func(tx kv.Tx) error { return nudgeOf(tx, "adr-s-huy", many...) })
	s.view(func(r kv.Reader) error {
		n, err := nudges.Get(r, "adr-s-huy")
		if len(n.Cases) != mostNudged || n.More != 7 {
			t.Errorf("%d and %d more", len(n.Cases), n.More)
		}
		return err
	})
}

// fickle is a store whose process dies at the end of any Update for which dies says so.
type fickle struct {
	kv.DB
	dies func() bool
}

func (f *fickle) Update(ctx context.Context, write func(kv.Tx) error) error {
	return f.DB.Update(ctx, func(tx kv.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		if f.dies != nil && f.dies() {
			return errDied
		}
		return nil
	})
}

// The process dies at any write and starts again: each step of each case is told once to everybody whom it
// concerns.
func TestRemindersSurviveACrash(t *testing.T) {
	all := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		db := &fickle{DB: memkv.New()}
		s := newStandOn(t, db)
		people := []commune.Actor{s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-ha", commune.Head, "kinh-te"), s.official("s-chu", commune.Chair, "")}
		ids := s.openMany(9, monday)
		for _, id := range ids {
			s.must(func(tx kv.Tx) error { return s.desk.Take(tx, people[0], id, s.at) })
		}
		was := make([]int, len(people))
		for i, who := range people {
			was[i] = len(s.told(who))
		}
		deaths := 0
		db.dies = func() bool { return r.IntN(3) == 0 }
		for s.at = monday; s.at.Before(monday.AddDate(0, 0, 30)); s.at = s.at.Add(30 * time.Minute) {
			err := s.desk.remind(t.Context())
			if err != nil && !errors.Is(err, errDied) {
				t.Fatal(err)
			}
			if err != nil { // the program starts again
				deaths++
				s.desk = New(db, s.desk.cfg, s.desk.now, s.desk.log)
			}
		}
		all += deaths
		for i, want := range []int{3, 1, 1} {
			for _, id := range ids {
				if n := len(slices.DeleteFunc(s.since(people[i], was[i]), func(text string) bool { return !strings.Contains(text, string(id)) })); n != want {
					t.Errorf("seed %d: %s was told %d times of %s, not %d", seed, people[i].Staff, n, id, want)
				}
			}
			if n := len(s.since(people[i], was[i])); n != want {
				t.Errorf("seed %d: %d messages to %s, not %d", seed, n, people[i].Staff, want)
			}
		}
	}
	if all < 100 {
		t.Errorf("it died %d times: this tries little", all)
	}
}
