package faq

import (
	"math"
	"slices"
	"strings"
)

// Build makes an index of documents. The same documents and words give the same index. Of two
// documents with one id the first counts.
func Build(docs []Doc, words Lexicon) *Index {
	return build(docs, words, usual)
}

// tuning are the figures of the model; the measured ones are in usual.
type tuning struct {
	k1, b                  float64 // BM25
	fieldTitle, fieldBody  float64 // weights of fields, questions are 1
	epochs                 int
	rate, decay, bodyShare float32
	weight                 combination
}

// example is a text that belongs to an entry.
type example struct {
	doc    int32 // none: off-topic
	weight float32
	feats  []feature
}

func build(list []Doc, words Lexicon, tune tuning) *Index {
	x := &Index{words: *newWords(), codes: map[string]int32{}}
	x.lexicon, x.aspects = newLexicon(&x.words, words), newAspects(&x.words)
	seen := map[string]bool{}
	var examples []example
	var fields []field
	r := &reading{}
	take := func(doc int32, text string, weight float32) []feature {
		x.read(r, text, true)
		feats := slices.Clone(r.feats)
		if len(feats) > 0 && weight > 0 {
			examples = append(examples, example{doc, weight, feats})
		}
		return feats
	}
	for _, d := range list {
		if d.ID == "" || seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		n := int32(len(x.docs))
		x.docs = append(x.docs, doc{id: d.ID, light: len(d.Questions) == 0})
		for _, c := range d.Codes {
			if key := codeKey(c); key != "" {
				if _, ok := x.codes[key]; !ok {
					x.codes[key] = n
				}
			}
		}
		for _, q := range d.Questions {
			fields = append(fields, field{n, 1, take(n, q, 1)})
		}
		fields = append(fields, field{n, tune.fieldTitle, take(n, d.Title, 1)})
		if d.Plain != "" {
			fields = append(fields, field{n, tune.fieldTitle, take(n, d.Plain, 1)})
		}
		fields = append(fields, field{n, tune.fieldBody, take(n, d.Group, 0)})
		for _, b := range d.Body {
			fields = append(fields, field{n, tune.fieldBody, take(n, plainText(b), 0)})
		}
	}
	for _, q := range words.OffTopic {
		take(none, q, 1)
	}
	x.weigh(fields, examples)
	x.bm25 = x.rank(fields, tune)
	x.alike, x.example = x.collect(examples)
	x.linear = x.train(examples, tune)
	x.slips = newSlips(&x.words)
	x.asks.New = func() any { return x.newAsking() }
	return x
}

// field is a part of an entry with its weight.
type field struct {
	doc    int32
	weight float64
	feats  []feature
}

// plainText is a text without the {names} of figures that stand in it.
func plainText(s string) string {
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			return s
		}
		j := strings.IndexByte(s[i:], '}')
		if j < 0 {
			return s
		}
		s = s[:i] + " " + s[i+j+1:]
	}
}

// weigh measures how rare every feature is: the logarithm of the entries over those that have it.
// Off-topic examples count as one entry for each ten of them.
func (x *Index) weigh(fields []field, examples []example) {
	in := make([]float64, x.words.features)
	last := make([]int32, x.words.features)
	for i := range last {
		last[i] = -2
	}
	for _, f := range fields {
		if f.weight < 0.5 && !x.docs[f.doc].light { // not what stands in the body only
			continue
		}
		for _, ft := range f.feats {
			if last[ft.id] != f.doc {
				last[ft.id] = f.doc
				in[ft.id]++
			}
		}
	}
	off := 0.0
	for _, e := range examples {
		if e.doc == none {
			off += 0.1
			for _, ft := range e.feats {
				in[ft.id] += 0.1
			}
		}
	}
	n := float64(len(x.docs)) + off
	x.rarity = make([]float32, x.words.features)
	for i, df := range in {
		x.rarity[i] = float32(math.Log(1 + (n-min(df, n)+0.5)/(df+0.5)))
	}
}

// rank precomputes BM25 over the whole of each entry: what a feature adds to an entry's score.
func (x *Index) rank(fields []field, tune tuning) postings {
	type key struct{ feature, doc int32 }
	freq := map[key]float64{}
	length := make([]float64, len(x.docs))
	for _, f := range fields {
		for _, ft := range f.feats {
			freq[key{ft.id, f.doc}] += f.weight * float64(ft.w)
			length[f.doc] += f.weight * float64(ft.w)
		}
	}
	mean := 0.0
	for _, l := range length {
		mean += l / float64(max(1, len(length)))
	}
	p := make(postings, x.words.features)
	for k, tf := range freq {
		norm := tune.k1 * (1 - tune.b + tune.b*length[k.doc]/max(mean, 1))
		w := float64(x.rarity[k.feature]) * tf * (tune.k1 + 1) / (tf + norm)
		p[k.feature] = append(p[k.feature], posting{k.doc, float32(w)})
	}
	for i := range p {
		slices.SortFunc(p[i], func(a, b posting) int { return int(a.to - b.to) })
	}
	return p
}

// collect makes the examples comparable by their cosine.
func (x *Index) collect(examples []example) (postings, []int32) {
	p := make(postings, x.words.features)
	owner := make([]int32, len(examples))
	for i, e := range examples {
		owner[i] = e.doc
		for k := range e.feats {
			e.feats[k].w *= x.rarity[e.feats[k].id]
		}
		normalize(e.feats)
		for _, f := range e.feats {
			p[f.id] = append(p[f.id], posting{int32(i), f.w})
		}
	}
	return p, owner
}

// codeKey is a code of the national portal without anything but its digits.
func codeKey(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code)
}
