package faq

import (
	"sync"
)

// Index finds entries. It never changes after Build, and any number of goroutines may ask it.
type Index struct {
	words   words
	lexicon *lexicon
	aspects *aspects
	slips   slips

	docs   []string  // ids of the documents with questions
	others int       // how many matters there are that are none of ours; they are numbered behind docs
	rarity []float32 // of a feature: rare ones tell more
	most   float32   // the greatest rarity, that of unknown words
	bm25   postings  // feature to entries
	linear *linear
	titles *titles           // the documents without
	codes  map[string]string // of the national portal, digits only, to the id

	asks sync.Pool // of *asking
}

// posting is one of the things that have a feature, and how much of it.
type posting struct {
	to int32
	w  float32
}

// postings lists by feature.
type postings [][]posting

// classes is how many things a question may be about: the entries, then what is none of ours, and last
// anything else.
func (x *Index) classes() int { return len(x.docs) + x.others + 1 }
