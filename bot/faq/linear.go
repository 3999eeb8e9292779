package faq

import (
	"math"
	"slices"
)

// linear is a multinomial logistic regression over the features: one class for each entry, the last for
// what is none of ours.
type linear struct {
	classes int
	rows    []int32   // by feature: which row of weights, -1 for features that it does not use
	weights []float32 // row by row, class by class
}

// row are the weights of a feature; nil if it is not used.
func (l *linear) row(feature int32) []float32 {
	if int(feature) >= len(l.rows) || l.rows[feature] < 0 {
		return nil
	}
	return l.weights[int(l.rows[feature])*l.classes:][:l.classes]
}

// logits sets p to the classes' scores for a text. It adds four rows at a time, which spares three of
// four visits to p: most of the time that an index takes to build is spent here.
func (l *linear) logits(p []float32, feats []feature) {
	clear(p)
	var rows [4][]float32
	var w [4]float32
	n := 0
	for _, f := range feats {
		row := l.row(f.id)
		if row == nil {
			continue
		}
		rows[n], w[n] = row[:len(p)], f.w
		if n++; n == len(rows) {
			r0, r1, r2, r3 := rows[0], rows[1], rows[2], rows[3]
			for c := range p {
				p[c] += w[0]*r0[c] + w[1]*r1[c] + w[2]*r2[c] + w[3]*r3[c]
			}
			n = 0
		}
	}
	for i := range n {
		for c, v := range rows[i] {
			p[c] += w[i] * v
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

// logSum is the logarithm of the sum of the powers of e.
func logSum(p []float32) float32 {
	top := slices.Max(p)
	sum := float32(0)
	for _, v := range p {
		sum += exp32(v - top)
	}
	return top + float32(math.Log(float64(sum)))
}

func exp32(v float32) float32 {
	if v < -16 { // one in ten million
		return 0
	}
	return float32(math.Exp(float64(v)))
}
