package faq

import (
	"slices"

	"loaxom/internal/vi"
)

// Labeled is a question with the entries that answer it: any of them counts as right. No entry means
// that it is none of ours. In the register "multi" all of the entries are asked for.
type Labeled struct {
	Question string
	IDs      []string
	Register string
}

// Multi is the register of questions with several topics.
const Multi = "multi"

// Tally counts how questions were taken.
type Tally struct {
	Asked, Topics int // all questions, and those that have a topic of ours
	First, Third  int // right entry first, or among the first three
	Answered      int // answer given to questions of ours
	Wrong         int // answer given with a wrong entry
	FalseAnswers  int // answer given to what is none of ours
	Refused       int // none given to questions of ours
}

// Evaluate asks every question, of an index (ix.Ask) or of a whole bot, as it was typed and stripped of
// its marks. It is how the figures of design 4 are measured. Group names the field of an entry; nil:
// nothing is counted by group.
func Evaluate(ask func(string) Result, questions []Labeled, group func(id string) string) Report {
	r := Report{Registers: map[string]Both{}, Groups: map[string]Both{}, Calibration: make([]Bin, bins)}
	mixed := map[[2]string]*Confusion{}
	for _, q := range questions {
		typed := ask(q.Question)
		one := Both{judge(q, typed), judge(q, ask(vi.Fold(q.Question)))}
		r.All.add(one.Typed)
		r.Stripped.add(one.Stripped)
		count(r.Registers, q.Register, one)
		if group != nil && len(q.IDs) > 0 {
			count(r.Groups, group(q.IDs[0]), one)
		}
		r.bin(typed, one.Typed)
		r.confuse(mixed, q, typed, one.Typed)
	}
	r.sort(mixed)
	return r
}

func count(by map[string]Both, name string, one Both) {
	b := by[name]
	b.Typed.add(one.Typed)
	b.Stripped.add(one.Stripped)
	by[name] = b
}

// judge is the tally of one question.
func judge(q Labeled, res Result) (t Tally) {
	t.Asked = 1
	if len(q.IDs) == 0 {
		if res.Decision == Answer {
			t.FalseAnswers = 1
		}
		return t
	}
	t.Topics = 1
	within := func(n int) bool {
		found := 0
		for _, h := range res.Hits[:min(n, len(res.Hits))] {
			if slices.Contains(q.IDs, h.ID) {
				found++
			}
		}
		if q.Register == Multi {
			return found == len(q.IDs)
		}
		return found > 0
	}
	first := 1
	if q.Register == Multi {
		first = len(q.IDs)
	}
	if within(first) {
		t.First = 1
	}
	if within(max(3, first)) {
		t.Third = 1
	}
	switch res.Decision {
	case Answer:
		t.Answered = 1
		if len(res.Hits) == 0 || !slices.Contains(q.IDs, res.Hits[0].ID) {
			t.Wrong = 1
		}
	case None:
		t.Refused = 1
	}
	return t
}

func (t *Tally) add(o Tally) {
	t.Asked += o.Asked
	t.Topics += o.Topics
	t.First += o.First
	t.Third += o.Third
	t.Answered += o.Answered
	t.Wrong += o.Wrong
	t.FalseAnswers += o.FalseAnswers
	t.Refused += o.Refused
}
