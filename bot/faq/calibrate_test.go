package faq

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loaxom/internal/vi"
)

// devQuestions are the questions to develop on, by two hands, those whose entries exist.
func devQuestions(t testing.TB, docs []Doc) []Labeled {
	t.Helper()
	return append(labeled(t, docs, "dev.tsv"), labeled(t, docs, "eval-dev.tsv")...)
}

// labeled reads a file of questions.
func labeled(t testing.TB, docs []Doc, file string) (list []Labeled) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, d := range docs {
		have[d.ID] = true
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		cols := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		if len(cols) != 3 {
			t.Fatalf("%s:%d: %d columns", file, i+1, len(cols))
		}
		q := Labeled{Question: cols[0], Register: cols[2]}
		ok := true
		if cols[1] != "NONE" {
			some := false
			for _, id := range strings.Split(cols[1], "|") {
				q.IDs = append(q.IDs, id)
				some = some || have[id]
				ok = ok && have[id]
			}
			ok = ok || some && q.Register != Multi
		}
		if ok {
			list = append(list, q)
		}
	}
	return list
}

// seen is what the two ways of looking gave for one question, by entry, the last for none.
type seen struct {
	parts [][3]float32
	right map[int]bool
	q     Labeled
}

func look(x *Index, q Labeled, text string) seen {
	a := x.newAsking()
	x.read(&a.reading, text, asked)
	x.score(a)
	s := seen{right: map[int]bool{}, q: q}
	for i := range x.docs {
		s.parts = append(s.parts, [3]float32{a.linearLog[i], a.bm25[i], 0})
		for _, id := range q.IDs {
			if x.docs[i] == id {
				s.right[i] = true
			}
		}
	}
	n := len(x.docs)
	s.parts = append(s.parts, [3]float32{a.linearLog[n], 0, 1})
	if len(q.IDs) == 0 {
		s.right[n] = true
	}
	return s
}

// fit finds the weights under which the right entries are likeliest.
func fit(list []seen, rounds int) (w [3]float64) {
	w = [3]float64{1, 4, 0}
	var m2 [3]float64
	p := make([]float64, 4000)
	for range rounds {
		var grad [3]float64
		for _, s := range list {
			top := math.Inf(-1)
			for i, parts := range s.parts {
				z := 0.0
				for k, v := range parts {
					z += w[k] * float64(v)
				}
				p[i] = z
				top = max(top, z)
			}
			sum, sumRight := 0.0, 0.0
			for i := range s.parts {
				p[i] = math.Exp(p[i] - top)
				sum += p[i]
				if s.right[i] {
					sumRight += p[i]
				}
			}
			for i, parts := range s.parts {
				g := p[i] / sum
				if s.right[i] {
					g -= p[i] / (sumRight + 1e-12)
				}
				for k, v := range parts {
					grad[k] += g * float64(v)
				}
			}
		}
		for k := range w {
			g := grad[k] / float64(len(list))
			m2[k] = 0.9*m2[k] + 0.1*g*g
			w[k] -= 0.1 * g / (math.Sqrt(m2[k]) + 1e-6)
		}
	}
	return w
}

func rank(s seen, w [3]float64) (place int) {
	score := func(i int) float64 {
		z := 0.0
		for k, v := range s.parts[i] {
			z += w[k] * float64(v)
		}
		return z
	}
	best := math.Inf(-1)
	for i := range s.right {
		best = max(best, score(i))
	}
	for i := range len(s.parts) - 1 {
		if !s.right[i] && score(i) > best {
			place++
		}
	}
	return place
}

func TestFit(t *testing.T) {
	docs, lex := shipped(t)
	var list []seen
	folds(docs, lex, 5, func(x *Index, questions []Labeled) {
		for _, q := range questions {
			list = append(list, look(x, q, q.Question), look(x, q, vi.Fold(q.Question)))
		}
	})
	x := Build(docs, lex)
	var dev []seen
	for _, q := range devQuestions(t, docs) {
		dev = append(dev, look(x, q, q.Question), look(x, q, vi.Fold(q.Question)))
	}
	for _, set := range []struct {
		name string
		w    [3]float64
	}{
		{"linear", [3]float64{1}}, {"bm25", [3]float64{0, 1}}, {"fitted", fit(list, 60)},
	} {
		for _, on := range []struct {
			name string
			list []seen
		}{{"folds", list}, {"dev", dev}} {
			var ours, first, third int
			for _, s := range on.list {
				if len(s.q.IDs) > 0 && s.q.Register != Multi {
					ours++
					p := rank(s, set.w)
					if p == 0 {
						first++
					}
					if p < 3 {
						third++
					}
				}
			}
			fmt.Printf("%-12s %-6s %5d: first %5.1f in three %5.1f   %.2f\n", set.name, on.name, ours, Share(first, ours), Share(third, ours), set.w)
		}
	}
}

// verdict is the signals of one question and what was true.
type verdict struct {
	s           signals
	right, ours bool
	q           Labeled
}

