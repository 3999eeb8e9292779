package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxClean is how much of a text that a stranger sends is kept, in bytes: eight times what any
// platform lets one message hold.
const MaxClean = 32 << 10

// maxMarks is how many marks one letter may carry. Vietnamese needs two; piles of them that run over
// the lines above are a prank.
const maxMarks = 4

// Clean is a text that a stranger sent as the program may handle it: valid UTF-8 in NFC, without
// control characters (line ends and tabs stay), without the invisible marks that turn the direction of
// writing or join letters, without letters that show nothing, white space as plain spaces, trimmed, and
// at most MaxClean bytes. It is idempotent.
func Clean(s string) string { return CleanTo(s, MaxClean) }

// CleanTo is Clean with another bound, for texts that are longer than a message: most bytes.
func CleanTo(s string, most int) string {
	if len(s) <= most && clean(s) {
		return strings.TrimSpace(s)
	}
	if len(s) > most {
		s = cut(s, most)
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, " "), "\r\n", "\n")
	s = norm.NFC.String(strings.Map(cleanRune, norm.NFC.String(s)))
	s = strings.TrimSpace(fewMarks(s))
	if len(s) > most {
		s = norm.NFC.String(strings.TrimSpace(cut(s, most)))
	}
	return s
}

// clean tells of text of nothing but ASCII that shows, line feeds, tabs and the composed letters of
// Vietnamese, which is nearly all: there is nothing to clean but its ends.
func clean(s string) bool {
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7F {
				return false
			}
		case r != 'đ' && r != 'Đ' && lowerVowel(r) == 0:
			return false
		}
	}
	return true
}

// cleanRune is the rune that stands for r in clean text; -1 for none.
func cleanRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029' || r == '\u0085':
		return '\n'
	case r < ' ' || r == 0x7F:
		return -1
	case r < utf8.RuneSelf:
		return r
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.C, r), r == utf8.RuneError, r == '\u034F', r >= 0xE0100:
		return -1 // controls, format marks (bidi, zero width), private use
	case r == '\u115F' || r == '\u1160' || r == '\u3164' || r == '\uFFA0' || r == '\u2800':
		return -1 // letters that show nothing
	}
	return r
}

// fewMarks takes from every letter the marks beyond maxMarks.
func fewMarks(s string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.Is(unicode.M, r) {
			marks = 0
			return r
		}
		if marks++; marks > maxMarks {
			return -1
		}
		return r
	}, s)
}

// cut is the longest beginning of s of at most n bytes that ends between runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
