package bulletin

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/vi"
)

const quizzes = PubID("s-do-vui-cchc")

// quizDay is the first firing of the quizzes after the tests begin.
var quizDay = time.Date(2026, 12, 15, 12, 30, 0, 0, time.UTC) // 19:30

// asks brings the first quiz out.
func (s *stand) asks() Round {
	s.t.Helper()
	s.to(quizDay)
	i := s.only(quizzes)
	var x Round
	s.view(func(r kv.Reader) (err error) {
		x, err = RoundOf(r, i.ID)
		return err
	})
	return x
}

func (s *stand) mark(by commune.Actor, x Round, n int, letter string) error {
	return s.update(func(tx kv.Tx) error { return Mark(tx, by, x.ID, n, letter, s.now()) })
}

func TestEachQuestionIsAnsweredOnceAndInOrder(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	an := s.subscriber("an", "dinh", "cchc")
	x := s.asks()
	if len(x.Questions) != content.QuizQuestions || !x.Open(s.now()) {
		t.Fatalf("%+v", x)
	}
	for _, c := range []struct {
		what   string
		n      int
		letter string
		want   fault.Kind // -1: taken
	}{
		{"the second before the first", 2, "A", fault.Conflict},
		{"no such letter", 1, "E", fault.Invalid},
		{"no letter", 1, "", fault.Invalid},
		{"two letters", 1, "AB", fault.Invalid},
		{"a small letter", 1, "a", fault.Invalid},
		{"the first", 1, "A", -1},
		{"the first once more", 1, "B", fault.Conflict},
		{"the same once more", 1, "A", fault.Conflict},
		{"number 0", 0, "A", fault.Conflict},
		{"the second", 2, "B", -1},
		{"the third", 3, x.Questions[2].Right, -1},
		{"the fourth", 4, x.Questions[3].Right, -1},
		{"the fifth", 5, x.Questions[4].Right, -1},
		{"a sixth", 6, "A", fault.Conflict},
	} {
		if err := s.mark(an, x, c.n, c.letter); c.want < 0 && err != nil || c.want >= 0 && !fault.Is(err, c.want) {
			t.Errorf("%s: %v", c.what, err)
		}
		s.build() // what is counted survives a restart
	}
	s.view(func(r kv.Reader) error {
		sheet, err := SheetOf(r, x.ID, "adr-an")
		want := "AB" + x.Questions[2].Right + x.Questions[3].Right + x.Questions[4].Right
		if sheet.Marks != want || sheet.Hamlet != "dinh" {
			t.Errorf("%+v, want %s", sheet, want)
		}
		rows, err2 := TableOf(r, x)
		if len(rows) != 1 || rows[0] != (Row{Hamlet: "dinh", People: 1, Finished: 1, Right: x.Right(want)}) {
			t.Errorf("%+v", rows)
		}
		return errors.Join(err, err2)
	})
	if err := s.update(func(tx kv.Tx) error { return Mark(tx, an, "0000000000-abcdefgh", 1, "A", s.now()) }); !fault.Is(err, fault.NotFound) {
		t.Errorf("a round that is not there: %v", err)
	}
	if err := s.update(func(tx kv.Tx) error { return Mark(tx, an, "x", 1, "A", s.now()) }); !fault.Is(err, fault.NotFound) {
		t.Errorf("a made-up round: %v", err)
	}
}

