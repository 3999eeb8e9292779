package faq

// combination are the weights with which the two ways of looking are added.
type combination struct {
	linear, bm25 float32
	none         float32 // added to what is none of ours
}

// usual are the figures that were measured best (calibrate_test.go prints how).
var usual = tuning{
	k1: 2, b: 0.5, rarity: 0.7, fieldTitle: 1.5, fieldBody: 0.3,
	epochs: 4, rate: 6, decay: 0.8,
	weight: combination{linear: 0.77, bm25: 4.35, none: 2.8},
}

// asking is the scratch of one question.
type asking struct {
	reading
	bm25        []float32
	linearLog   []float32 // by entry, the last for none: log of the classifier's probability
	scores      []float32 // by entry, the last for none
	spoken      []float32 // by entry, the last for none: the best of the parts of a story
	order       []int32   // the best entries
	titles      []float32
	left, right *asking // scratch for the parts of a question; nil until it is needed
}

func (x *Index) newAsking() *asking {
	n := len(x.docs)
	return &asking{
		bm25:      make([]float32, n),
		linearLog: make([]float32, n+1),
		scores:    make([]float32, n+1),
	}
}

// Ask finds what was meant by a question. Of a text of any length only the beginning is looked at.
func (x *Index) Ask(text string) Result {
	a := x.asks.Get().(*asking)
	defer x.asks.Put(a)
	x.read(&a.reading, text, asked)
	if r, ok := x.byCode(a); ok {
		return r
	}
	x.score(a)
	x.story(a)
	return x.decide(a)
}

// score fills a.scores with the probabilities of all entries and of none, and a.order with the best.
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
	normalize(a.feats)
	for i := range n {
		a.bm25[i] /= max(ideal, 1)
	}
	x.linear.logits(a.linearLog, a.feats)
	all := logSum(a.linearLog)
	for i := range a.linearLog {
		a.linearLog[i] = max(a.linearLog[i]-all, unlikely)
	}
	c := usual.weight
	for i := range n {
		a.scores[i] = c.linear*a.linearLog[i] + c.bm25*a.bm25[i]
	}
	a.scores[n] = c.linear*a.linearLog[n] + c.none
	softmax(a.scores)
	a.sort(n)
}

// unlikely is the logarithm of the least probability that the classifier is believed.
const unlikely = -14

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
