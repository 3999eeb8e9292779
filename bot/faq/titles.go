package faq

import (
	"math"
	"slices"
	"strings"
)

// titles finds documents that have no questions, by their titles: imported procedures. They are kept
// apart, so that how the others are found does not change with what was imported, and step behind.
type titles struct {
	docs      []string
	syllables map[string]int32
	pairs     map[uint64]int32
	rarity    []float32
	post      postings
	most      float32
	length    []float32         // of a title, in rarity
	whole     map[string]string // a whole title, its syllables without marks, to the document
}

func newTitles() *titles {
	return &titles{syllables: map[string]int32{}, pairs: map[uint64]int32{}, whole: map[string]string{}}
}

// spelled is a row as one word for each syllable, without "thủ tục" before it.
func spelled(row []token) string {
	var b strings.Builder
	if len(row) > 2 && row[0].fold == "thu" && row[1].fold == "tuc" {
		row = row[2:]
	}
	for i := range row {
		b.WriteString(row[i].fold)
		b.WriteByte(' ')
	}
	return b.String()
}

// groupWeight is how much the field of a procedure counts beside its title.
const groupWeight = 0.3

// longTitle is how much of the score the words take of which the question has none: of two titles that
// have the question's words, the shorter one is likelier meant.
const longTitle = 0.25

// add takes up a document.
func (t *titles) add(doc string, title, group string) {
	n := int32(len(t.docs))
	t.docs = append(t.docs, doc)
	row := tokens(nil, title)
	t.whole[spelled(row)] = doc
	feats := t.features(nil, row, 1, true)
	feats = t.features(feats, tokens(nil, group), groupWeight, true)
	r := reading{feats: feats}
	r.merge()
	for _, f := range r.feats {
		t.post[f.id] = append(t.post[f.id], posting{n, f.w})
	}
}

// features are the syllables and pairs of a row.
func (t *titles) features(feats []feature, row []token, weight float32, learn bool) []feature {
	last := int32(-1)
	for i := range row {
		id, ok := t.syllables[row[i].fold]
		if !ok && learn {
			id, ok = t.next(), true
			t.syllables[row[i].fold] = id
		}
		if !ok {
			feats = append(feats, feature{-1, weight})
			last = -1
			continue
		}
		feats = append(feats, feature{id, weight})
		if last >= 0 {
			pair, ok := t.pairs[pairKey(last, id)]
			if !ok && learn {
				pair, ok = t.next(), true
				t.pairs[pairKey(last, id)] = pair
			}
			if ok {
				feats = append(feats, feature{pair, weight * pairWeight})
			}
		}
		last = id
	}
	return feats
}

func (t *titles) next() int32 {
	t.post = append(t.post, nil)
	return int32(len(t.post) - 1)
}

// done weighs the features when all titles are there.
func (t *titles) done() {
	t.rarity = make([]float32, len(t.post))
	t.length = make([]float32, len(t.docs))
	for i, list := range t.post {
		t.rarity[i] = float32(math.Log(1 + float64(len(t.docs))/float64(len(list)+1)))
		t.most = max(t.most, t.rarity[i])
		for k := range list {
			t.length[list[k].to] += list[k].w * t.rarity[i]
			list[k].w = t.rarity[i]
		}
	}
}

// find lists the documents that share most with row, best first: how much of the row they have, 0 to
// 1. The scratch is for the scores and may be used again.
func (t *titles) find(row []token, limit int, scratch *[]float32) (hits []Hit) {
	if len(t.docs) == 0 {
		return nil
	}
	if len(*scratch) < len(t.docs) {
		*scratch = make([]float32, len(t.docs))
	}
	scores := (*scratch)[:len(t.docs)]
	clear(scores)
	all := float32(0)
	r := reading{feats: t.features(nil, row, 1, false)}
	for _, f := range r.feats {
		if f.id < 0 {
			all += t.most
			continue
		}
		all += f.w * t.rarity[f.id]
	}
	r.merge()
	for _, f := range r.feats {
		if f.id < 0 {
			continue
		}
		for _, p := range t.post[f.id] {
			scores[p.to] += f.w * p.w
		}
	}
	for i, s := range scores {
		if s == 0 {
			continue
		}
		at, score := len(hits), min(1, float64(s/all*(1-longTitle+longTitle*s/max(t.length[i], s))))
		for at > 0 && hits[at-1].Score < score {
			at--
		}
		if at < limit {
			hits = slices.Insert(hits, at, Hit{ID: t.docs[i], Score: score})
			hits = hits[:min(len(hits), limit)]
		}
	}
	return hits
}
