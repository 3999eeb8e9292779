package faq

import (
	"math"
	"math/rand/v2"
)

// linear is a multinomial logistic regression over the features: one class for each entry, the last for
// what is none of ours.
type linear struct {
	classes int
	weights []float32 // feature by feature, class by class
}

// train learns from the examples, whose features are of length 1. It takes steps down the slope of the
// loss, example by example, in an order drawn from a fixed seed, so that it gives the same every time.
// Text with marks is learned again without its marks, so that it is found without them too.
func (x *Index) train(examples []example, tune tuning) *linear {
	l := &linear{classes: len(x.docs) + 1}
	l.weights = make([]float32, int(x.taught)*l.classes)
	isMark := make([]bool, x.words.features)
	for _, id := range x.words.marked {
		isMark[id] = true
	}
	var lessons []lesson
	for _, e := range examples {
		c := e.doc
		if c == none {
			c = int32(l.classes - 1)
		}
		lessons = append(lessons, lesson{e.feats, c, 1})
		var bare []feature
		for _, f := range e.feats {
			if !isMark[f.id] {
				bare = append(bare, f)
			}
		}
		if len(bare) < len(e.feats) {
			normalize(bare)
			lessons = append(lessons, lesson{bare, c, bareWeight})
		}
	}
	order := rand.New(rand.NewPCG(1, 2))
	p := make([]float32, l.classes)
	rate := tune.rate
	var steep []int32 // the classes that this example moves
	for range tune.epochs {
		order.Shuffle(len(lessons), func(i, j int) { lessons[i], lessons[j] = lessons[j], lessons[i] })
		for _, s := range lessons {
			l.logits(p, s.feats)
			softmax(p)
			p[s.class] -= 1
			steep = steep[:0]
			for c, g := range p {
				if g > flat || g < -flat {
					steep = append(steep, int32(c))
				}
			}
			for _, f := range s.feats {
				step := rate * s.w * f.w
				row := l.weights[int(f.id)*l.classes:][:len(p)]
				for _, c := range steep {
					row[c] -= step * p[c]
				}
			}
		}
		rate *= tune.decay
	}
	return l
}

// lesson is one example for the classifier.
type lesson struct {
	feats []feature
	class int32
	w     float32
}

const (
	bareWeight = 0.7   // of an example without its marks
	flat       = 0.002 // an error that is not worth a step
)

// logits sets p to the classes' scores for a text.
func (l *linear) logits(p []float32, feats []feature) {
	clear(p)
	for _, f := range feats {
		at := int(f.id) * l.classes
		if at >= len(l.weights) {
			continue // stands in bodies only
		}
		row := l.weights[at:][:len(p)]
		for c, w := range row {
			p[c] += f.w * w
		}
	}
}

// softmax turns scores into probabilities.
func softmax(p []float32) {
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
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
