package faq

import (
	"sync"
	"testing"
	"time"

	"loaxom/internal/vi"
)

// parts is into how many parts the examples are dealt.
const parts = 4

// folds asks every example question of an index that was built without it and its neighbours: the examples
// of an entry stand in the order in which they were written, so a part of them is about what one person
// wrote, and each part is asked of an index of the others. (Dealing them out singly would leave the
// same person's ways of saying it in the index.) Off-topic examples are left out in the same way.
func folds(docs []Doc, lex Lexicon, ask func(x *Index, questions []Labeled)) {
	for part := range parts {
		var held []Labeled
		var kept []Doc
		for _, d := range docs {
			var out []string
			out, d.Questions = leave(d.Questions, part)
			for _, q := range out {
				held = append(held, Labeled{q, []string{d.ID}, "example"})
			}
			kept = append(kept, d)
		}
		less := lex
		less.OffTopic = nil
		for _, matter := range lex.OffTopic {
			out, kept := leave(matter, part)
			for _, q := range out {
				held = append(held, Labeled{q, nil, "off-topic"})
			}
			less.OffTopic = append(less.OffTopic, kept)
		}
		ask(Build(kept, less), held)
	}
}

// leave takes a part of a list out.
func leave(list []string, part int) (out, kept []string) {
	for i, s := range list {
		if i*parts/len(list) == part {
			out = append(out, s)
		} else {
			kept = append(kept, s)
		}
	}
	return out, kept
}

// seen is what a question looks like to the matcher, and what is true of it.
type seen struct {
	q       Labeled
	parts   [][3]float32 // by class: what was learned, BM25, is anything else
	entries int          // how many of the classes are entries
	right   map[int]bool // among parts
	signs   signals
	first   bool // the first hit is right
}

// look takes a question apart; text is the question, or it without its marks.
func look(x *Index, q Labeled, text string) seen {
	a := x.newAsking()
	x.read(&a.reading, text, asked)
	x.score(a)
	s := seen{q: q, right: map[int]bool{}, entries: len(x.docs)}
	for i := range a.scores {
		s.parts = append(s.parts, [3]float32{a.learned[i], a.bm25[i]})
		s.right[i] = len(q.IDs) == 0 && i >= len(x.docs)
	}
	s.parts[len(a.scores)-1][2] = 1 // anything else
	for i := range x.docs {
		for _, id := range q.IDs {
			if x.docs[i] == id {
				s.right[i] = true
			}
		}
	}
	x.story(a)
	s.signs = x.signals(a)
	s.first = s.right[int(a.order[0])]
	return s
}

func lookAll(x *Index, questions []Labeled) (list []seen) {
	for _, q := range questions {
		if q.Register != Multi {
			list = append(list, look(x, q, q.Question), look(x, q, vi.Fold(q.Question)))
		}
	}
	return list
}

// measured is everything that the calibration needs, looked at once for all tests.
type measured struct {
	folds, dev []seen
	report     Report
	built      time.Duration
	index      *Index
}

// measure holds what was measured, for all tests of one run.
var measure struct {
	sync.Once
	measured
}

// half is every second question: enough to measure by, in half the time.
func half(list []Labeled) (some []Labeled) {
	for i := 0; i < len(list); i += 2 {
		some = append(some, list[i])
	}
	return some
}

// measurements looks at the folds and at the questions to develop on.
func measurements(t *testing.T) *measured {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the index once for each part of the examples: some seconds")
	}
	m := &measure.measured
	measure.Do(func() {
		docs, lex := shipped(t)
		start := time.Now()
		m.index = Build(docs, lex)
		m.built = time.Since(start)
		m.dev = lookAll(m.index, devQuestions(t, docs))
		folds(docs, lex, func(x *Index, questions []Labeled) {
			questions = half(questions)
			m.folds = append(m.folds, lookAll(x, questions)...)
			r := Evaluate(x.Ask, questions, nil)
			m.report.All.add(r.All)
			m.report.Stripped.add(r.Stripped)
			m.report.Confusions = append(m.report.Confusions, r.Confusions...)
		})
	})
	return m
}

// Examples are chosen to differ from each other, so one that is left out is harder than what people
// ask; the figures are for comparing one way of looking with another.
func TestExamplesThatWereLeftOut(t *testing.T) {
	m := measurements(t)
	t.Logf("%d entries, %d features, built in %v", len(m.index.docs), m.index.words.features, m.built)
	t.Logf("left out          %v", m.report.All)
	t.Logf("without marks     %v", m.report.Stripped)
	all, bare := m.report.All, m.report.Stripped
	if Share(all.First, all.Topics) < 89 || Share(all.Third, all.Topics) < 96.5 || Share(all.FalseAnswers, all.Asked-all.Topics) > 2 || Share(all.Wrong, all.Asked) > 3 {
		t.Error("fewer are found than before")
	}
	if Share(all.First, all.Topics)-Share(bare.First, bare.Topics) > 2.5 {
		t.Error("without marks too many are lost")
	}
}
