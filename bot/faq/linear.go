package faq

import "math"

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

// logits sets p to the classes' scores for a text.
func (l *linear) logits(p []float32, feats []feature) {
	clear(p)
	for _, f := range feats {
		row := l.row(f.id)
		if row == nil {
			continue
		}
		for c := range row[:len(p)] {
			p[c] += f.w * row[c]
		}
	}
}

// softmax turns scores into probabilities.
func softmax(p []float32) {
	all := logSum(p)
	for i, v := range p {
		p[i] = exp32(v - all)
	}
}

// logSum is the logarithm of the sum of the powers of e.
func logSum(p []float32) float32 {
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	sum := float32(0)
	for _, v := range p {
		sum += exp32(v - top)
	}
	return top + float32(math.Log(float64(sum)))
}

func exp32(v float32) float32 {
	if v < -20 {
		return 0
	}
	return float32(math.Exp(float64(v)))
}
