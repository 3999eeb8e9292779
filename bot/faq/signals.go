package faq

import "math"

// signals are what tells how sure the first hit is.
type signals [12]float64

// coverage is the place in signals of how much of the question the first hit has.
const coverage = 3

// long is the place in signals of whether the text is a story.
const long = 9

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
	agree, story := 0.0, 0.0
	if len(a.row) >= storyFrom {
		story = 1
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
	if top(a.learned[:n]) == int(first) {
		agree++
	}
	if top(a.bm25[:n]) == int(first) {
		agree++
	}
	s = signals{
		1,
		math.Log(float64(p1+1e-6) / float64(1-p1+1e-6)),
		math.Log(float64(p1+1e-6) / float64(p2+1e-6)),
		float64(covered / max(all, 1e-6)),
		agree,
		math.Log(float64(1 + min(len(a.row), 12))),
		float64(x.raw(a, int(first)) - x.foreign(a)),
		float64(unknown / max(all, 1e-6)),
		math.Log(float64(min(covered, 20) + 1)),
		story,
		together / max(neighbours, 1),
		float64(a.bm25[first]),
	}
	return s
}

// raw is the score of a class before it becomes a probability.
func (x *Index) raw(a *asking, class int) float32 { return usual.bm25*a.bm25[class] + a.learned[class] }

// foreign is the greatest score that a matter that is none of ours has. (As a probability it says less: of
// what is likelier by far nothing is left to tell how far.)
func (x *Index) foreign(a *asking) float32 {
	most := float32(usual.other)
	for i := len(x.docs); i < len(a.bm25)-1; i++ {
		most = max(most, x.raw(a, i))
	}
	return most
}

// has tells whether an entry has a feature, or almost all of them have it.
func (x *Index) has(feature, doc int32) bool {
	if x.rarity[feature] < everywhere {
		return true
	}
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
	right: signals{-7.588, 0.478, 0.006, -0.796, 0.191, 1.712, 0.216, -0.081, 1.292, 0.437, 2.258, -1.690},
	ours:  signals{-10.246, -0.016, 0.004, -1.212, -0.131, 2.023, 0.654, 0.151, 2.286, 1.931, 3.341, -2.407},
}

// of is the probability that the weights give to signals.
func (w signals) of(s signals) float64 {
	z := 0.0
	for i := range w {
		z += w[i] * s[i]
	}
	return 1 / (1 + math.Exp(-z))
}
