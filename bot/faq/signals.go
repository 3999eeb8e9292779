package faq

import "math"

// signals are what tells how sure the first hit is.
type signals [11]float64

// coverage is the place in signals of how much of the question the first hit has.
const coverage = 3

// pairShare is the place in signals of how many of the question's pairs of syllables the first hit has.
const pairShare = 10

// signals reads them off the scores of a question.
func (x *Index) signals(a *asking) (s signals) {
	first := a.order[0]
	p1, p2 := a.scores[first], float32(1e-6)
	if len(a.order) > 1 {
		p2 = a.scores[a.order[1]]
	}
	n := len(x.docs)
	covered, all, unknown := float32(0), float32(0), float32(0)
	agree, long := 0.0, 0.0
	if len(a.row) >= storyFrom {
		long = 1
	}
	for i := range a.row {
		f := x.words.singleOf(max(a.ids[i], -1), false)
		r := x.most
		if f >= 0 {
			r = x.rarity[f]
			if x.has(f, first) {
				covered += r
			}
		} else {
			unknown += r
		}
		all += r
	}
	together, neighbours := 0.0, 0.0
	for i := 1; i < len(a.row); i++ {
		if a.row[i].clause != a.row[i-1].clause {
			continue
		}
		neighbours++
		if f, ok := x.words.pairs[pairKey(a.ids[i-1], a.ids[i])]; ok && x.has(f, first) {
			together++
		}
	}
	if top(a.linearLog[:n]) == int(first) {
		agree++
	}
	if top(a.bm25) == int(first) {
		agree++
	}
	s = signals{
		1,
		math.Log(float64(p1+1e-6) / float64(1-p1+1e-6)),
		math.Log(float64(p1+1e-6) / float64(p2+1e-6)),
		float64(covered / max(all, 1e-6)),
		agree,
		math.Log(float64(1 + min(len(a.row), 12))),
		math.Log(float64(a.scores[n] + 1e-4)),
		float64(unknown / max(all, 1e-6)),
		math.Log(float64(min(covered, 20) + 1)),
		long,
		together / max(neighbours, 1),
	}
	return s
}

// has tells whether an entry has a feature.
func (x *Index) has(feature, doc int32) bool {
	list := x.bm25[feature]
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid].to < doc {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(list) && list[lo].to == doc
}

// top is the index of the greatest.
func top(v []float32) (at int) {
	for i := range v {
		if v[i] > v[at] {
			at = i
		}
	}
	return at
}

// certainty weighs the signals: the logistic of the first sum is the probability that the first hit is
// right, that of the second that the question is one of ours. Fitted on the folds of the examples
// and on the questions to develop on: TestTheThresholdsKeepWhatDesignAsks prints what it finds now.
var certainty = struct{ right, ours signals }{
	right: signals{-5.831, 0.556, 0.043, -0.153, -0.069, 0.872, -0.085, -1.684, 1.023, 0.237, 2.483},
	ours:  signals{-7.176, 0.602, -0.305, -0.782, -0.728, 1.878, -0.428, -2.730, 1.830, 2.434, 2.534},
}

// of is the probability that the weights give to signals.
func (w signals) of(s signals) float64 {
	z := 0.0
	for i := range w {
		z += w[i] * s[i]
	}
	return 1 / (1 + math.Exp(-z))
}
