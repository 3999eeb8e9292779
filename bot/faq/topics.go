package faq

import "slices"

// joints are the words at which a question may go over to its second topic.
var joints = []string{"va", "con", "roi", "cung", "voi", "ngoai", "dong", "them", "tien", "hay", "lan", "luon", "vua"}

// What makes two topics. Each part must be sure of its entry by itself, neither may have anything for
// the entry of the other, and the whole must have some for both. Two topics are answered with both
// entries, so a false one costs little more than a wrong answer; TestTopics counts them.
const (
	twoSure  = 0.88   // the least certainty of a part
	twoCross = 0.005  // the greatest score that a part may give to the other's entry
	twoWhole = 0.0005 // the least score that the whole must give to each
	twoWords = 2      // the least length of a part
	twoCuts  = 8      // at most so many places are tried
	nextSure = 0.6    // the certainty from which the second topic is at least put second
)

// cut is a place at which a question falls into two parts.
type cut struct {
	left, right             int32 // entries
	leftAspect, rightAspect Aspect
	sure, cross             float64
}

// cutAt looks at the two parts before and behind the i-th token.
func (x *Index) cutAt(a *asking, i int, least float64) (c cut, ok bool) {
	left, right := a.parts(x)
	if c.left, c.leftAspect, c.sure = x.part(left, a.row[:i]); c.sure < least {
		return c, false
	}
	sure := 0.0
	c.right, c.rightAspect, sure = x.part(right, a.row[i:])
	c.sure = min(c.sure, sure)
	if c.left == c.right || c.sure < least || min(a.scores[c.left], a.scores[c.right]) < twoWhole {
		return c, false
	}
	c.cross = float64(max(left.scores[c.right], right.scores[c.left]))
	if x.within(left, c.right) || x.within(right, c.left) {
		return c, false // "đăng ký kết hôn" before "với người Đài Loan" is no topic beside it
	}
	if c.leftAspect == "" { // "tạm trú và khai sinh hết bao nhiêu tiền"
		c.leftAspect = c.rightAspect
	}
	return c, true
}

// within tells whether an entry has all that a part of a question says.
func (x *Index) within(p *asking, doc int32) bool {
	for i := 1; i < len(p.row); i++ {
		if p.row[i].clause != p.row[i-1].clause {
			continue
		}
		if f, ok := x.words.pairs[pairKey(p.ids[i-1], p.ids[i])]; !ok || !x.has(f, doc) {
			return false
		}
	}
	return len(p.row) > 1
}

// parts are the scratches for the two parts of a question.
func (a *asking) parts(x *Index) (left, right *asking) {
	if a.left == nil {
		a.left, a.right = x.newAsking(), x.newAsking()
	}
	return a.left, a.right
}

// part asks a part of a question by itself: its entry, its aspect, and how sure they are.
func (x *Index) part(p *asking, row []token) (doc int32, aspect Aspect, sure float64) {
	p.row = append(p.row[:0], row...)
	p.extra, p.ideas, p.feats, p.unknown = p.extra[:0], p.ideas[:0], p.feats[:0], p.unknown[:0]
	x.number(&p.reading, false)
	x.findIdeas(&p.reading)
	x.features(&p.reading, asked)
	x.score(p)
	s := x.signals(p)
	return p.order[0], x.aspects.of(p.row, p.ids), min(certainty.right.of(s), certainty.ours.of(s))
}

// topics looks whether the question falls into two parts that ask for different entries. If it surely
// does, the result is an answer of both; if it may, the second of them is put second.
func (x *Index) topics(r *Result, a *asking) {
	if len(a.row) < 2*twoWords+1 || len(a.order) < 2 || a.scores[a.order[1]] < twoWhole {
		return
	}
	best, maybe := cut{sure: twoSure}, cut{sure: nextSure}
	found, perhaps, tried := false, false, 0
	for i := twoWords; i <= len(a.row)-twoWords && tried < twoCuts; i++ {
		if a.row[i].clause == a.row[i-1].clause && !slices.Contains(joints, a.row[i].fold) {
			continue
		}
		tried++
		c, ok := x.cutAt(a, i, nextSure)
		if !ok {
			continue
		}
		if c.cross <= twoCross && c.sure >= best.sure {
			best, found = c, true
		}
		if c.sure > maybe.sure && (c.left == a.order[0] || c.right == a.order[0]) {
			maybe, perhaps = c, true
		}
	}
	switch {
	case found:
		x.lead(r, a, best)
		r.Decision, r.Aspect = Answer, r.Hits[0].Aspect
		r.Topics = []string{x.docs[best.left], x.docs[best.right]}
	case perhaps:
		x.lead(r, a, maybe)
	}
}

// lead puts the entries of both parts first, the one that the whole prefers before the other.
func (x *Index) lead(r *Result, a *asking, c cut) {
	hit := func(doc int32, aspect Aspect) Hit {
		return Hit{ID: x.docs[doc], Score: float64(a.scores[doc]), Aspect: aspect}
	}
	one, two := hit(c.left, c.leftAspect), hit(c.right, c.rightAspect)
	if two.Score > one.Score {
		one, two = two, one
	}
	hits := append(make([]Hit, 0, most), one, two)
	for _, h := range r.Hits {
		if h.ID != one.ID && h.ID != two.ID && len(hits) < most {
			hits = append(hits, h)
		}
	}
	r.Hits = hits
}
