package faq

import "math/rand/v2"

// lesson is one example for the classifier.
type lesson struct {
	feats []feature
	class int32
	w     float32
}

const (
	bareWeight = 0.7   // of an example without its marks
	flat       = 0.002 // an error that is not worth a step
	twice      = 2     // in how many examples a feature must be to tell more than that one example
)

// train learns from the examples, whose features are of length 1. It takes steps down the slope of the
// loss, example by example, in an order drawn from a fixed seed, so that it gives the same every time.
func (x *Index) train(examples []example, tune tuning) *linear {
	l := &linear{classes: len(x.docs) + 1, rows: x.rows(examples)}
	rows := int32(0)
	for _, r := range l.rows {
		rows = max(rows, r+1)
	}
	l.weights = make([]float32, int(rows)*l.classes)
	lessons := x.lessons(examples, l)
	order := rand.New(rand.NewPCG(1, 2))
	p := make([]float32, l.classes)
	rate := tune.rate
	for range tune.epochs {
		order.Shuffle(len(lessons), func(i, j int) { lessons[i], lessons[j] = lessons[j], lessons[i] })
		for _, s := range lessons {
			l.logits(p, s.feats)
			softmax(p)
			p[s.class] -= 1
			l.step(s, p, rate)
		}
		rate *= tune.decay
	}
	return l
}

// step moves the weights of a lesson's features against the errors of the classes.
func (l *linear) step(s lesson, errors []float32, rate float32) {
	var steep [64]int32
	moved := steep[:0]
	for c, g := range errors {
		if g > flat || g < -flat {
			moved = append(moved, int32(c))
		}
	}
	for _, f := range s.feats {
		row, step := l.row(f.id), rate*s.w*f.w
		for _, c := range moved {
			row[c] -= step * errors[c]
		}
	}
}

// rows gives a row of weights to every feature that stands in enough examples.
func (x *Index) rows(examples []example) []int32 {
	count := make([]int32, x.taught)
	for _, e := range examples {
		for _, f := range e.feats {
			count[f.id]++
		}
	}
	next := int32(0)
	for i, n := range count {
		count[i] = -1
		if n >= twice {
			count[i] = next
			next++
		}
	}
	return count
}

// lessons are the examples as the classifier learns them. Text with marks is learned again without its
// marks, so that it is found without them too.
func (x *Index) lessons(examples []example, l *linear) (list []lesson) {
	mark := make([]bool, x.words.features)
	for _, id := range x.words.marked {
		mark[id] = true
	}
	for _, e := range examples {
		class := e.doc
		if class == none {
			class = int32(l.classes - 1)
		}
		var full, bare []feature
		for _, f := range e.feats {
			if l.rows[f.id] < 0 {
				continue
			}
			full = append(full, f)
			if !mark[f.id] {
				bare = append(bare, f)
			}
		}
		list = append(list, lesson{full, class, 1})
		if len(bare) < len(full) {
			normalize(bare)
			list = append(list, lesson{bare, class, bareWeight})
		}
	}
	return list
}
