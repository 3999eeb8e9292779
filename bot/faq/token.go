package faq

import (
	"slices"
	"strings"

	"loaxom/internal/vi"
)

// token is one syllable of a text on its way to features.
type token struct {
	fold   string  // without marks, in lower case
	mark   string  // with marks, tone where it belongs; empty where no marks were typed around it
	clause int32   // which part of the text, between punctuation
	weight float32 // 0: says nothing of the matter
}

// maxTokens is how many syllables of a text are looked at. A pasted page is no question; what is asked stands
// before or behind it.
const (
	maxTokens = 160
	headOf    = 60 // of them at the beginning, of a longer text
)

// tokens parts a text into syllables. Marks count if at least a third of the syllables have some: who
// types without marks still gets one now and then from the keyboard.
func tokens(dst []token, text string) []token {
	normal := vi.Normal(text)
	var stack [64]vi.Word
	words := vi.AppendWords(stack[:0], normal)
	if len(words) > maxTokens {
		words = slices.Delete(words, headOf, len(words)-(maxTokens-headOf))
	}
	marked := 0
	clause, last := int32(0), 0
	for i := range words {
		w := &words[i]
		if i > 0 {
			gap := normal[last:w.Start]
			if clauseEnd(gap) {
				clause++
			}
		}
		fold, mark := foldWord(w.Text), w.Text
		if vi.Fold(mark) == mark {
			mark = fold // "ky" has no more of a mark than "ki"
		} else {
			marked++
		}
		dst = append(dst, token{fold: fold, mark: mark, clause: clause, weight: 1})
		last = w.End
	}
	if marked*3 < len(words) {
		for i := range dst {
			if dst[i].mark == dst[i].fold {
				dst[i].mark = ""
			}
		}
	}
	return dst
}

// clauseEnd tells whether what stands between two words ends a clause. A point or a comma between digits
// ("1.001193", "0,5") has no space behind it and ends nothing.
func clauseEnd(gap string) bool {
	for i, r := range gap {
		switch r {
		case '?', '!', ';', '\n', '…', '–':
			return true
		case '.', ',', ':':
			if i+1 < len(gap) {
				return true
			}
		}
	}
	return false
}

// foldWord is vi.Fold with ký and kí, lý and lí, sỹ and sĩ as one: both are written.
func foldWord(w string) string {
	f := vi.Fold(w)
	if n := len(f); n == 2 && f[1] == 'y' && strings.IndexByte("hklmstbpv", f[0]) >= 0 {
		return ofY[strings.IndexByte("hklmstbpv", f[0])]
	}
	return f
}

// ofY are the syllables of one consonant and y, written with i.
var ofY = [...]string{"hi", "ki", "li", "mi", "si", "ti", "bi", "pi", "vi"}

// number tells whether the token is digits only.
func (t *token) number() bool {
	for i := range len(t.fold) {
		if c := t.fold[i]; c < '0' || c > '9' {
			return false
		}
	}
	return t.fold != ""
}
