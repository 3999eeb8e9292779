package faq

// words is the vocabulary: every syllable that stands in a document or in the lexicon, and every
// feature that the documents have. Features are numbered from 0 in the order in which they were met.
type words struct {
	syllables map[string]int32 // without marks, to a number of its own
	names     []string         // the other way
	count     []int32          // how often each stands in the documents

	single   []int32          // feature of a syllable, by its number; -1: it only stands in the lexicon
	pairs    map[uint64]int32 // feature of two syllables one after the other
	marked   map[string]int32 // feature of a syllable with its marks
	ideas    []int32          // feature of an idea of the lexicon, by its number
	features int32
	total    int64 // syllables in the documents
}

func newWords() *words {
	return &words{syllables: map[string]int32{}, pairs: map[uint64]int32{}, marked: map[string]int32{}}
}

// learn is the number of a syllable, a new one if it was not met before.
func (w *words) learn(fold string) int32 {
	if id, ok := w.syllables[fold]; ok {
		return id
	}
	id := int32(len(w.names))
	w.syllables[fold] = id
	w.names = append(w.names, fold)
	w.count = append(w.count, 0)
	w.single = append(w.single, -1)
	return id
}

// number is the syllable's number; -1 if it is unknown.
func (w *words) number(fold string) int32 {
	if id, ok := w.syllables[fold]; ok {
		return id
	}
	return -1
}

// known tells whether the syllable stands in any document.
func (w *words) known(fold string) bool {
	id, ok := w.syllables[fold]
	return ok && w.single[id] >= 0
}

func (w *words) next() int32 {
	w.features++
	return w.features - 1
}

func pairKey(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// featureOf gives the feature of a key, and makes it when learning; -1 if there is none.
func featureOf[K comparable](w *words, m map[K]int32, k K, learn bool) int32 {
	if id, ok := m[k]; ok {
		return id
	}
	if !learn {
		return -1
	}
	id := w.next()
	m[k] = id
	return id
}

// singleOf is the feature of a syllable.
func (w *words) singleOf(syllable int32, learn bool) int32 {
	if syllable < 0 {
		return -1
	}
	if w.single[syllable] < 0 && learn {
		w.single[syllable] = w.next()
	}
	return w.single[syllable]
}

// ideaOf is the feature of an idea.
func (w *words) ideaOf(idea int32, learn bool) int32 {
	for int(idea) >= len(w.ideas) {
		if !learn {
			return -1
		}
		w.ideas = append(w.ideas, -1)
	}
	if w.ideas[idea] < 0 && learn {
		w.ideas[idea] = w.next()
	}
	return w.ideas[idea]
}
