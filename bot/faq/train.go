package faq

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// lesson is one example for the classifier, with its marks or without them.
type lesson struct {
	of     *example
	bare   bool
	likely []posting // the classes that it may be taken for, with their scores by BM25
}

const (
	flat   = 0.015 // an error that is not worth a step
	twice  = 3     // in how many examples a feature must be to tell more than those examples
	likely = 7     // how far behind the first a class may be by BM25 and still be thought of
	bareOf = 6     // of so many examples one is learned without its marks too
	faint  = 0.01  // a weight that is not worth keeping
)

// training is the classifier while it learns.
type training struct {
	index   *Index
	ranked  ranking
	tune    tuning
	classes int
	marked  []bool    // by feature: it is a syllable with its marks
	rows    []int32   // by feature: which row of weights, -1 for features that are not learned
	weights []float32 // row by row, class by class

	feats  []feature // scratch: of the lesson
	p      []float32 // scratch: by likely class
	errors []posting // scratch: the classes whose score is wrong, and by how much
}

// train learns from the examples. It takes steps down the slope of the loss, example by example, in an
// order drawn from a fixed seed, so that it gives the same every time. Each example is scored by BM25 as
// if it had not been seen there; so the classifier learns what BM25 gets wrong of new questions.
func (x *Index) train(examples []example, ranked ranking, tune tuning) *linear {
	t := &training{index: x, ranked: ranked, tune: tune, classes: x.classes() - 1, marked: make([]bool, x.words.features)}
	for _, id := range x.words.marked {
		t.marked[id] = true
	}
	t.p = make([]float32, t.classes)
	t.makeRows(examples)
	lessons := t.lessons(examples)
	t.rankAll(lessons)
	order := rand.New(rand.NewPCG(1, 2))
	rate := tune.rate
	for range tune.epochs {
		order.Shuffle(len(lessons), func(i, j int) { lessons[i], lessons[j] = lessons[j], lessons[i] })
		for i := range lessons {
			t.step(&lessons[i], rate)
		}
		rate *= tune.decay
	}
	return t.keep()
}

// makeRows gives a row of weights to every feature that stands in enough examples.
func (t *training) makeRows(examples []example) {
	t.rows = make([]int32, t.index.words.features)
	for i := range examples {
		for _, f := range examples[i].feats {
			t.rows[f.id]++
		}
	}
	next := int32(0)
	for i, n := range t.rows {
		t.rows[i] = -1
		if n >= twice {
			t.rows[i] = next
			next++
		}
	}
	t.weights = make([]float32, int(next)*t.classes)
}

// lessons are the examples as the classifier learns them. Text with marks is learned again without its
// marks, so that it is found without them too.
func (t *training) lessons(examples []example) (list []lesson) {
	list = make([]lesson, 0, 2*len(examples))
	for i := range examples {
		list = append(list, lesson{of: &examples[i]})
		if i%bareOf > 0 {
			continue
		}
		for _, f := range examples[i].feats {
			if t.marked[f.id] {
				list = append(list, lesson{of: &examples[i], bare: true})
				break
			}
		}
	}
	return list
}

// row are the weights of a feature; nil if it is not learned.
func (t *training) row(feature int32) []float32 {
	r := t.rows[feature]
	if r < 0 {
		return nil
	}
	return t.weights[int(r)*t.classes:][:t.classes]
}

// step moves the weights of a lesson's features against the errors of the classes.
func (t *training) step(l *lesson, rate float32) {
	t.read(l)
	p := t.p[:len(l.likely)]
	for k, c := range l.likely {
		p[k] = c.w
	}
	for _, f := range t.feats {
		row := t.row(f.id)
		for k, c := range l.likely {
			p[k] += f.w * row[c.to]
		}
	}
	softmax(p)
	t.errors = t.errors[:0]
	for k, c := range l.likely {
		if c.to == l.of.doc {
			p[k] -= 1
		}
		if p[k] > flat || p[k] < -flat {
			t.errors = append(t.errors, posting{c.to, p[k]})
		}
	}
	if len(t.errors) == 0 {
		return
	}
	for _, f := range t.feats {
		row, step := t.row(f.id), rate*f.w
		for _, e := range t.errors {
			row[e.to] -= step * e.w
		}
	}
}

// rankAll ranks the lessons, which do not depend on each other, on all processors.
func (t *training) rankAll(lessons []lesson) {
	var all sync.WaitGroup
	for part := range slices.Chunk(lessons, max(1, len(lessons)/runtime.GOMAXPROCS(0)+1)) {
		all.Go(func() {
			p := make([]float32, t.classes)
			for i := range part {
				t.rank(&part[i], p)
			}
		})
	}
	all.Wait()
}

// rank finds the classes that a lesson may be taken for, by BM25. Its scratch is as long as there are classes.
func (t *training) rank(l *lesson, p []float32) {
	clear(p)
	ideal := float32(0)
	for _, f := range l.of.feats {
		if l.bare && t.marked[f.id] {
			continue
		}
		rarity, list := t.index.rarity[f.id], t.ranked.postings[f.id]
		for _, q := range list {
			p[q.to] += f.w * q.w
		}
		if own, ok := slices.BinarySearchFunc(list, l.of.doc, func(q posting, doc int32) int { return int(q.to - doc) }); ok {
			p[l.of.doc] -= f.w * (list[own].w - t.ranked.without(list[own], rarity, l.of.weight*f.w))
		}
		ideal += f.w * rarity
	}
	scale := t.tune.bm25 / max(ideal, 1)
	least := slices.Max(p)*scale - likely
	for c, v := range p {
		if v*scale >= least || int32(c) == l.of.doc {
			l.likely = append(l.likely, posting{int32(c), v * scale})
		}
	}
}

// read sets t.feats to the features of a lesson that are learned, by their rarity and the lesson's length.
func (t *training) read(l *lesson) {
	t.feats = t.feats[:0]
	sum := float32(0)
	for _, f := range l.of.feats {
		if l.bare && t.marked[f.id] {
			continue
		}
		w := f.w * t.index.rarity[f.id]
		sum += w * w
		if t.rows[f.id] >= 0 {
			t.feats = append(t.feats, feature{f.id, w})
		}
	}
	length := sqrt32(max(sum, 1e-9))
	for i := range t.feats {
		t.feats[i].w /= length
	}
}

// keep are the weights that are worth it.
func (t *training) keep() *linear {
	l := &linear{weights: make(postings, len(t.rows))}
	for f, r := range t.rows {
		if r < 0 {
			continue
		}
		n := 0
		row := t.row(int32(f))
		for _, w := range row {
			if w > faint || w < -faint {
				n++
			}
		}
		if n == 0 {
			continue
		}
		list := make([]posting, 0, n)
		for c, w := range row {
			if w > faint || w < -faint {
				list = append(list, posting{int32(c), w})
			}
		}
		l.weights[f] = list
	}
	return l
}
