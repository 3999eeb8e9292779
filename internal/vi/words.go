package vi

import (
	"unicode"
	"unicode/utf8"
)

// Word is one syllable, number or code of a text. Vietnamese writes its words as several syllables
// with spaces between them; which belong together is for the matcher to know.
type Word struct {
	Text       string
	Start, End int // bytes in the text
	Digits     int // how many of its runes are digits: all of them in a number, some in "ct01" or VNI keystrokes
}

// Words lists the runs of letters, their marks and digits of s, in order; punctuation, emoji and white
// space part them and are in none. The text of a word is a piece of s as it stands.
func Words(s string) []Word {
	return AppendWords(nil, s)
}

// AppendWords is Words into a slice that the caller has already.
func AppendWords(words []Word, s string) []Word {
	start, digits := -1, 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isDigit(r):
			digits++
			fallthrough
		case isLetter(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && unicode.Is(unicode.Mn, r): // a mark stands behind its letter
		case start >= 0:
			words = append(words, Word{s[start:i], start, i, digits})
			start, digits = -1, 0
		}
		i += n
	}
	if start >= 0 {
		words = append(words, Word{s[start:], start, len(s), digits})
	}
	return words
}

func isDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r)
}
