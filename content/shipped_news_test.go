package content

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestShippedNewsIsInOrder holds what goes out by itself to what the commune's plan asks for, and to
// what residents can read at once.
func TestShippedNewsIsInOrder(t *testing.T) {
	l, _ := Load()
	for _, p := range Check(l, written()) {
		for _, dir := range []string{dirBulletin, dirQuiz, dirSeries} {
			if strings.HasPrefix(p.File, "content/"+dir+"/") {
				t.Error(p) // warnings too: avoided words, quiet hours
			}
		}
	}
	weekly, own := 0, 0
	for _, b := range l.Bulletins() {
		if words := len(strings.Fields(b.Text)); words < 60 || words > 125 {
			t.Errorf("%s has %d words", b.ID, words)
		}
		if b.Series == "" {
			own++
		} else {
			weekly++
		}
		for days := range 40 {
			text := l.BulletinText(Vietnamese, b, written().AddDate(0, 0, 20*days))
			if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || strings.Contains(text, "\n\n\n") {
				t.Fatalf("%s in %d days: %s", b.ID, 20*days, text)
			}
		}
	}
	if weekly < 44 || weekly > 48 || weekly+own < 60 {
		t.Errorf("%d bulletins in the weekly series, %d of their season", weekly, own)
	}
	for _, item := range Plan(l) {
		if len(item.Entries) == 0 || len(item.Bulletins) < 3 || len(item.Quizzes) == 0 {
			t.Errorf("item %s is served by %d entries, %d bulletins, %d quizzes", item.Letter, len(item.Entries), len(item.Bulletins), len(item.Quizzes))
		}
	}
	served := map[string]bool{}
	for _, b := range l.Bulletins() {
		served[b.Topic] = true
	}
	for _, topic := range l.Topics() {
		if !served[topic.ID] {
			t.Errorf("who subscribes to %s gets nothing", topic.ID)
		}
	}
}

// TestAYearOfTheShippedSeries goes through the firings of a year and more: each finds something to
// send, nothing comes twice in a round, and everything comes.
func TestAYearOfTheShippedSeries(t *testing.T) {
	l, _ := Load()
	zone := time.FixedZone("ICT", 7*3600)
	start := time.Date(2026, 11, 25, 0, 0, 0, 0, zone)
	for _, s := range l.AllSeries() {
		p, err := s.Plan(zone)
		if err != nil {
			t.Fatal(err)
		}
		last, seen := 0, map[string]int{}
		for _, at := range p.Due(start, start.AddDate(1, 0, 0), 100) {
			if h := at.Hour()*60 + at.Minute(); h < 6*60 || h >= 20*60+30 {
				t.Errorf("%s fires at %s", s.ID, at)
			}
			id, ok := "", false
			if s.Kind == SeriesQuiz {
				var q *Quiz
				if q, ok = l.NextQuiz(s.ID, last, at, false); ok {
					id, last = q.ID, q.Turn
				}
			} else if b, found := l.NextBulletin(s.ID, last, at, false); found {
				id, last, ok = b.ID, b.Turn, true
			}
			if !ok {
				t.Fatalf("%s has nothing to send on %s", s.ID, at)
			}
			seen[id]++
		}
		members := 0
		for _, q := range l.Quizzes() {
			if q.Series == s.ID {
				members++
			}
		}
		for _, b := range l.Bulletins() {
			if b.Series == s.ID {
				members++
			}
		}
		if len(seen) != members {
			t.Errorf("%s sent %d of its %d members in a year", s.ID, len(seen), members)
		}
	}
}

// TestShippedQuizzesAreFair holds the quizzes to what makes them worth answering.
func TestShippedQuizzesAreFair(t *testing.T) {
	l, _ := Load()
	if n := len(l.Quizzes()); n != 12 {
		t.Errorf("%d quizzes, one for each month", n)
	}
	right, longest, asked := map[string]int{}, 0, map[string]string{}
	for _, q := range l.Quizzes() {
		for _, of := range q.Questions {
			right[of.Right]++
			i := of.RightIndex()
			if !slices.ContainsFunc(of.Options, func(o string) bool { return len([]rune(o)) > len([]rune(of.Options[i])) }) {
				longest++
			}
			words := sameWords(of.Text)
			if other, again := asked[words]; again {
				t.Errorf("%s asks what %s asks: %s", q.ID, other, of.Text)
			}
			asked[words] = q.ID
			if of.Entry == "" {
				t.Errorf("%s: nothing to read on for %q", q.ID, of.Text)
			}
		}
	}
	for _, letter := range []string{"A", "B", "C", "D"} {
		if right[letter] < 8 || right[letter] > 24 {
			t.Errorf("%s is right %d times of 60", letter, right[letter])
		}
	}
	if longest > 25 {
		t.Errorf("in %d of 60 questions the longest option is the right one, which gives it away", longest)
	}
}
