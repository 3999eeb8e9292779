package feedback

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/staff"
)

// errDied is what an Update gives that the process did not live to commit.
var errDied = errors.New("died before the commit")

// mortal is a store whose process dies at the end of an Update when it is told to: nothing of it remains.
type mortal struct {
	kv.DB
	dies atomic.Bool
}

func (m *mortal) Update(ctx context.Context, write func(kv.Tx) error) error {
	return m.DB.Update(ctx, func(tx kv.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		if m.dies.Load() {
			return errDied
		}
		return nil
	})
}

// legal are the states that may follow each other in one act.
var legal = map[State][]State{
	Open:     {Open, Assigned, Answered, Refused, Merged},
	Assigned: {Assigned, Open, Answered, Refused, Merged},
	Answered: {Answered, Closed, Assigned, Open, Merged},
	Closed:   {Closed, Assigned, Open},
	Refused:  {Refused, Assigned, Open},
	Merged:   {Merged},
}

// TestRandomLivesOfACase lets two officers, a head and a resident act on a case in any order, with a clock that
// goes on and back, a process that dies, and officers who are revoked. After each act: the state is one that may
// follow, an officer is in charge who may be, no reply is lost and none is there twice, each message that an act
// owes is queued once, the deadline is that of the calendar, and what failed has left nothing.
func TestRandomLivesOfACase(t *testing.T) {
	did := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		db := &mortal{DB: memkv.New()}
		s := newStandOn(t, db)
		lan := s.resident("lan")
		huy, mai := s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-mai", commune.Staff, "kinh-te")
		head, van := s.official("s-ha", commune.Head, "kinh-te"), s.official("s-van", commune.Staff, "van-hoa")
		d := pothole()
		d.Category = "nhanh"
		d.Anonymous = rapid.Bool().Draw(rt, "anonymous")
		id, goal := s.open(lan, d), s.open(s.resident("cuc"), pothole())
		officers := []commune.Actor{huy, mai, head, van}
		photo := []channel.File{{Kind: channel.Photo, Hash: fmt.Sprintf("%064x", 1)}}
		replies, sent := 0, len(s.told(lan))
		proven, runs, late := false, s.get(id).Opened, false
		for step := range rapid.IntRange(20, 100).Draw(rt, "acts") {
			was := s.get(id)
			by := officers[evenly(rt, step, len(officers))]
			acts := []string{
				"take", "take", "answer", "answer", "prove", "prove", "close", "close", "close", "refuse", "ask", "reply", "reply", "reopen", "rate", "transfer", "assign", "note", "merge", "wait", "wait", "wait", "back", "tick", "die", "revoke",
			}
			act := acts[evenly(rt, step, len(acts))]
			var do func(tx kv.Tx) error
			owed := 0 // messages to the resident
			switch act {
			case "take":
				do = func(tx kv.Tx) error { return s.desk.Take(tx, by, id, s.at) }
				if was.Taken.IsZero() {
					owed = 1
				}
			case "answer":
				do, owed = func(tx kv.Tx) error { return s.desk.Answer(tx, by, id, "lời đáp", nil, "", s.at) }, 1
			case "prove":
				do, owed = func(tx kv.Tx) error { return s.desk.Answer(tx, by, id, "lời đáp", photo, "", s.at) }, 1
			case "close":
				do, owed = func(tx kv.Tx) error { return s.desk.Close(tx, by, id, s.at) }, 1
			case "refuse":
				do, owed = func(tx kv.Tx) error { return s.desk.Refuse(tx, by, id, "lý do", s.at) }, 1
			case "ask":
				do, owed = func(tx kv.Tx) error { return s.desk.Ask(tx, by, id, "sao?", s.at) }, 1
			case "reply":
				do = func(tx kv.Tx) error { return s.desk.Reply(tx, lan, id, fmt.Sprint("lời ", replies), nil, s.at) }
			case "reopen":
				do = func(tx kv.Tx) error { return s.desk.Reopen(tx, lan, id, "chưa", s.at) }
			case "rate":
				do = func(tx kv.Tx) error { return s.desk.Rate(tx, lan, id, 4, "", s.at) }
			case "transfer":
				do, owed = func(tx kv.Tx) error { return s.desk.Transfer(tx, by, id, "van-hoa", "nhầm nơi", s.at) }, 1
			case "assign":
				do = func(tx kv.Tx) error { return s.desk.Assign(tx, by, id, mai.Staff, s.at) }
				if was.Taken.IsZero() {
					owed = 1
				}
			case "note":
				do = func(tx kv.Tx) error { return s.desk.Note(tx, by, id, "ghi chú", s.at) }
			case "merge":
				do, owed = func(tx kv.Tx) error { return s.desk.Merge(tx, by, id, goal, s.at) }, 1
			case "wait":
				s.at = s.at.Add(time.Duration(rapid.IntRange(1, 240).Draw(rt, "hours")) * time.Hour)
			case "back":
				s.at = s.at.Add(-time.Duration(rapid.IntRange(1, 90).Draw(rt, "minutes")) * time.Minute)
			case "tick":
				s.tick()
			case "die": // in the middle of an answer; then the program starts again
				db.dies.Store(true)
				before := s.whole()
				for _, lost := range []func(tx kv.Tx) error{
					func(tx kv.Tx) error { return s.desk.Answer(tx, by, id, "lời đáp", photo, "", s.at) },
					func(tx kv.Tx) error { return s.desk.Reply(tx, lan, id, "mất", nil, s.at) },
					func(tx kv.Tx) error { return s.desk.Reopen(tx, lan, id, "mất", s.at) },
				} {
					if err := s.do(lost); err == nil {
						rt.Fatal("what died was committed")
					}
				}
				db.dies.Store(false)
				if s.whole() != before {
					rt.Fatal("an act that died left something")
				}
				s.desk = New(db, s.desk.cfg, s.desk.now, s.desk.log)
			case "revoke":
				if by.Staff == mai.Staff { // she cannot be put in charge any more
					err := s.do(func(tx kv.Tx) error {
						return staff.Revoke(tx, commune.Actor{Role: commune.Admin, Machine: true}, mai.Staff, s.at)
					})
					if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
						rt.Fatal(err)
					}
					officers = slices.DeleteFunc(officers, func(a commune.Actor) bool { return a.Staff == mai.Staff })
				}
			}
			var err error
			if do != nil {
				before := s.whole()
				if err = s.do(do); err != nil {
					switch fault.KindOf(err) {
					case fault.Denied, fault.Conflict, fault.Invalid, fault.NotFound:
					default:
						rt.Fatalf("%s by %s: %v", act, by.Staff, err)
					}
					if s.whole() != before {
						rt.Fatalf("%s by %s was refused and left something", act, by.Staff)
					}
					owed = 0
				}
			}
			is := s.get(id)
			if !slices.Contains(legal[was.State], is.State) {
				rt.Fatalf("%s: from %s to %s", act, was.State, is.State)
			}
			if do != nil && err == nil {
				did[act]++
				switch act {
				case "reply":
					replies++
				case "prove":
					proven = true
					late = late || was.State.Waits() && s.at.After(was.Deadline)
				case "answer", "refuse":
					late = late || was.State.Waits() && s.at.After(was.Deadline)
				case "reopen":
					proven, runs = false, s.at
					if was.Disputed >= was.Answers || is.Disputed != is.Answers {
						rt.Fatalf("reopened %+v", is)
					}
				case "close":
					if !proven || was.Answers == 0 {
						rt.Fatal("closed without an answer that proves it")
					}
				}
			}
			if is.State == Assigned && is.Officer == "" || is.State == Open && is.Officer != "" {
				rt.Fatalf("%s: %s with officer %q", act, is.State, is.Officer)
			}
			if act == "take" && err == nil && is.Officer != by.Staff || was.Officer != "" && is.Officer != was.Officer && act != "assign" && act != "transfer" && act != "reopen" {
				rt.Fatalf("%s by %s: in charge was %q, is %q", act, by.Staff, was.Officer, is.Officer)
			}
			if want := weekdays(runs.In(zone), categories["nhanh"].Days).Format("2006-01-02"); is.Deadline.In(zone).Format("2006-01-02") != want {
				rt.Fatalf("%s: due %v, not %s", act, is.Deadline.In(zone), want)
			}
			if late {
				did["late"]++
			}
			if is.Late != late {
				rt.Fatalf("%s: late %v, not %v", act, is.Late, late)
			}
			sent += owed
			if n := len(s.told(lan)); act != "tick" && n != sent {
				rt.Fatalf("%s by %s: %d messages to the resident, not %d", act, by.Staff, n, sent)
			}
			s.view(func(r kv.Reader) error {
				all, err := history(r, id)
				n := 0
				for i, l := range all {
					if l.N != i+1 {
						rt.Fatalf("line %d stands in place %d", l.N, i+1)
					}
					if l.Kind == Reply {
						if l.Text != fmt.Sprint("lời ", n) {
							rt.Fatalf("reply %d is %q", n, l.Text)
						}
						n++
					}
				}
				if n != replies || len(all) != is.Lines {
					rt.Fatalf("%d replies of %d, %d lines of %d", n, replies, len(all), is.Lines)
				}
				return errors.Join(err, Check(r))
			})
		}
	})
	for _, act := range []string{"take", "answer", "prove", "close", "refuse", "ask", "reply", "reopen", "rate", "transfer", "assign", "note", "merge", "late"} {
		if did[act] == 0 {
			t.Errorf("%s never came to pass: this tries nothing", act)
		}
	}
}

