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
	k1, b                 float64 // BM25
	fieldTitle, fieldBody float64 // weights of fields, questions are 1
	rarity                float64 // exponent of the rarity of features
	epochs                int
	rate, decay           float32 // of the classifier's steps
	weight                combination
}

// example is a text that belongs to an entry.
type example struct {
	doc   int32 // none: off-topic
	feats []feature
}

func build(list []Doc, words Lexicon, tune tuning) *Index {
	x := &Index{words: *newWords(), codes: map[string]string{}, titles: newTitles()}
	x.lexicon, x.aspects = newLexicon(&x.words, words), newAspects(&x.words)
	l := &material{index: x, read: &reading{}}
	list = x.list(list)
	for n, d := range list {
		for _, q := range d.Questions {
			l.teach(int32(n), q, 1)
		}
		l.teach(int32(n), d.Title, tune.fieldTitle)
		l.teach(int32(n), d.Plain, tune.fieldTitle)
	}
	for _, q := range words.OffTopic {
		l.teach(none, q, 0)
	}
	x.taught = x.words.features
	for n, d := range list {
		l.tell(int32(n), d.Group, tune.fieldBody)
		for _, b := range d.Body {
			l.tell(int32(n), plainText(b), tune.fieldBody)
		}
	}
	x.weigh(l, tune)
	x.most = slices.Max(append(x.rarity, 0))
	x.bm25 = x.rank(l.fields, tune)
	x.collect(l.examples)
	x.linear = x.train(l.examples, tune)
	x.slips = newSlips(&x.words)
	x.asks.New = func() any { return x.newAsking() }
	return x
}

// list takes up the documents, each id once, and gives those that have questions. The others go to the
// titles, unless one of ours has their code: then it is the same matter, and ours is the answer.
func (x *Index) list(docs []Doc) (ours []Doc) {
	seen := map[string]bool{}
	var rest []Doc
	for _, d := range docs {
		if d.ID == "" || seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		if len(d.Questions) == 0 {
			rest = append(rest, d)
			continue
		}
		ours = append(ours, d)
		x.docs = append(x.docs, d.ID)
		x.code(d)
	}
	for _, d := range rest {
		if x.code(d) {
			x.titles.add(d.ID, d.Title+" "+d.Plain, d.Group)
		}
	}
	x.titles.done()
	return ours
}

// code notes the codes of a document; false if all of them belong to an earlier one.
func (x *Index) code(d Doc) (fresh bool) {
	fresh = len(d.Codes) == 0
	for _, c := range d.Codes {
		key := codeKey(c)
		if key == "" {
			continue
		}
		if _, ok := x.codes[key]; !ok {
			x.codes[key] = d.ID
			fresh = true
		}
	}
	return fresh
}

// material is what an index is built from.
type material struct {
	index    *Index
	read     *reading
	examples []example
	fields   []field
}

// teach takes a text as an example of an entry, and as a field of that weight.
func (l *material) teach(doc int32, text string, weight float64) {
	l.index.read(l.read, text, taught)
	feats := slices.Clone(l.read.feats)
	if len(feats) == 0 {
		return
	}
	l.examples = append(l.examples, example{doc, feats})
	if doc != none {
		l.fields = append(l.fields, field{doc, weight, slices.Clone(feats)})
	}
}

// tell takes a text as a field that is no example of how people ask.
func (l *material) tell(doc int32, text string, weight float64) {
	l.index.read(l.read, text, body)
	l.fields = append(l.fields, field{doc, weight, slices.Clone(l.read.feats)})
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
func (x *Index) weigh(l *material, tune tuning) {
	in := make([]float64, x.words.features)
	last := make([]int32, x.words.features)
	for i := range last {
		last[i] = -2
	}
	for _, f := range l.fields {
		if f.weight < 0.5 { // not what stands in the body only
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
	for _, e := range l.examples {
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
		x.rarity[i] = float32(math.Pow(math.Log(1+(n-min(df, n)+0.5)/(df+0.5)), tune.rarity))
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

// collect weighs the examples' features by their rarity and makes all examples equally long.
func (x *Index) collect(examples []example) {
	for _, e := range examples {
		for k := range e.feats {
			e.feats[k].w *= x.rarity[e.feats[k].id]
		}
		normalize(e.feats)
	}
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
