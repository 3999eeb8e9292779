package faq

import "math"

func (x *Index) decide(a *asking, _ string) Result {
	r := Result{Decision: None, Aspect: x.aspects.of(a.row, a.ids)}
	for _, d := range a.order[:min(most, len(a.order))] {
		r.Hits = append(r.Hits, Hit{ID: x.docs[d].id, Score: float64(a.scores[d]), Aspect: r.Aspect})
	}
	if len(r.Hits) == 0 {
		return r
	}
	nothing := float64(a.scores[len(x.docs)])
	switch top := r.Hits[0].Score; {
	case top >= 0.6:
		r.Decision = Answer
	case nothing < 0.5:
		r.Decision = Choose
	}
	return r
}

func log32(v float32) float32 {
	return float32(math.Log(float64(max(v, 1e-6))))
}
