package faq

import (
	"os"
	"slices"
	"testing"
	"time"
)

// folds asks every example question of an index that was built without it: the examples are dealt into
// parts, and each part is asked of an index of the others. (Leaving out one at a time would build the
// index thousands of times and differs little.) Off-topic examples are dealt too.
func folds(docs []Doc, lex Lexicon, parts int, ask func(x *Index, questions []Labeled)) {
	for part := range parts {
		var held []Labeled
		var kept []Doc
		n := 0
		for _, d := range docs {
			var qs []string
			for _, q := range d.Questions {
				if n%parts == part {
					held = append(held, Labeled{q, []string{d.ID}, "example"})
				} else {
					qs = append(qs, q)
				}
				n++
			}
			d.Questions = qs
			kept = append(kept, d)
		}
		less := lex
		less.OffTopic = nil
		for i, q := range lex.OffTopic {
			if i%parts == part {
				held = append(held, Labeled{q, nil, "off-topic"})
			} else {
				less.OffTopic = append(less.OffTopic, q)
			}
		}
		ask(Build(kept, less), held)
	}
}

func TestFolds(t *testing.T) {
	docs, lex := shipped(t)
	start := time.Now()
	x := Build(docs, lex)
	t.Logf("%d entries, %d features, built in %v", len(docs), x.words.features, time.Since(start))
	var all Report
	all.Registers = map[string]Tally{}
	folds(docs, lex, 5, func(x *Index, questions []Labeled) {
		r := Evaluate(x.Ask, questions)
		all.All.add(r.All)
		all.Stripped.add(r.Stripped)
		for k, v := range r.Registers {
			a := all.Registers[k]
			a.add(v)
			all.Registers[k] = a
		}
		all.Confusions = append(all.Confusions, r.Confusions...)
		all.Mistakes = append(all.Mistakes, r.Mistakes...)
	})
	if os.Getenv("SHOW") != "" {
		for _, c := range all.Confusions {
			t.Logf("%s taken for %s: %q", c.Right, c.Taken, c.Example)
		}
	}
	all.Confusions = nil
	all.Write(os.Stdout, 0)
}

func TestDev(t *testing.T) {
	docs, lex := shipped(t)
	x := Build(docs, lex)
	for _, file := range []string{"dev.tsv", "eval-dev.tsv"} {
		r := Evaluate(x.Ask, labeled(t, docs, file))
		if err := r.Write(os.Stdout, 60); err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Mistakes {
			t.Log(m)
		}
	}
}

func BenchmarkAsk(b *testing.B) {
	docs, lex := shipped(b)
	x := Build(docs, lex)
	questions := devQuestions(b, docs)
	var slow []time.Duration
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Ask(questions[i%len(questions)].Question)
		slow = append(slow, time.Since(start))
		i++
	}
	slices.Sort(slow)
	b.ReportMetric(float64(slow[len(slow)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkBuild(b *testing.B) {
	docs, lex := shipped(b)
	b.ReportAllocs()
	for b.Loop() {
		Build(docs, lex)
	}
}
