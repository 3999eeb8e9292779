package faq

import "slices"

// What it takes for a document that is found by its title only. Where ours are a choice, the best title
// is the third; before an answer of ours it stands only if it has almost all of a question of which ours
// has not.
const (
	titleWords  = 3    // the least length of the question
	titleChoose = 0.75 // the least share of the question that the title must have
	titleAnswer = 0.92
	titleMargin = 0.1 // before the next title, for an answer
	titleLong   = 5   // the least length of a question that may turn an answer of ours into a choice
	titleBeyond = 0.6 // of how many of its pairs ours may have, for that
)

// imported adds the documents without questions whose titles fit. Covered is how much of the question
// the best of ours has, counted in pairs.
func (x *Index) imported(r *Result, a *asking, covered float64) {
	if id, ok := x.titles.whole[spelled(a.raw)]; ok { // somebody has typed an official name to the end
		if r.Decision == Answer {
			r.Decision, r.Topics = Choose, nil
		} else {
			r.Decision = Answer
		}
		r.Hits = slices.Insert(r.Hits, 0, Hit{ID: id, Score: 1, Aspect: r.Aspect})
		r.Hits = r.Hits[:min(len(r.Hits), most)]
		return
	}
	if len(a.row) < titleWords || r.Decision == Answer && (len(a.row) < titleLong || covered > titleBeyond) {
		return
	}
	found := x.titles.find(a.row, 3, &a.titles)
	if len(found) == 0 || found[0].Score < titleChoose {
		return
	}
	for i := range found {
		found[i].Aspect = r.Aspect
	}
	if r.Decision == Answer {
		if found[0].Score < titleAnswer {
			return
		}
		r.Decision, r.Topics = Choose, nil
		r.Hits = slices.Insert(r.Hits, 0, found[0])
	} else if r.Decision == Choose && (found[0].Score < titleAnswer || covered > titleBeyond) {
		r.Hits = slices.Insert(r.Hits, min(2, len(r.Hits)), found[0])
	} else {
		r.Decision = Choose
		if found[0].Score >= titleAnswer && (len(found) == 1 || found[0].Score-found[1].Score >= titleMargin) {
			r.Decision = Answer
		}
		r.Hits = slices.Insert(r.Hits, 0, found...)
	}
	r.Hits = r.Hits[:min(len(r.Hits), most)]
}
