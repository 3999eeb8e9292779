package faq

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

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

// Confusion is an entry that was put before the right one.
type Confusion struct {
	Right, Taken string
	Count        int
	Example      string
}

// Report is what Evaluate found, and the same for the questions stripped of their marks.
type Report struct {
	All, Stripped Tally
	Registers     map[string]Tally
	Confusions    []Confusion // most frequent first
	Mistakes      []string    // wrong and false answers, one line each
}

// Evaluate asks every question, of an index (ix.Ask) or of a whole bot. It is how the figures of
// design 4 are measured.
func Evaluate(ask func(string) Result, questions []Labeled) Report {
	r := Report{Registers: map[string]Tally{}}
	mixed := map[[2]string]*Confusion{}
	for _, q := range questions {
		res := ask(q.Question)
		one := judge(q, res)
		r.All.add(one)
		reg := r.Registers[q.Register]
		reg.add(one)
		r.Registers[q.Register] = reg
		r.Stripped.add(judge(q, ask(vi.Fold(q.Question))))
		taken := "none"
		if len(res.Hits) > 0 {
			taken = res.Hits[0].ID
		}
		if one.Topics == 1 && one.First == 0 {
			key := [2]string{strings.Join(q.IDs, "|"), taken}
			if mixed[key] == nil {
				mixed[key] = &Confusion{Right: key[0], Taken: key[1], Example: q.Question}
			}
			mixed[key].Count++
		}
		if one.Wrong+one.FalseAnswers > 0 {
			r.Mistakes = append(r.Mistakes, fmt.Sprintf("%q: %s (%.2f), not %s", q.Question, taken, res.Hits[0].Score, cmp.Or(strings.Join(q.IDs, "|"), "NONE")))
		}
	}
	for _, c := range mixed {
		r.Confusions = append(r.Confusions, *c)
	}
	slices.SortFunc(r.Confusions, func(a, b Confusion) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Right, b.Right), strings.Compare(a.Taken, b.Taken))
	})
	return r
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

// Share is a part of a whole in percent, 0 of nothing.
func Share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// String is one line of figures: shares of the questions of ours, wrong answers of all, false answers
// of what is none of ours.
func (t Tally) String() string {
	return fmt.Sprintf("%5d asked, %5d ours: first %5.1f%%, in three %5.1f%%, answered %5.1f%%, refused %4.1f%%, wrong answers %4.1f%%, false answers %4.1f%%",
		t.Asked, t.Topics, Share(t.First, t.Topics), Share(t.Third, t.Topics), Share(t.Answered, t.Topics), Share(t.Refused, t.Topics),
		Share(t.Wrong, t.Asked), Share(t.FalseAnswers, t.Asked-t.Topics))
}

// Write prints the report; confusions at most as many as given.
func (r Report) Write(w io.Writer, confusions int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "all        %v\nno marks   %v\n", r.All, r.Stripped)
	for _, name := range slices.Sorted(maps.Keys(r.Registers)) {
		fmt.Fprintf(&b, "%-10s %v\n", name, r.Registers[name])
	}
	for _, c := range r.Confusions[:min(confusions, len(r.Confusions))] {
		fmt.Fprintf(&b, "%3d x %s taken for %s: %q\n", c.Count, c.Right, c.Taken, c.Example)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
