package faq

import (
	"math"
	"slices"
)

// A text of more than storyFrom syllables is a story with a question in it. Its parts of at least
// storyPart syllables are asked by themselves too, because what happened before ("bố mất năm ngoái")
// has words of entries that are not meant.
const (
	storyFrom  = 24
	storyPart  = 5
	storyParts = 24
	storyShare = 0.3 // how much the best part counts beside the whole
)

// A text of more than pageFrom syllables is a page that was pasted, with a question before or behind it: the
// part that asks counts much more than what is only told.
const (
	pageFrom  = 80
	pageShare = 4
	pageTold  = 0.1 // how much a part of it counts that asks nothing
)

// askWords are syllables of which a part that asks has one.
var askWords = []string{"gi", "nao", "sao", "dau", "nhieu", "may", "hoi"}

// story asks the parts of a long text and lets the best of them speak beside the whole.
func (x *Index) story(a *asking) {
	if len(a.row) < storyFrom {
		return
	}
	page, share := len(a.row) >= pageFrom, storyShare
	if page {
		share = pageShare
	}
	part, _ := a.parts(x)
	clear(a.spoken)
	parts := 0
	for from := 0; from < len(a.row) && parts < storyParts; parts++ {
		to := from + 1
		for to < len(a.row) && (a.row[to].clause == a.row[to-1].clause || to-from < storyPart) {
			to++
		}
		if to-from >= 2 {
			_, _, sure := x.part(part, a.row[from:to])
			weight := float32(sure)
			if page && !asksIn(a.row[from:to]) {
				weight *= pageTold
			}
			for i, p := range part.scores {
				a.spoken[i] = max(a.spoken[i], p*weight)
			}
		}
		from = to
	}
	for i := range a.scores {
		a.scores[i] = float32(math.Log(float64(a.scores[i])+1e-6) + share*math.Log(float64(a.spoken[i])+1e-3))
	}
	a.settle(len(x.docs))
}

// asksIn tells whether a part of a text asks something.
func asksIn(row []token) bool {
	return slices.ContainsFunc(row, func(t token) bool { return slices.Contains(askWords, t.fold) })
}
