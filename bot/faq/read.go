package faq

import (
	"math"
	"slices"
)

// feature is something that a text has, and how much of it.
type feature struct {
	id int32
	w  float32
}

// reading is what is seen in a text. It is used again for the next one.
type reading struct {
	raw, row []token
	ids      []int32 // of row, by syllable; -1: unknown
	extra    []int32 // syllables of other readings of abbreviations
	ideas    []idea
	feats    []feature

	unknown []token // syllables that no document has, slips that could not be mended
}

// The weight of a feature by its kind, beside its rarity.
const (
	pairWeight   = 0.5
	gapWeight    = 0.3 // of a pair with one syllable between
	markWeight   = 0.6
	ideaWeight   = 0.7
	meansWeight  = 0.35 // of an idea's official words
	extraWeight  = 0.45 // of other readings of an abbreviation
	numberWeight = 0.5
)

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
	if learn == asked {
		x.repair(r)
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
			r.row[len(r.row)-1].end = r.raw[i+n-1].end
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

// strip takes address and politeness out of row, unless nothing would be left.
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
	kept := 0
	for i := range row {
		if row[i].weight > 0 {
			kept++
		}
	}
	if kept == 0 {
		return
	}
	r.row = slices.DeleteFunc(row, func(t token) bool { return t.weight == 0 })
}

func silence(row []token) {
	for i := range row {
		row[i].weight = 0
	}
}

// findIdeas lists the ideas that row's phrases bring, each once with its greatest weight.
func (x *Index) findIdeas(r *reading) {
	for i := range r.row {
		if r.ids[i] < 0 {
			continue
		}
		if n := x.lexicon.places.find(r.row, r.ids, i, nil); n > 1 {
			for k := i; k < i+n; k++ {
				r.row[k].weight = placeWeight
			}
		}
		x.lexicon.ideas.find(r.row, r.ids, i, func(_ int, found idea) {
			for k := range r.ideas {
				if r.ideas[k].id == found.id {
					r.ideas[k].weight = max(r.ideas[k].weight, found.weight)
					return
				}
			}
			r.ideas = append(r.ideas, found)
		})
	}
}

// features lists what the text has, each feature once with its greatest weight.
func (x *Index) features(r *reading, how learning) {
	w, learn := &x.words, how == taught
	for i := range r.row {
		t := &r.row[i]
		weight := t.weight
		if t.number() {
			weight *= numberWeight
		}
		f := w.singleOf(r.ids[i], how > asked)
		if f < 0 {
			r.unknown = append(r.unknown, *t)
		}
		r.add(f, weight)
		if t.mark != "" {
			r.add(featureOf(w, w.marked, t.mark, learn), weight*markWeight)
		}
		if i > 0 && r.row[i-1].clause == t.clause && r.ids[i] >= 0 && r.ids[i-1] >= 0 {
			r.add(featureOf(w, w.pairs, pairKey(r.ids[i-1], r.ids[i]), learn), pairWeight*min(weight, r.row[i-1].weight))
		}
		if i > 1 && r.row[i-2].clause == t.clause && r.ids[i] >= 0 && r.ids[i-2] >= 0 {
			r.add(featureOf(w, w.pairs, pairKey(r.ids[i-2], r.ids[i]), learn), gapWeight*min(weight, r.row[i-2].weight))
		}
	}
	for i := range r.row {
		if name := ageOf(r.row, i); name != "" {
			id := w.number(name)
			if learn {
				id = w.learn(name)
			}
			r.add(w.singleOf(id, learn), ageWeight)
		}
	}
	for _, id := range r.extra {
		r.add(w.singleOf(id, false), extraWeight)
	}
	for _, found := range r.ideas {
		r.add(w.ideaOf(found.id, learn), ideaWeight*found.weight)
		row := x.lexicon.means[found.id]
		last := int32(-1)
		for i := range row {
			id := w.number(row[i].fold)
			r.add(w.singleOf(id, false), meansWeight*found.weight)
			if last >= 0 {
				r.add(featureOf(w, w.pairs, pairKey(last, id), false), meansWeight*found.weight)
			}
			last = id
		}
	}
	r.merge()
}

func (r *reading) add(id int32, weight float32) {
	if id >= 0 && weight > 0 {
		r.feats = append(r.feats, feature{id, weight})
	}
}

// merge leaves each feature once, in the order of their numbers.
func (r *reading) merge() {
	slices.SortFunc(r.feats, func(a, b feature) int {
		if a.id != b.id {
			return int(a.id - b.id)
		}
		if a.w > b.w {
			return -1
		}
		if a.w < b.w {
			return 1
		}
		return 0
	})
	r.feats = slices.CompactFunc(r.feats, func(a, b feature) bool { return a.id == b.id })
}

// normalize scales features to length 1 and gives the length that they had.
func normalize(feats []feature) float32 {
	sum := float32(0)
	for _, f := range feats {
		sum += f.w * f.w
	}
	if sum == 0 {
		return 0
	}
	n := float32(math.Sqrt(float64(sum)))
	for i := range feats {
		feats[i].w /= n
	}
	return n
}
