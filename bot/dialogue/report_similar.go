package dialogue

import (
	"cmp"
	"math"
	"slices"

	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// askSimilar offers what others of the hamlet have reported and what may be the same: category, hamlet and day,
// never their words (design, section 7).
func askSimilar(t *Turn) {
	list := t.similar()
	if t.Err != nil {
		return
	}
	if len(list) == 0 {
		t.Set(reportSimilar, "1")
		t.onward()
		return
	}
	var choices []Choice
	for _, a := range list {
		choices = append(choices, Choice{Data: string(a.ID), Label: t.Say("report.same", "Category", t.categoryName(a.Category),
			"Hamlet", hamletName(t.Hamlets, a.Hamlet), "Day", t.Day(a.Opened))})
	}
	t.Question(t.Say("report.similar"), append(choices, Choice{Label: t.Say("report.another_matter"), Data: nowhere, Also: wordsOf(t.Say("report.another_words"))})...)
}

func takeSimilar(t *Turn) {
	if t.Chosen == nowhere {
		t.Set(reportSimilar, "1")
		t.onward()
		return
	}
	by, now, desk, id := t.Actor, t.Now, t.Reports.Desk, feedback.CaseID(t.Chosen)
	t.Do(func(tx kv.Tx) error { return desk.Join(tx, by, id, now) })
	t.End(t.Say("report.joined", "Code", string(id)))
}

// similar are the cases that may be the same, likeliest first.
func (t *Turn) similar() []feedback.Alike {
	hamlet := commune.HamletID(t.Get(ReportHamlet))
	if c, _ := t.category(); c.Official || !t.known(hamlet) || t.Read == nil {
		return nil
	}
	all, err := t.Reports.Desk.Similar(t.Read, t.Actor, hamlet)
	if t.failed(err) {
		return nil
	}
	return alike(all, t.Get(ReportCategory), t.Get(reportText)+" "+t.Get(reportPlace))
}

func (t *Turn) categoryName(id string) string {
	for _, c := range t.Reports.Categories {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}

// mostSame is how many cases are offered, and likeness how alike the words of one must be: of the same category
// and of another. In TestAlikeReportsAreFound what is meant has 0.18 or more, and what is not 0.08 or less.
const (
	mostSame      = 3
	likeness      = 0.12
	likenessOther = 0.3
)

// alike ranks cases by the words that they share with a text, rare words more: cosine of the words and their
// pairs, weighted by how few of the cases have them.
func alike(all []feedback.Alike, category, text string) []feedback.Alike {
	in := map[string]int{}
	vectors := make([]map[string]bool, len(all))
	for i, a := range all {
		vectors[i] = features(a.Text)
		for f := range vectors[i] {
			in[f]++
		}
	}
	mine := features(text)
	for f := range mine {
		in[f]++
	}
	weight := func(f string) float64 { return math.Log(1 + float64(len(all)+1)/float64(in[f])) }
	length := func(v map[string]bool) (sum float64) {
		for f := range v {
			sum += weight(f) * weight(f)
		}
		return math.Sqrt(sum)
	}
	type scored struct {
		feedback.Alike
		score float64
	}
	var list []scored
	own := length(mine)
	for i, a := range all {
		dot := 0.0
		for f := range vectors[i] {
			if mine[f] {
				dot += weight(f) * weight(f)
			}
		}
		least := likeness
		if a.Category != category {
			least = likenessOther
		}
		if score := dot / max(own*length(vectors[i]), 1e-9); score >= least {
			list = append(list, scored{a, score})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var best []feedback.Alike
	for _, s := range list[:min(len(list), mostSame)] {
		best = append(best, s.Alike)
	}
	return best
}

// plainWords are folded words that stand in every report.
var plainWords = map[string]bool{"o": true, "bi": true, "da": true, "roi": true, "ma": true, "thi": true, "la": true, "va": true, "cai": true, "nay": true, "a": true, "co": true, "khong": true, "toi": true, "nha": true, "xa": true, "cho": true, "xom": true, "chua": true, "ai": true, "may": true, "hom": true, "ngay": true, "qua": true, "duoc": true, "voi": true, "de": true, "nghi": true}

// features are the folded words of a text that tell something, and the pairs of words beside each other.
func features(text string) map[string]bool {
	set := map[string]bool{}
	said := words(text)
	for i, w := range said {
		if !plainWords[w] {
			set[w] = true
		}
		if i > 0 && (!plainWords[w] || !plainWords[said[i-1]]) {
			set[said[i-1]+" "+w] = true
		}
	}
	return set
}
