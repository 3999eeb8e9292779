package faq

import (
	"math"

	"loaxom/internal/vi"
)

// repair mends tokens of row that no document has: raw keystrokes, missing spaces, slips. A token that
// is a syllable of Vietnamese is a word that we do not know rather than a slip, and stays unless it was
// asked and a word that is known stands one slip away and goes with its neighbours. Examples are mended
// too, or the slips of those who wrote them would become words. It tells whether an abbreviation came to
// light that was written together with another word.
func (x *Index) repair(r *reading, asked bool) (short bool) {
	clean := true
	for i := range r.row {
		clean = clean && (x.words.known(r.row[i].fold) || r.row[i].number())
	}
	if clean {
		return false
	}
	r.raw = append(r.raw[:0], r.row...)
	r.row = r.row[:0]
	for i := range r.raw {
		t := r.raw[i]
		if x.words.known(t.fold) || t.number() {
			r.row = append(r.row, t)
			continue
		}
		before := len(r.row)
		r.row = x.mend(r.row, t, r.raw[i+1:], asked)
		for _, part := range r.row[before:] {
			short = short || len(r.row) > before+1 && x.lexicon.keys[part.fold]
		}
	}
	return short
}

// mend appends what an unknown token most likely was meant to be; the token itself if nothing fits.
func (x *Index) mend(row []token, t token, rest []token, asked bool) []token {
	if _, pure := vi.Telex(t.fold); t.mark == "" || t.mark == t.fold {
		for _, keys := range [...]func(string) (string, bool){vi.Telex, vi.VNI} {
			if word, ok := keys(t.fold); ok {
				if fold := foldWord(word); x.words.known(fold) || pure && !vi.IsFoldedSyllable(t.fold) && vi.IsFoldedSyllable(fold) {
					t.fold, t.mark = fold, word
					return append(row, t)
				}
			}
		}
	}
	word := vi.IsFoldedSyllable(t.fold)
	if word && (!asked || t.mark != "" && t.mark != t.fold) { // with its marks it was meant
		return append(row, t)
	}
	if parts := x.parts(t.fold); parts != nil && !word {
		for _, p := range parts {
			row = append(row, token{fold: p, clause: t.clause, weight: t.weight})
		}
		return row
	}
	before, after := int32(-1), int32(-1)
	if n := len(row); n > 0 && row[n-1].clause == t.clause {
		before = x.words.number(row[n-1].fold)
	}
	if len(rest) > 0 && rest[0].clause == t.clause {
		after = x.words.number(rest[0].fold)
	}
	if id := x.nearest(t.fold, before, after, word); id >= 0 {
		t.fold, t.mark = x.words.names[id], ""
		t.weight *= slipWeight
	}
	return append(row, t)
}

// slipWeight is how much a mended slip counts beside a word that was typed right.
const slipWeight = 0.85

// rarity is the negative logarithm of a syllable's share of the documents.
func (w *words) rarity(id int32) float64 {
	return math.Log(float64(w.total+1)) - math.Log(float64(w.count[id])+0.5)
}

// slips finds syllables that are one slip away: every syllable stands under itself and under what
// remains of it when one letter is left out.
type slips map[string][]int32

func newSlips(w *words) slips {
	s := slips{}
	for id, name := range w.names {
		if w.single[id] < 0 || len(name) < 3 || name[0] == '#' || !ascii(name) {
			continue
		}
		s[name] = append(s[name], int32(id))
		for i := range len(name) {
			if i > 0 && name[i] == name[i-1] {
				continue
			}
			key := name[:i] + name[i+1:]
			s[key] = append(s[key], int32(id))
		}
	}
	return s
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// nearest is the syllable that is most likely meant by a slip, given its neighbours; -1 if there is
// none. Where the slip is a word of its own, one of the neighbours must go with the syllable.
func (x *Index) nearest(slip string, before, after int32, word bool) int32 {
	if len(slip) < 3 || len(slip) > 9 || !ascii(slip) {
		return -1
	}
	best, bestScore := int32(-1), math.Inf(-1)
	try := func(key []byte) {
		for _, id := range x.slips[string(key)] {
			cost := slipCost(slip, x.words.names[id])
			if math.IsInf(cost, 1) {
				continue
			}
			score := -x.words.rarity(id) - cost
			goes := false
			if _, ok := x.words.pairs[pairKey(before, id)]; ok {
				score, goes = score+3, true
			}
			if _, ok := x.words.pairs[pairKey(id, after)]; ok {
				score, goes = score+3, true
			}
			if word && (!goes || cost > 2) {
				continue
			}
			if score > bestScore || score == bestScore && id < best {
				best, bestScore = id, score
			}
		}
	}
	try([]byte(slip))
	var buf [16]byte
	for i := range len(slip) {
		key := append(append(buf[:0], slip[:i]...), slip[i+1:]...)
		try(key)
	}
	return best
}

// keyboard are the rows of keys; letters that stand side by side are struck for each other.
const keyboard = "qwertyuiop asdfghjkl zxcvbnm"

// slipCost is how unlikely it is to type slip for want; infinite if more than one slip lies between.
func slipCost(slip, want string) float64 {
	i := 0
	for i < len(slip) && i < len(want) && slip[i] == want[i] {
		i++
	}
	a, b := slip[i:], want[i:]
	switch {
	case len(a) == len(b)+1 && a[1:] == b: // one letter too many
		if i > 0 && a[0] == slip[i-1] {
			return 1
		}
		return 2
	case len(a)+1 == len(b) && a == b[1:]: // one too few
		return 2
	case len(a) == len(b) && len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]: // two swapped
		return 1
	case len(a) == len(b) && len(a) > 0 && a[1:] == b[1:]: // another one
		if beside(a[0], b[0]) {
			return 2
		}
		return 4
	}
	return math.Inf(1)
}

func beside(a, b byte) bool {
	for i := range len(keyboard) - 1 {
		if keyboard[i] == a && keyboard[i+1] == b || keyboard[i] == b && keyboard[i+1] == a {
			return true
		}
	}
	return false
}
