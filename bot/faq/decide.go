package faq

import "slices"

// The thresholds, read off the table that TestTheThresholdsKeepWhatDesignAsks prints. An answer must pass two:
// how likely the entry is right keeps the entries apart, how likely the question is ours keeps out what none
// of them covers, however like one of them it is.
const (
	answerRight = 0.80
	answerFull  = 0.55 // of a question all of whose syllables, and pairs of them, stand in the entry
	answerStory = 0.84 // of a long text, in which more may mislead
	answerOurs  = 0.90
	answerOwn   = 0.80 // of such a question
	chooseOurs  = 0.25
	chooseRight = 0.06
	chooseSure  = 0.97 // of the first hit's own score: whatever else speaks against it, it is offered
	briefWords  = 3    // a question of so few syllables, or of pairs, all of them known to the first hit,
	briefNone   = 0.10 // and hardly like what is not ours, is a choice at least: "vneid"
)

// least is how likely the first hit must be right, and the question ours, for an answer.
func (s signals) least() (right, ours float64) {
	switch {
	case s[long] > 0:
		return answerStory, answerOurs
	case s[coverage] > 0.999 && s[pairShare] > 0.999:
		return answerFull, answerOwn
	}
	return answerRight, answerOurs
}

// decide turns scores into what to do.
func (x *Index) decide(a *asking) Result {
	r := Result{Decision: None, Aspect: x.aspects.of(a.row, a.ids)}
	order := a.order[:min(most, len(a.order))]
	r.Hits = slices.Grow(r.Hits, len(order))
	for _, d := range order {
		r.Hits = append(r.Hits, Hit{ID: x.docs[d], Score: float64(a.scores[d]), Aspect: r.Aspect})
	}
	if len(r.Hits) == 0 {
		return r
	}
	signs := x.signals(a)
	right, ours := certainty.right.of(signs), certainty.ours.of(signs)
	r.Sure = right
	leastRight, leastOurs := signs.least()
	switch {
	case right >= leastRight && ours >= leastOurs:
		r.Decision = Answer
	case ours >= chooseOurs && right >= chooseRight, float64(a.scores[a.order[0]]) >= chooseSure,
		signs[coverage] > 0.99 && float64(a.none) < briefNone && (len(a.row) <= briefWords || signs[pairShare] > 0.99):
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
