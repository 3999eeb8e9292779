package faq

import (
	"slices"
)

// combination are the weights with which the three ways of looking are added.
type combination struct {
	linear, alike, second, bm25 float32
	noneBias, noneUnknown       float32
	light                       float32
}

// usual are the figures that were measured best (calibrate_test.go prints how).
var usual = tuning{
	k1: 1.2, b: 0.5, fieldTitle: 1.5, fieldBody: 0.15,
	epochs: 12, rate: 6, decay: 0.85,
	weight: combination{linear: 1, alike: 6, second: 2, bm25: 4, noneBias: 0, noneUnknown: 3, light: -2},
}

// asking is the scratch of one question.
type asking struct {
	reading
	classes []float32
	bm25    []float32
	example []float32
	touched []int32
	best    []float32 // by entry, the last for none: cosine of the most alike example
	second  []float32
	scores  []float32 // by entry, the last for none
	order   []int32
}

func (x *Index) newAsking() *asking {
	n := len(x.docs)
	return &asking{
		classes: make([]float32, x.linear.classes),
		bm25:    make([]float32, n),
		example: make([]float32, len(x.example)),
		best:    make([]float32, n+1),
		second:  make([]float32, n+1),
		scores:  make([]float32, n+1),
	}
}

// Ask finds what was meant by a question. Of a text of any length only the beginning is looked at.
func (x *Index) Ask(text string) Result {
	a := x.asks.Get().(*asking)
	defer x.asks.Put(a)
	x.read(&a.reading, text, false)
	x.score(a)
	return x.decide(a, text)
}

// score fills a.scores with the probabilities of all entries and of none.
func (x *Index) score(a *asking) {
	n := len(x.docs)
	ideal := float32(0) // what BM25 could give at most, about
	clear(a.bm25)
	for i := range a.feats {
		f := &a.feats[i]
		for _, p := range x.bm25[f.id] {
			a.bm25[p.to] += f.w * p.w
		}
		f.w *= x.rarity[f.id]
		ideal += f.w
	}
	unknown := float32(len(a.unknown))
	normalize(a.feats)
	x.compare(a)
	x.linear.logits(a.classes, a.feats)
	softmax(a.classes)
	c := usual.weight
	for i := range n {
		a.scores[i] = c.alike*a.best[i] + c.second*a.second[i] + c.bm25*a.bm25[i]/max(ideal, 1)
		if x.docs[i].light {
			a.scores[i] += c.light
		}
	}
	for i, d := range x.linear.doc {
		a.scores[d] += c.linear * log32(a.classes[i])
	}
	share := unknown / max(1, float32(len(a.row)))
	a.scores[n] = c.linear*log32(a.classes[len(a.classes)-1]) + c.alike*a.best[n] + c.second*a.second[n] + c.noneBias + c.noneUnknown*share
	softmax(a.scores)
	a.order = a.order[:0]
	for i := range n {
		a.order = append(a.order, int32(i))
	}
	slices.SortFunc(a.order, func(p, q int32) int {
		if a.scores[p] != a.scores[q] {
			if a.scores[p] > a.scores[q] {
				return -1
			}
			return 1
		}
		return int(p - q)
	})
}

// compare finds for every entry the two most alike of its examples.
func (x *Index) compare(a *asking) {
	for _, f := range a.feats {
		for _, p := range x.alike[f.id] {
			if a.example[p.to] == 0 {
				a.touched = append(a.touched, p.to)
			}
			a.example[p.to] += f.w * p.w
		}
	}
	clear(a.best)
	clear(a.second)
	for _, e := range a.touched {
		d := x.example[e]
		if d == none {
			d = int32(len(x.docs))
		}
		switch s := a.example[e]; {
		case s > a.best[d]:
			a.best[d], a.second[d] = s, a.best[d]
		case s > a.second[d]:
			a.second[d] = s
		}
		a.example[e] = 0
	}
	a.touched = a.touched[:0]
}
