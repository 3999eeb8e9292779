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
	bm25                  float32 // how much BM25 counts beside what the classifier adds to it
	other                 float32 // the score of anything else
}

// example is a text that belongs to an entry.
type example struct {
	doc    int32 // an entry, or a matter that is none of ours
	weight float32
	feats  []feature
}

func build(list []Doc, words Lexicon, tune tuning) *Index {
	x := &Index{words: *newWords(), codes: map[string]string{}, titles: newTitles()}
	x.lexicon, x.aspects = newLexicon(&x.words, words), newAspects(&x.words)
	l := &material{index: x, read: &reading{}}
	list = x.list(list)
	for n, d := range list { // first what is written with care, so that slips in the rest are seen as such
		l.tell(int32(n), d.Group, tune.fieldBody)
		for _, b := range append(d.Body, d.Title, d.Plain) {
			l.tell(int32(n), plainText(b), tune.fieldBody)
		}
	}
	x.slips = newSlips(&x.words)
	for n, d := range list {
		for _, q := range d.Questions {
			l.teach(int32(n), q, 1)
		}
		l.teach(int32(n), d.Title, tune.fieldTitle)
		l.teach(int32(n), d.Plain, tune.fieldTitle)
		l.vary(int32(n), d)
	}
	for _, matter := range words.OffTopic {
		for _, q := range matter {
			l.teach(int32(len(list)+x.others), q, 1)
		}
		x.others++
	}
	x.weigh(l, tune)
	x.most = slices.Max(append(x.rarity, 0))
	ranked := x.rank(l.fields, tune)
	x.bm25 = ranked.postings
	x.linear = x.train(l.examples, ranked, tune)
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
	if feats := l.example(doc, text, weight); len(feats) > 0 {
		l.fields = append(l.fields, field{doc, weight, feats})
	}
}

// example takes a text as an example of an entry; weight is what it weighs among the entry's fields.
func (l *material) example(doc int32, text string, weight float64) []feature {
	l.index.read(l.read, text, taught)
	feats := slices.Clone(l.read.feats)
	if len(feats) > 0 {
		l.examples = append(l.examples, example{doc, float32(weight), feats})
	}
	return feats
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

// weigh measures how rare every feature is: the logarithm of the entries over those that have it. What is
// none of ours counts as entries do.
func (x *Index) weigh(l *material, tune tuning) {
	in := make([]float64, x.words.features)
	last := make([]int32, x.words.features)
	for i := range last {
		last[i] = -1
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
	n := float64(x.classes() - 1)
	x.rarity = make([]float32, x.words.features)
	for i, df := range in {
		x.rarity[i] = float32(math.Pow(math.Log(1+(n-min(df, n)+0.5)/(df+0.5)), tune.rarity))
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
