package faq

// usual are the figures that were measured best (calibrate_test.go prints how).
var usual = tuning{
	k1: 2, b: 0.5, rarity: 0.7, fieldTitle: 1.5, fieldBody: 0.3,
	epochs: 2, rate: 3, decay: 0.6,
	bm25: 14, other: 4,
}

// asking is the scratch of one question.
type asking struct {
	reading
	bm25        []float32 // by class, as all of these
	learned     []float32 // what the classifier adds
	scores      []float32 // then the probabilities
	spoken      []float32 // the best of the parts of a story
	none        float32   // the probability that it is none of ours
	order       []int32   // the best entries
	titles      []float32
	left, right *asking // scratch for the parts of a question; nil until it is needed
}

func (x *Index) newAsking() *asking {
	n := x.classes()
	return &asking{bm25: make([]float32, n), learned: make([]float32, n), scores: make([]float32, n), spoken: make([]float32, n)}
}

// Question is a text that was read once and is asked for several things. It is not for several goroutines
// at once. Whoever has it gives it back with Close, after which nothing but what it gave is used.
type Question struct {
	index  *Index
	a      *asking
	text   string
	result *Result
}

// Question reads a text. Of one of any length only the beginning is looked at.
func (x *Index) Question(text string) *Question {
	q := &Question{index: x, a: x.asks.Get().(*asking), text: text}
	x.read(&q.a.reading, text, asked)
	return q
}

// Text is what was read.
func (q *Question) Text() string { return q.text }

// Close ends the use of the question.
func (q *Question) Close() {
	q.index.asks.Put(q.a)
	q.a = nil
}

// Ask finds what was meant.
func (q *Question) Ask() Result {
	if q.result == nil {
		r := q.index.answer(q.a)
		q.result = &r
	}
	return *q.result
}

// Ask finds what was meant by a question.
func (x *Index) Ask(text string) Result {
	a := x.asks.Get().(*asking)
	defer x.asks.Put(a)
	x.read(&a.reading, text, asked)
	return x.answer(a)
}

func (x *Index) answer(a *asking) Result {
	if r, ok := x.byCode(a); ok {
		return r
	}
	x.score(a)
	x.story(a)
	return x.decide(a)
}

// score fills a.scores with the probabilities of all classes, and a.order with the best entries.
func (x *Index) score(a *asking) {
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
	for i := range a.unknown {
		ideal += a.unknown[i].weight * x.most
	}
	normalize(a.feats)
	clear(a.learned)
	x.linear.add(a.learned, a.feats)
	for i := range a.scores {
		a.bm25[i] /= max(ideal, 1)
		a.scores[i] = usual.bm25*a.bm25[i] + a.learned[i]
	}
	a.scores[len(a.scores)-1] = usual.other
	a.settle(len(x.docs))
}

// settle turns scores into probabilities and finds the best of the n entries.
func (a *asking) settle(n int) {
	softmax(a.scores)
	a.none = 0
	for _, p := range a.scores[n:] {
		a.none += p
	}
	a.sort(n)
}

// sort puts the best entries into a.order, best first, of equal ones the earlier.
func (a *asking) sort(n int) {
	a.order = a.order[:0]
	for i := range int32(n) {
		at := len(a.order)
		for at > 0 && a.scores[a.order[at-1]] < a.scores[i] {
			at--
		}
		if at >= most {
			continue
		}
		if len(a.order) < most {
			a.order = append(a.order, 0)
		}
		copy(a.order[at+1:], a.order[at:])
		a.order[at] = i
	}
}
