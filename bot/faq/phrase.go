package faq

// phrases finds phrases in a row of syllables. It is a tree over the syllables' numbers; at the end of
// a phrase stand the things that it brings, each with the marks it wants to see.
type phrases[T any] struct {
	step map[uint64]int32 // node and syllable to node; node 0 is the root
	ends [][]phraseEnd[T]
}

type phraseEnd[T any] struct {
	marks []string // as the phrase is written, syllable by syllable
	value T
}

func newPhrases[T any]() *phrases[T] {
	return &phrases[T]{step: map[uint64]int32{}, ends: make([][]phraseEnd[T], 1)}
}

// add puts a phrase into the tree.
func (p *phrases[T]) add(w *words, text string, value T) {
	row := tokens(nil, text)
	if len(row) == 0 {
		return
	}
	node := int32(0)
	marks := make([]string, len(row))
	for i := range row {
		marks[i] = row[i].mark
		key := pairKey(node, w.learn(row[i].fold))
		next, ok := p.step[key]
		if !ok {
			next = int32(len(p.ends))
			p.ends = append(p.ends, nil)
			p.step[key] = next
		}
		node = next
	}
	p.ends[node] = append(p.ends[node], phraseEnd[T]{marks, value})
}

// find calls take for every phrase that begins at the i-th token, shorter ones first, and gives the
// length of the longest, 0 if there is none. take may be nil.
func (p *phrases[T]) find(row []token, ids []int32, i int, take func(n int, value T)) (longest int) {
	node := int32(0)
	for j := i; j < len(row) && ids[j] >= 0 && row[j].clause == row[i].clause; j++ {
		next, ok := p.step[pairKey(node, ids[j])]
		if !ok {
			return longest
		}
		node = next
		for k := range p.ends[node] {
			end := &p.ends[node][k]
			if !sameMarks(row[i:j+1], end.marks) {
				continue
			}
			longest = j + 1 - i
			if take != nil {
				take(longest, end.value)
			}
		}
	}
	return longest
}

// in tells whether one of the phrases stands in row.
func (p *phrases[T]) in(row []token, ids []int32) bool {
	for i := range row {
		if p.find(row, ids, i, nil) > 0 {
			return true
		}
	}
	return false
}

// sameMarks tells whether what was typed may be the phrase: where marks were typed they must be its
// own; where none were, the folded syllables have met already.
func sameMarks(row []token, marks []string) bool {
	for i := range row {
		if m := row[i].mark; m != "" && marks[i] != "" && m != marks[i] && foldWord(marks[i]) != m {
			return false
		}
	}
	return true
}