// After its days a quiz takes no answer; staff get the table by hamlet, in the morning; a month later who
// answered what is gone, and the counts stay.
func TestAQuizClosesAndIsCountedByHamlet(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()), library(t, nil), begins)
	officer := s.official("officer", commune.Staff)
	people := map[string]commune.HamletID{"an": "dinh", "binh": "dinh", "cuc": "chua", "dung": "", "en": "da-bo"}
	actors := map[string]commune.Actor{}
	for name, hamlet := range people {
		actors[name] = s.subscriber(name, hamlet, "cchc")
	}
	x := s.asks()
	right := func(by commune.Actor, most, wrong int) {
		for n := range most {
			letter := x.Questions[n].Right
			if n < wrong {
				letter = map[bool]string{true: "B", false: "A"}[letter == "A"]
			}
			if err := s.mark(by, x, n+1, letter); err != nil {
				t.Fatal(err)
			}
		}
	}
	right(actors["an"], 5, 0)
	right(actors["binh"], 5, 2)
	right(actors["cuc"], 3, 0)
	right(actors["dung"], 5, 1)
	right(actors["en"], 1, 0)
	stranger := commune.Actor{Address: "adr-nguoi-la", Role: commune.Resident} // never subscribed
	right(stranger, 5, 5)
	s.must(func(tx kv.Tx) error { return Begin(tx, commune.Actor{Address: "adr-chi-xem"}, x.ID, s.now()) })
	last := time.Date(2026, 12, 22, 16, 59, 0, 0, time.UTC) // 23:59 of the seventh day
	s.to(last)
	if err := s.mark(actors["cuc"], x, 4, "A"); err != nil {
		t.Errorf("in the last minute: %v", err)
	}
	s.to(last.Add(time.Minute))
	if err := s.mark(actors["cuc"], x, 5, "A"); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the end: %v", err)
	}
	want := []Row{
		{Hamlet: "dinh", People: 2, Finished: 2, Right: 8}, {Hamlet: "chua", People: 1}, {Hamlet: "da-bo", People: 1},
		{Hamlet: "", People: 2, Finished: 2, Right: 4},
	}
	check := func() {
		t.Helper()
		s.view(func(r kv.Reader) error {
			var err error
			x, err = RoundOf(r, x.ID)
			rows, err2 := TableOf(r, x)
			if fmt.Sprint(rows) != fmt.Sprint(want) {
				t.Errorf("the table is %+v", rows)
			}
			return errors.Join(err, err2)
		})
	}
	check()
	if x.Closed.IsZero() || s.desk.Count().Closed != 1 {
		t.Errorf("closed %s", x.Closed)
	}
	run, ran := s.run(IssueID("q" + string(x.ID) + "-20261222"))
	if !ran || run.Total != 1 || run.Kind == 0 {
		t.Errorf("staff are told by %+v; %s is one", run, officer.Staff)
	}
	s.view(func(r kv.Reader) error {
		text, err := s.desk.Table(r, x)
		for _, line := range []string{"Xóm Đình: 2 người chơi, 2 người làm hết, đúng trung bình 4/5", "Không rõ xóm: 2 người chơi, 2 người làm hết, đúng trung bình 2/5", "da-bo: 1 người chơi, chưa ai làm hết", "Cả xã: 6 người chơi, 4 người làm hết, đúng trung bình 3/5"} {
			if !strings.Contains(text, line) {
				t.Errorf("no %q in\n%s", line, text)
			}
		}
		return err
	})
	kept := func() (n int) {
		s.view(func(r kv.Reader) error {
			n = 0
			return sheets.Scan(r, nil, nil, func(Sheet) error { n++; return nil })
		})
		return n
	}
	s.to(x.Closes.Add(keepSheets - time.Minute))
	if kept() != 7 {
		t.Errorf("%d sheets before the month is over", kept())
	}
	s.to(x.Closes.Add(keepSheets + time.Hour))
	if kept() != 0 {
		t.Errorf("%d sheets a month later", kept())
	}
	check()
}

func TestManySheetsAreRemovedInSteps(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	x := s.asks()
	for from := range 5 {
		s.must(func(tx kv.Tx) error {
			for i := range 150 {
				if err := Mark(tx, commune.Actor{Address: fmt.Sprintf("adr-%d-%d", from, i)}, x.ID, 1, "A", s.now()); err != nil {
					return err
				}
			}
			return nil
		})
	}
	s.to(x.Closes.Add(keepSheets + time.Hour))
	s.view(func(r kv.Reader) error {
		x, err := RoundOf(r, x.ID)
		if x.Cleared.IsZero() || len(x.Table) != 1 || x.Table[0].People != 750 {
			t.Errorf("%+v", x)
		}
		return errors.Join(err, sheets.Scan(r, nil, nil, func(s Sheet) error { t.Errorf("%s is left", s.Who); return kv.Stop }))
	})
}

