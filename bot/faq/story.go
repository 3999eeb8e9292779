package faq

import "math"

// A text of more than storyFrom syllables is a story with a question in it. Its parts of at least
// storyPart syllables are asked by themselves too, because what happened before ("bố mất năm ngoái")
// has words of entries that are not meant.
const (
	storyFrom  = 24
	storyPart  = 5
	storyParts = 12
	storyShare = 0.5 // how much the best part counts beside the whole
)

// story asks the parts of a long text and lets the best of them speak beside the whole.
func (x *Index) story(a *asking) {
	if len(a.row) < storyFrom {
		return
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
			for i, p := range part.scores {
				a.spoken[i] = max(a.spoken[i], p*float32(sure))
			}
		}
		from = to
	}
	for i := range a.scores {
		a.scores[i] = float32(math.Log(float64(a.scores[i])+1e-6) + storyShare*math.Log(float64(a.spoken[i])+1e-3))
	}
	a.settle(len(x.docs))
}
