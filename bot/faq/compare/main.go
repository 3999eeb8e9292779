// Command compare asks the same labelled questions of the matcher and of a search library, bleve, and
// prints both: what a library does with the same text, before anybody writes a line of matching.
//
//	go -C bot/faq/compare run . ../testdata/eval-dev-2.tsv
//
// Bleve gets what helps it: the text folded (no marks, no case), BM25 over single syllables and shingles of
// two and three, and one field of title, everyday name and example questions. (Fields of their own with
// weights, and the body of the entries beside them, were tried on the questions to develop on and found up to
// 14 in 100 less.) It gets no lexicon: abbreviations, chat spelling, slips and raw keystrokes are ours. A
// module of its own, so that the library is no dependency of the program.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"loaxom/bot"
	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "use: compare FILE.tsv")
		os.Exit(2)
	}
	if err := compare(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// finder is one way of finding: best first, at most three ids.
type finder struct {
	name  string
	built time.Duration
	find  func(question string) ([]string, error)
}

func compare(file string, w io.Writer) error {
	questions, err := read(file)
	if err != nil {
		return err
	}
	lib, problems := content.Load()
	if faults := content.Faults(problems); len(faults) > 0 {
		return fmt.Errorf("content: %s", faults[0])
	}
	theirs, err := newBleve(lib)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d questions with a topic of ours; shares in percent\n", len(questions))
	fmt.Fprintf(w, "%-26s %8s %8s %10s %9s %9s %9s %9s\n", "", "first", "in three", "no marks:", "in three", "p50", "p99", "build")
	for _, f := range []finder{theirs, newOurs(lib)} {
		if err := measure(f, questions, w); err != nil {
			return err
		}
	}
	return nil
}

// newOurs is the whole bot, as `eval` asks it.
func newOurs(lib *content.Library) finder {
	begun := time.Now()
	b := bot.New(bot.Config{Commune: commune.Commune{Name: "xã Xuân Hưng", Province: "tỉnh Ninh Bình"}})
	b.Load(lib)
	f := finder{name: "ours", built: time.Since(begun)}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f.find = func(question string) (ids []string, err error) {
		t := b.Turn(bot.State{Last: now}, bot.Message{Kind: channel.Message, Text: question, Now: now})
		for _, h := range t.Hits[:min(3, len(t.Hits))] {
			ids = append(ids, h.ID)
		}
		return ids, nil
	}
	return f
}

// measure prints one line.
func measure(f finder, questions []faq.Labeled, w io.Writer) error {
	var shares []float64
	var times []time.Duration
	for _, form := range []func(string) string{func(s string) string { return s }, fold} {
		first, three := 0, 0
		for _, q := range questions {
			text := form(q.Question)
			begun := time.Now()
			ids, err := f.find(text)
			if err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			times = append(times, time.Since(begun))
			for i, id := range ids {
				if slices.Contains(q.IDs, id) {
					if i == 0 {
						first++
					}
					three++
					break
				}
			}
		}
		shares = append(shares, faq.Share(first, len(questions)), faq.Share(three, len(questions)))
	}
	slices.Sort(times)
	_, err := fmt.Fprintf(w, "%-26s %8.1f %8.1f %10.1f %9.1f %9v %9v %9v\n", f.name, shares[0], shares[1], shares[2], shares[3],
		times[len(times)/2].Round(time.Microsecond), times[len(times)*99/100].Round(time.Microsecond), f.built.Round(time.Millisecond))
	return err
}
