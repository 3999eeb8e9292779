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
	taught int32     // features below this one stand in examples, the rest in bodies only
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

// none is the entry of examples that are none of ours.
const none = -1