func verdicts(x *Index, questions []Labeled) (list []verdict) {
	for _, q := range questions {
		if q.Register == Multi {
			continue
		}
		for _, text := range []string{q.Question, vi.Fold(q.Question)} {
			a := x.newAsking()
			x.read(&a.reading, text, asked)
			x.score(a)
			x.story(a)
			v := verdict{s: x.signals(a), ours: len(q.IDs) > 0, q: q}
			for _, id := range q.IDs {
				v.right = v.right || x.docs[a.order[0]] == id
			}
			list = append(list, v)
		}
	}
	return list
}

func fitLogistic(list []verdict, truth func(verdict) bool, weight func(verdict) float64) (w signals) {
	var m2 signals
	for round := range 3000 {
		var grad signals
		total := 0.0
		for _, v := range list {
			y := 0.0
			if truth(v) {
				y = 1
			}
			g := (w.of(v.s) - y) * weight(v)
			total += weight(v)
			for k := range grad {
				grad[k] += g * v.s[k]
			}
		}
		for k := range w {
			g := grad[k]/total + 0.0005*w[k]
			m2[k] = 0.99*m2[k] + 0.01*g*g
			w[k] -= 0.05 / (1 + float64(round)/300) * g / (math.Sqrt(m2[k]) + 1e-6)
		}
	}
	return w
}

func TestCalibrate(t *testing.T) {
	docs, lex := shipped(t)
	var list []verdict
	folds(docs, lex, 5, func(x *Index, questions []Labeled) { list = append(list, verdicts(x, questions)...) })
	dev := verdicts(Build(docs, lex), devQuestions(t, docs))
	both := append(append([]verdict{}, list...), dev...)
	weight := func(v verdict) float64 {
		if v.ours && v.q.Register == "example" {
			return 0.3
		}
		if v.ours {
			return 1
		}
		return 3
	}
	w := fitLogistic(both, func(v verdict) bool { return v.right }, weight)
	o := fitLogistic(both, func(v verdict) bool { return v.ours }, func(v verdict) float64 {
		if v.ours {
			return 1
		}
		return 5
	})
	fmt.Printf("sure %.3f\nours %.3f\n", w, o)
	for _, set := range []struct {
		name string
		list []verdict
	}{{"folds", list}, {"dev", dev}} {
		for _, th := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9} {
			var nOurs, answered, wrong, off, falseAns int
			for _, v := range set.list {
				yes := w.of(v.s) >= th
				if v.ours {
					nOurs++
					if yes {
						answered++
						if !v.right {
							wrong++
						}
					}
				} else {
					off++
					if yes {
						falseAns++
					}
				}
			}
			fmt.Printf("%-6s %.2f answered %5.1f%% wrong of all %4.1f%% wrong of answers %4.1f%% false %4.1f%%\n", set.name, th, Share(answered, nOurs), Share(wrong, nOurs+off), Share(wrong, answered), Share(falseAns, off))
		}
		for _, th := range []float64{0.1, 0.2, 0.3, 0.5, 0.7} {
			var nOurs, refused, off, right int
			for _, v := range set.list {
				no := o.of(v.s) < th
				if v.ours {
					nOurs++
					if no {
						refused++
					}
				} else {
					off++
					if no {
						right++
					}
				}
			}
			fmt.Printf("%-6s ours<%.2f refused of ours %4.1f%% of off-topic %5.1f%%\n", set.name, th, Share(refused, nOurs), Share(right, off))
		}
	}
	if os.Getenv("SHOW") != "" {
		for _, v := range dev {
			if !v.right && (v.ours || w.of(v.s) > 0.3) {
				fmt.Printf("dev %v %.2f ours %.2f %q %v %.2f\n", v.right, w.of(v.s), o.of(v.s), v.q.Question, v.q.IDs, v.s)
			}
		}
	}
}

func TestTopics(t *testing.T) {
	docs, lex := shipped(t)
	x := Build(docs, lex)
	var multi, both, one, wrongly, wrongFirst int
	for _, q := range devQuestions(t, docs) {
		r := x.Ask(q.Question)
		switch {
		case q.Register == Multi:
			multi++
			ok := len(r.Topics) == 2
			for _, id := range r.Topics {
				ok = ok && slices.Contains(q.IDs, id)
			}
			if ok {
				both++
			} else {
				fmt.Printf("not both: %q %v %v %v\n", q.Question, q.IDs, r.Topics, r.Hits[:3])
			}
		default:
			one++
			if r.Topics != nil {
				wrongly++
				if !slices.Contains(q.IDs, r.Hits[0].ID) {
					wrongFirst++
				}
				fmt.Printf("wrongly: %q %v %v\n", q.Question, q.IDs, r.Topics)
			}
		}
	}
	fmt.Printf("multi %d, both %d; one %d, wrongly two %d, wrong first %d\n", multi, both, one, wrongly, wrongFirst)
}