// evenly draws one of n. What rapid draws itself is small most of the time, so that what stands at a list's end hardly
// ever comes.
func evenly(rt *rapid.T, step, n int) int {
	x := (rapid.Uint64().Draw(rt, "one") + uint64(step)) * 0x9E3779B97F4A7C15
	return int((x >> 33) % uint64(n))
}

// whole is everything that cases and deliveries are.
func (s *stand) whole() string {
	return s.dump(func(string) bool { return true })
}

// TestTenThousandReplaysMakeNoSecondCase hands in the reports of 100 talks 10,000 times in any order, some of them
// dying, with other acts in between: 100 cases, and each reporter was told of theirs once.
func TestTenThousandReplaysMakeNoSecondCase(t *testing.T) {
	db := &mortal{DB: memkv.New()}
	s := newStandOn(t, db)
	var who []commune.Actor
	for i := range 100 {
		who = append(who, s.resident(fmt.Sprint("p", i)))
	}
	x, of := uint64(88172645463325252), map[int]CaseID{}
	for n := range 10_000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		i := int(x % 100)
		db.dies.Store(x%7 == 0)
		var id CaseID
		err := s.do(func(tx kv.Tx) (err error) {
			id, err = s.desk.Open(tx, who[i], fmt.Sprint("talk ", i), pothole(), s.at.Add(time.Duration(n)*time.Second))
			return err
		})
		switch before, known := of[i]; {
		case errors.Is(err, errDied):
		case err != nil:
			t.Fatal(err)
		case known && id != before:
			t.Fatalf("talk %d became %s and %s", i, before, id)
		default:
			of[i] = id
		}
	}
	db.dies.Store(false)
	cases, seen := 0, map[CaseID]bool{}
	s.view(func(r kv.Reader) error {
		return All(r, func(c Case) error { cases++; seen[c.ID] = true; return nil })
	})
	if cases != 100 || len(of) != 100 || !seen["PA-2026-0100"] {
		t.Errorf("%d cases of %d talks", cases, len(of))
	}
	for i := range who {
		if n := s.heard(who[i], "feedback.received"); n != 1 {
			t.Errorf("%d was told %d times", i, n)
		}
	}
}
