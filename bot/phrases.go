package bot

import (
	"slices"
	"strings"

	"loaxom/internal/vi"
)

// text is a message's words, as they were typed (lower case, tone marks where they belong) and folded.
type text struct {
	typed, folded []string
	marks         []uint16 // of the folded words
}

func readText(s string) text {
	typed := vi.Normal(s)
	var stack, more [48]vi.Word
	words, plain := vi.AppendWords(stack[:0], typed), vi.AppendWords(more[:0], vi.Fold(typed))
	both := make([]string, 2*len(words))
	t := text{typed: both[:len(words):len(words)], folded: both[len(words):], marks: make([]uint16, len(words))}
	for i, w := range words {
		t.typed[i] = w.Text
		if len(plain) == len(words) {
			t.folded[i] = plain[i].Text
		} else { // a letter that is none without its marks
			t.folded[i] = vi.Fold(w.Text)
		}
		t.marks[i] = mark(t.folded[i])
	}
	return t
}

// whole is all words folded, with single spaces.
func (t text) whole() string { return strings.Join(t.folded, " ") }

// phrases finds phrases among the words of a message. A syllable that was typed without marks stands
// for any; one that was typed with marks only for itself, so that "con đỗ đại học" is not "côn đồ".
// The zero value finds nothing.
type phrases struct {
	byFirst map[string][]phrase
	maybe   [1 << markBits / 64]uint64 // a bit for the mark of each first word: most words begin no phrase, and are told by it
}

// mark is a number of markBits bits for a word, by which most words are told from others without comparing them.
func mark(word string) uint16 {
	h := uint32(len(word))
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return uint16(h >> (32 - markBits))
}

const markBits = 11

func (p *phrases) begins(mark uint16) bool { return p.maybe[mark>>6]&(1<<(mark&63)) != 0 }

type phrase struct {
	text
	id     string // empty: only looks like one; it and what lies inside it are passed over
	marked bool   // counts only with all its marks typed: without them it is another word
}

// add makes each of the list mean id.
func (p *phrases) add(id string, list []string) { p.put(id, list, false) }

// mark makes each of the list mean id where it is typed with its marks.
func (p *phrases) mark(id string, list []string) { p.put(id, list, true) }

// pass makes each of the list be passed over.
func (p *phrases) pass(list []string) { p.put("", list, false) }

func (p *phrases) put(id string, list []string, marked bool) {
	if p.byFirst == nil {
		p.byFirst = map[string][]phrase{}
	}
	for _, s := range list {
		if t := readText(s); len(t.folded) > 0 {
			p.byFirst[t.folded[0]] = append(p.byFirst[t.folded[0]], phrase{text: t, id: id, marked: marked})
			p.maybe[t.marks[0]>>6] |= 1 << (t.marks[0] & 63)
		}
	}
}

// find is the id of the first phrase in t; empty: there is none.
func (p *phrases) find(t text) string {
	id := ""
	p.scan(t, func(f *phrase, _ int) bool { id = f.id; return true })
	return id
}

// strip is t without the phrases.
func (p *phrases) strip(t text) (rest text) {
	n := len(t.folded)
	rest = text{typed: make([]string, 0, n), folded: make([]string, 0, n), marks: make([]uint16, 0, n)}
	from := 0
	keep := func(to int) {
		rest.typed, rest.folded = append(rest.typed, t.typed[from:to]...), append(rest.folded, t.folded[from:to]...)
		rest.marks = append(rest.marks, t.marks[from:to]...)
	}
	p.scan(t, func(f *phrase, at int) bool {
		keep(at)
		from = at + len(f.folded)
		return false
	})
	keep(len(t.folded))
	return rest
}

// scan calls found for each phrase from left to right, the longest where several begin at one word and
// none inside another, until it says stop.
func (p *phrases) scan(t text, found func(f *phrase, at int) (stop bool)) {
	for at := 0; at < len(t.folded); {
		if !p.begins(t.marks[at]) {
			at++
			continue
		}
		best, length := (*phrase)(nil), 0
		list := p.byFirst[t.folded[at]]
		for i := range list {
			f := &list[i]
			longer := len(f.folded) > length || len(f.folded) == length && f.id == ""
			if longer && f.standsAt(&t, at) {
				best, length = f, len(f.folded)
			}
		}
		if best != nil && best.id != "" && found(best, at) {
			return
		}
		at += max(length, 1)
	}
}

// standsAt tells whether the words of f stand in t from word at on.
func (f *phrase) standsAt(t *text, at int) bool {
	end := at + len(f.folded)
	if end > len(t.folded) || !slices.Equal(f.marks, t.marks[at:end]) || !slices.Equal(f.folded, t.folded[at:end]) {
		return false
	}
	for i := range f.folded {
		typed := t.typed[at+i]
		if typed != f.typed[i] && (f.marked || typed != t.folded[at+i]) {
			return false
		}
	}
	return true
}
