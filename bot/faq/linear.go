package faq

import (
	"math"
	"slices"
)

// linear is a multinomial logistic regression over the features: one class for each entry, the last for
// what is none of ours. It begins where BM25 ends: what it learned is added to BM25's scores. Most of it
// is nothing, so only what is something is kept.
type linear struct {
	weights postings // by feature: class and weight
}

// add adds the classes' scores for a text to p.
func (l *linear) add(p []float32, feats []feature) {
	for _, f := range feats {
		if int(f.id) >= len(l.weights) {
			continue
		}
		for _, w := range l.weights[f.id] {
			p[w.to] += f.w * w.w
		}
	}
}

// softmax turns scores into probabilities.
func softmax(p []float32) {
	top := slices.Max(p)
	sum := float32(0)
	for i, v := range p {
		p[i] = exp32(v - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

func exp32(v float32) float32 {
	if v < -16 { // one in ten million
		return 0
	}
	return float32(math.Exp(float64(v)))
}
