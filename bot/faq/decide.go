package faq

// The thresholds, read off the table that the same test prints: with them wrong answers are rarer than
// design 4 asks for on the questions to develop on.
const (
	answerRight = 0.77
	answerStory = 0.84 // of a long text, in which more may mislead
	answerOurs  = 0.85
	chooseOurs  = 0.20
	chooseRight = 0.06
	briefWords  = 3    // a question of so few syllables, all of them known to the first hit,
	briefNone   = 0.10 // and hardly like what is not ours, is a choice at least: "vneid"
)

// decide turns scores into what to do.
func (x *Index) decide(a *asking) Result {
	r := Result{Decision: None, Aspect: x.aspects.of(a.row, a.ids)}
	for _, d := range a.order[:min(most, len(a.order))] {
		r.Hits = append(r.Hits, Hit{ID: x.docs[d], Score: float64(a.scores[d]), Aspect: r.Aspect})
	}
	if len(r.Hits) == 0 {
		return r
	}
	signs := x.signals(a)
	right, ours := certainty.right.of(signs), certainty.ours.of(signs)
	r.Sure = right
	least := answerRight
	if len(a.row) >= storyFrom {
		least = answerStory
	}
	switch {
	case right >= least && ours >= answerOurs:
		r.Decision = Answer
	case ours >= chooseOurs && right >= chooseRight,
		len(a.row) <= briefWords && signs[coverage] > 0.99 && float64(a.scores[len(x.docs)]) < briefNone:
		r.Decision = Choose
	}
	if r.Decision != None {
		x.topics(&r, a)
	}
	x.imported(&r, a, signs[pairShare])
	return r
}

// byCode is the document whose code of the national portal ("1.001193") stands in the text.
func (x *Index) byCode(a *asking) (Result, bool) {
	for i := range a.raw {
		t := &a.raw[i]
		if !t.number() || len(t.fold) > 8 {
			continue
		}
		key := t.fold
		if len(key) == 1 && i+1 < len(a.raw) && a.raw[i+1].number() {
			key += a.raw[i+1].fold
		}
		if id, ok := x.codes[key]; ok && len(key) == codeDigits {
			aspect := x.aspects.of(a.row, a.ids)
			return Result{Decision: Answer, Hits: []Hit{{ID: id, Score: 1, Aspect: aspect}}, Aspect: aspect, Sure: 1}, true
		}
	}
	return Result{}, false
}

// codeDigits is the length of a code of the national portal without its point.
const codeDigits = 7
