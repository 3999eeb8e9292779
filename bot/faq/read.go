package faq

import "slices"

// reading is what is seen in a text. It is used again for the next one.
type reading struct {
	raw, row []token
	ids      []int32 // of row, by syllable; -1: unknown
	extra    []int32 // syllables of other readings of abbreviations
	ideas    []idea
	feats    []feature

	unknown []token // syllables that no document has, slips that could not be mended
}

// learning is how much a text may add to the index.
type learning int

// A question adds nothing, an example everything, the body of an entry its syllables.
const (
	asked learning = iota
	body
	taught
)

// read takes a text apart. Unless it is asked, it changes the index.
func (x *Index) read(r *reading, text string, learn learning) {
	r.raw = tokens(r.raw[:0], text)
	r.extra, r.ideas, r.feats, r.unknown = r.extra[:0], r.ideas[:0], r.feats[:0], r.unknown[:0]
	x.expand(r)
	if learn != body && x.repair(r, learn == asked) {
		r.raw = append(r.raw[:0], r.row...)
		x.expand(r)
	}
	x.strip(r)
	x.number(r, learn > asked)
	x.findIdeas(r)
	x.features(r, learn)
}

// number gives every token of row its syllable's number.
func (x *Index) number(r *reading, learn bool) {
	r.ids = r.ids[:0]
	for i := range r.row {
		if learn {
			id := x.words.learn(r.row[i].fold)
			x.words.count[id]++
			x.words.total++
			r.ids = append(r.ids, id)
		} else {
			r.ids = append(r.ids, x.words.number(r.row[i].fold))
		}
	}
}

// expand writes raw out into row: abbreviations and chat spelling become what they stand for.
func (x *Index) expand(r *reading) {
	r.ids = r.ids[:0]
	for i := range r.raw {
		r.ids = append(r.ids, x.words.number(r.raw[i].fold))
	}
	r.row = r.row[:0]
	for i := 0; i < len(r.raw); i++ {
		var best expansion
		n := x.lexicon.short.find(r.raw, r.ids, i, func(_ int, e expansion) { best = e })
		t := r.raw[i]
		if n == 0 || best.exact && t.mark != "" && t.mark != t.fold {
			r.row = append(r.row, t)
			continue
		}
		if best.exact && t.mark == "" { // a syllable that may be meant as it stands
			r.row = append(r.row, t)
			r.extra = x.appendNumbers(r.extra, best.first)
		} else {
			for _, e := range best.first {
				e.clause, e.weight = t.clause, 1
				r.row = append(r.row, e)
			}
		}
		for _, other := range best.others {
			r.extra = x.appendNumbers(r.extra, other)
		}
		i += n - 1
	}
}

func (x *Index) appendNumbers(to []int32, row []token) []int32 {
	for i := range row {
		if id := x.words.number(row[i].fold); id >= 0 {
			to = append(to, id)
		}
	}
	return to
}

// strip takes address and politeness out of row. Where nothing is left, nothing was asked.
func (x *Index) strip(r *reading) {
	x.number(r, false)
	row, ids := r.row, r.ids
	for i := 0; i < len(row); {
		if i == 0 || row[i].clause != row[i-1].clause || row[i-1].weight == 0 {
			if n := x.lexicon.start.find(row, ids, i, nil); n > 0 {
				silence(row[i : i+n])
				i += n
				continue
			}
		}
		if n := x.lexicon.neutral.find(row, ids, i, nil); n > 0 {
			silence(row[i : i+n])
			i += n
			continue
		}
		i++
	}
	for i := len(row) - 1; i >= 0; i-- { // the ends of clauses, longest phrase first
		if i+1 < len(row) && row[i+1].clause == row[i].clause && row[i+1].weight > 0 {
			continue
		}
		for n := min(6, i+1); n > 0; n-- {
			if from := i + 1 - n; row[from].clause == row[i].clause && x.lexicon.end.find(row[:i+1], ids[:i+1], from, nil) == n {
				silence(row[from : i+1])
				break
			}
		}
	}
	r.row = slices.DeleteFunc(row, func(t token) bool { return t.weight == 0 })
}

func silence(row []token) {
	for i := range row {
		row[i].weight = 0
	}
}
