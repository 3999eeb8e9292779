package bot

import (
	"strings"

	"loaxom/content"
)

// reportWords finds what a plain sentence reports (content: category, lexicon/phan-anh.toml).
type reportWords struct {
	kinds    []reportKind
	troubles phrases
	opens    phrases
	asking   phrases
	endsAs   phrases // last words of a question
	around   phrases // politeness behind them
}

// reportKind is the words of one category.
type reportKind struct {
	id                      string
	official                bool
	words, things, troubles phrases
}

func newReportWords(lib *content.Library) (w reportWords) {
	for _, c := range lib.Categories() {
		k := reportKind{id: c.ID, official: c.Official}
		k.words.add(c.ID, c.Words)
		k.things.add(c.ID, c.Things)
		k.troubles.add(c.ID, c.Troubles)
		w.kinds = append(w.kinds, k)
	}
	x := lib.Lexicon().Report
	w.troubles.add("trouble", x.Troubles)
	w.opens.add("opens", x.Opens)
	w.asking.add("asking", x.Asking)
	w.asking.mark("asking", x.Marked)
	w.asking.pass(x.Passing)
	w.endsAs.add("asking", x.AskingAt)
	w.around.add("around", lib.Lexicon().Address.End)
	return w
}

// longest is the number of words of the longest phrase in t; 0: there is none.
func (p *phrases) longest(t text) (n int) {
	p.scan(t, func(f *phrase, _ int) bool { n = max(n, len(f.folded)); return false })
	return n
}

// guess is the category that a text is about: the one with the longest phrase, or thing and trouble. Empty:
// none is plain.
func (w *reportWords) guess(t text) (category string) {
	category, _ = w.find(t, true)
	return category
}

// longPhrase is the number of words from which a phrase of a category says by itself what is meant.
const longPhrase = 4

// find is guess; sure: a whole long phrase of the category stands there. official: the category of people in
// office counts too, which nobody is led into by a sentence alone.
func (w *reportWords) find(t text, official bool) (category string, sure bool) {
	best := 0
	for i := range w.kinds {
		k := &w.kinds[i]
		if k.official && !official {
			continue
		}
		whole := k.words.longest(t)
		score := 2 * whole
		if thing := k.things.longest(t); thing > 0 {
			if own := k.troubles.longest(t); own > 0 {
				score = max(score, 2*thing+own)
			} else if w.troubles.find(t) != "" {
				score = max(score, 2*thing)
			}
		}
		if score > best {
			category, best, sure = k.id, score, whole >= longPhrase
		}
	}
	return category, sure
}

// thing is the category of what a text names, whatever is wrong with it.
func (w *reportWords) thing(t text) (category string) {
	best := 0
	for i := range w.kinds {
		if n := w.kinds[i].things.longest(t); n > best {
			category, best = w.kinds[i].id, n
		}
	}
	return category
}

// Bounds of what a report has, in words: fewer is the name of a matter, and after an opening something has to
// follow.
const (
	fewestReport = 3
	fewestOpened = 3
	opensWithin  = 6
)

// tells tells what a sentence plainly reports. sure: by its words alone, because it begins as a report does,
// whatever it is about, or holds a whole long phrase of one. Both are empty where anything in it asks.
func (w *reportWords) tells(t text, typed string) (category string, sure bool) {
	if len(t.folded) < fewestReport || strings.ContainsRune(typed, '?') || w.asks(t) {
		return "", false
	}
	category, sure = w.find(t, false)
	w.opens.scan(t, func(f *phrase, at int) bool {
		sure = sure || at < opensWithin && len(t.folded)-at-len(f.folded) >= fewestOpened
		return true
	})
	return category, sure
}

// asks tells whether a text asks something, by its words or by how it ends.
func (w *reportWords) asks(t text) bool {
	if w.asking.find(t) != "" {
		return true
	}
	t = w.around.strip(t)
	n := len(t.folded)
	if n == 0 {
		return false
	}
	return w.endsAs.find(readText(t.typed[n-1])) != ""
}
