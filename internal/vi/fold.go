// Package vi knows Vietnamese text: its forms, its letters with their marks, its syllables, where it
// may be cut, what keyboards leave behind, and how numbers, money and dates are written. Only this
// package looks at the bytes of a text (style guide, section 9).
//
// Text is compared folded, because half of what residents type has no marks; where the marks were
// typed, Normal keeps them, so that "mộ" and "mỗ" can be told apart.
package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC is s in composed form, the form of everything that is stored and compared.
func NFC(s string) string { return norm.NFC.String(s) }

// Fold is s as it is compared when marks do not count: without tone and vowel marks, đ as d, in lower
// case, white space as single spaces, none at the ends. Where the tone stands (hoà, hòa) does not
// matter then. It is idempotent, gives valid UTF-8, and the same for composed and decomposed text.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space, other := false, false
	for _, r := range s {
		if f := foldRune(r); f != 0 {
			r = f
		} else if unicode.IsSpace(r) {
			space = true
			continue
		} else if r >= 0x300 && r < 0x370 {
			continue // a combining mark, of decomposed text
		} else if r >= utf8.RuneSelf {
			other = true
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	if other {
		return foldOther(s)
	}
	return b.String()
}

// folded tells of the many texts that are lower-case ASCII with single spaces already.
func folded(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c >= '\t' && c <= '\r' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return len(s) == 0 || last != ' '
}

// bases are the letters without marks of U+1EA0 to U+1EF9, where Unicode keeps the Vietnamese ones.
const bases = "aaaaaaaaaaaaaaaaaaaaaaaa" + "eeeeeeeeeeeeeeee" + "iiii" + "oooooooooooooooooooooooo" + "uuuuuuuuuuuuuu" + "yyyyyyyy"

// foldRune is the letter without marks in lower case; 0 where the rune is neither ASCII nor a letter
// of Vietnamese.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if r == ' ' || r >= '\t' && r <= '\r' {
			return 0
		}
		if r == 0 {
			return 0
		}
		return r
	case r >= 0x1EA0 && r <= 0x1EF9:
		return rune(bases[r-0x1EA0])
	}
	switch r {
	case 'đ', 'Đ', 'ð', 'Ð', 'Ɖ': // some keyboards write the Icelandic or the African letter
		return 'd'
	case 'à', 'á', 'â', 'ã', 'ă', 'À', 'Á', 'Â', 'Ã', 'Ă':
		return 'a'
	case 'è', 'é', 'ê', 'È', 'É', 'Ê':
		return 'e'
	case 'ì', 'í', 'ĩ', 'Ì', 'Í', 'Ĩ':
		return 'i'
	case 'ò', 'ó', 'ô', 'õ', 'ơ', 'Ò', 'Ó', 'Ô', 'Õ', 'Ơ':
		return 'o'
	case 'ù', 'ú', 'ũ', 'ư', 'Ù', 'Ú', 'Ũ', 'Ư':
		return 'u'
	case 'ý', 'Ý':
		return 'y'
	}
	return 0
}

// foldOther folds text that has runes beside ASCII and Vietnamese, the slow and general way.
func foldOther(s string) string {
	drop := func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case unicode.Is(unicode.Mn, r):
				return -1
			case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð' || r == 'Ɖ':
				return 'd'
			}
			return unicode.ToLower(r)
		}, norm.NFD.String(s))
	}
	s = drop(strings.ToValidUTF8(s, string(utf8.RuneError)))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}
