package faq

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Report is what Evaluate found.
type Report struct {
	All, Stripped Tally           // as typed, and stripped of marks
	Registers     map[string]Both // by how it was asked
	Groups        map[string]Both // by the field of the first of the entries that are right
	Calibration   []Bin           // how sure the matcher was against how often it was right
	Confusions    []Confusion     // most frequent first
	Mistakes      []string        // wrong and false answers, one line each
}

// Both is a tally of questions as typed and of the same stripped of their marks.
type Both struct{ Typed, Stripped Tally }

// Bin is the questions of which the matcher was about equally sure.
type Bin struct {
	From, To float64
	Asked    int
	Sure     float64 // the mean of what the matcher believed
	Right    float64 // the share whose first entry was right; what is none of ours is never right
}

// bins is how many bins there are, equally wide.
const bins = 10

// Confusion is an entry that was put before the right one.
type Confusion struct {
	Right, Taken string
	Count        int
	Example      string
}

// bin counts a question by how sure the matcher was of it.
func (r *Report) bin(res Result, one Tally) {
	at := min(int(res.Sure*bins), bins-1)
	b := &r.Calibration[at]
	b.From, b.To = float64(at)/bins, float64(at+1)/bins
	n := float64(b.Asked)
	b.Sure = (b.Sure*n + res.Sure) / (n + 1)
	b.Right = (b.Right*n + float64(one.First)) / (n + 1)
	b.Asked++
}

// confuse notes what a question was taken for where that is wrong.
func (r *Report) confuse(mixed map[[2]string]*Confusion, q Labeled, res Result, one Tally) {
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
		r.Mistakes = append(r.Mistakes, fmt.Sprintf("%q: %s (%.2f), not %s", q.Question, taken, res.Sure, cmp.Or(strings.Join(q.IDs, "|"), "NONE")))
	}
}

func (r *Report) sort(mixed map[[2]string]*Confusion) {
	for _, c := range mixed {
		r.Confusions = append(r.Confusions, *c)
	}
	slices.SortFunc(r.Confusions, func(a, b Confusion) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Right, b.Right), strings.Compare(a.Taken, b.Taken))
	})
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
	for _, part := range []struct {
		name string
		by   map[string]Both
	}{{"register", r.Registers}, {"group", r.Groups}} {
		if len(part.by) > 0 {
			writeTable(&b, part.name, part.by)
		}
	}
	fmt.Fprintf(&b, "\nhow sure    asked   sure  right\n")
	for _, c := range r.Calibration {
		if c.Asked > 0 {
			fmt.Fprintf(&b, "%.1f to %.1f  %6d  %5.2f  %5.2f\n", c.From, c.To, c.Asked, c.Sure, c.Right)
		}
	}
	if confusions > 0 && len(r.Confusions) > 0 {
		b.WriteString("\nworst confusions\n")
	}
	for _, c := range r.Confusions[:min(confusions, len(r.Confusions))] {
		fmt.Fprintf(&b, "%3d x %s taken for %s: %q\n", c.Count, c.Right, c.Taken, c.Example)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTable prints shares in percent, a line for each name; the last two columns are of the questions
// stripped of their marks.
func writeTable(b *strings.Builder, title string, by map[string]Both) {
	fmt.Fprintf(b, "\n%-24s asked  ours  first  three answer refuse  wrong  false  no marks: first  wrong\n", title)
	for _, name := range slices.Sorted(maps.Keys(by)) {
		t, s := by[name].Typed, by[name].Stripped
		fmt.Fprintf(b, "%-24s %5d %5d %6.1f %6.1f %6.1f %6.1f %6.1f %6.1f %16.1f %6.1f\n", name, t.Asked, t.Topics,
			Share(t.First, t.Topics), Share(t.Third, t.Topics), Share(t.Answered, t.Topics), Share(t.Refused, t.Topics),
			Share(t.Wrong, t.Asked), Share(t.FalseAnswers, t.Asked-t.Topics), Share(s.First, s.Topics), Share(s.Wrong, s.Asked))
	}
}
