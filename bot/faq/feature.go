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

// The weight of a feature by its kind, beside its rarity.
const (
	pairWeight   = 0.65
	gapWeight    = 0.35 // of a pair with one syllable between
	markWeight   = 0.6
	ideaWeight   = 0.7
	meansWeight  = 0.35 // of an idea's official words
	extraWeight  = 0.45 // of other readings of an abbreviation
	numberWeight = 0.5
)

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
	n := sqrt32(sum)
	for i := range feats {
		feats[i].w /= n
	}
	return n
}

func sqrt32(v float32) float32 { return float32(math.Sqrt(float64(v))) }