// A clock that ran ahead closes a quiz too early; put right, it is open again and closes at its time.
func TestAQuizThatAWrongClockClosedIsOpenAgain(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	an := s.subscriber("an", "dinh", "cchc")
	x := s.asks()
	s.set(quizDay.AddDate(0, 0, 12))
	s.step()
	s.set(quizDay.Add(time.Hour))
	s.step()
	if err := s.mark(an, x, 1, "A"); err != nil {
		t.Errorf("after the clock was put right: %v", err)
	}
	s.to(x.Closes.Add(time.Minute))
	s.view(func(r kv.Reader) error {
		rows, err := TableOf(r, x)
		if len(rows) != 1 || rows[0].People != 1 {
			t.Errorf("%+v", rows)
		}
		return err
	})
}

func TestALetterAnswersTheQuizThatWasAskedLast(t *testing.T) {
	s := newStand(t, memkv.New(), library(t, nil), begins)
	an := s.subscriber("an", "dinh", "cchc")
	x := s.asks()
	pending := func(by commune.Actor) (p Pending, found bool) {
		s.view(func(r kv.Reader) (err error) {
			p, found, err = AskedLast(r, address.ID(by.Address), s.now())
			return err
		})
		return p, found
	}
	if _, found := pending(an); found {
		t.Error("before it has arrived a letter answers it")
	}
	other := commune.Actor{Address: "adr-nam"}
	s.must(func(tx kv.Tx) error { return Begin(tx, other, x.ID, s.now()) })
	if p, found := pending(other); !found || !p.Waits || p.Round.ID != x.ID {
		t.Errorf("begun from the archive: %+v", p)
	}
	for n := range 5 {
		if err := s.mark(other, x, n+1, "A"); err != nil {
			t.Fatal(err)
		}
	}
	if p, found := pending(other); !found || p.Waits {
		t.Errorf("answered: %v, %+v", found, p.Sheet)
	}
	s.set(s.now().Add(25 * time.Hour))
	if _, found := pending(other); found {
		t.Error("a day after the last answer a letter still means the quiz")
	}
	// Whoever is erased leaves nothing, and may play again.
	s.must(func(tx kv.Tx) error { return Forget(tx, address.ID(other.Address)) })
	s.view(func(r kv.Reader) error {
		rows, err := TableOf(r, x)
		if len(rows) != 0 {
			t.Errorf("%+v", rows)
		}
		return err
	})
}

// Behaviour 43 for quizzes: Telegram's quiz polls are not used, because they do not say who has answered
// and count votes that can be withdrawn. What their limits protect is held all the same: a question as it
// is sent fits into one message on every channel and its buttons into theirs, on every day of a year,
// whichever question it is and with the longest explanation before it.
func TestBehaviour43TheLimitsAreCheckedBeforeSending(t *testing.T) {
	lib := library(t, nil)
	s := newStand(t, memkv.New(), lib, begins)
	p := Publication{ID: quizzes, Title: "Đố vui", Topic: "cchc", Quiz: true, series: "do-vui-cchc"}
	for _, q := range lib.Quizzes() {
		for day := 0; day < 365; day += 30 {
			out := s.desk.print(lib, p, item{id: q.ID, turn: q.Turn, title: q.Title, quiz: q}, begins, begins.AddDate(0, 0, day))
			if n := vi.UTF16Len(out.message.Text.String()); n > 2000 {
				t.Errorf("%s begins with %d characters", q.ID, n)
			}
			for n, question := range out.round.Questions {
				if vi.UTF16Len(question.Text) > content.MaxAsked || vi.UTF16Len(question.Why) > content.MaxWhy || question.Option(question.Right) == "" {
					t.Errorf("%s, question %d: %+v", q.ID, n+1, question)
				}
				text := question.Why + "\n\n" + out.round.Ask(n, "Câu 5/5.").String()
				if length := vi.UTF16Len(text); length > 2000 {
					t.Errorf("%s, question %d has %d characters with what is said before it", q.ID, n+1, length)
				}
				for _, row := range out.round.Buttons(n) {
					if len(row) != len(question.Options) || len(row) > content.MaxOptions {
						t.Errorf("%s, question %d: %d buttons for %d options", q.ID, n+1, len(row), len(question.Options))
					}
					for _, b := range row {
						if len(b.Data) > 64 {
							t.Errorf("button %q has %d bytes", b.Data, len(b.Data))
						}
					}
				}
			}
		}
	}
}
