package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The five tones that are written, as combining marks: huyền, sắc, ngã, hỏi, nặng.
const (
	grave    = '\u0300'
	acute    = '\u0301'
	tilde    = '\u0303'
	hook     = '\u0309'
	dotBelow = '\u0323'
)

// Normal is s as it is compared when marks count: composed, in lower case, every tone where the
// schoolbooks of the delta put it (hòa, khỏe, thúy, not hoà, khoẻ, thuý), white space as single
// spaces. Fold(Normal(s)) is Fold(s).
func Normal(s string) string {
	if folded(s) {
		return s
	}
	low, simple := lower(s)
	if !simple {
		low = lowerOther(s)
	}
	s = low
	var b strings.Builder
	b.Grow(len(s))
	last := 0
	var stack [32]Word
	for _, w := range AppendWords(stack[:0], s) {
		b.WriteString(s[last:w.Start])
		b.WriteString(placeTone(w.Text))
		last = w.End
	}
	b.WriteString(s[last:])
	return b.String()
}

// lower is s in lower case with white space as single spaces, for text of nothing but ASCII and the composed
// letters of Vietnamese, which is nearly all; simple is false for any other.
func lower(s string) (low string, simple bool) {
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			if r == ' ' || r >= '\t' && r <= '\r' {
				space = true
				continue
			}
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
		case r == 'đ' || r == 'Đ':
			r = 'đ'
		default:
			if r = lowerVowel(r); r == 0 {
				return "", false
			}
		}
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = false
		b = utf8.AppendRune(b, r)
	}
	return string(b), true
}

// lowerVowel is a composed vowel with marks in lower case; 0 for any other rune.
func lowerVowel(r rune) rune {
	switch {
	case r >= 0x1EA0 && r <= 0x1EF9:
		r |= 1 // there small letters stand behind their capitals
	case r >= 0xC0 && r <= 0xDE:
		r += 0x20
	case r == 'Ă' || r == 'Ĩ' || r == 'Ũ' || r == 'Ơ':
		r++
	case r == 'Ư':
		r = 'ư'
	}
	if vowelTone(r) < 0 {
		return 0
	}
	return r
}

// lowerOther is lower for any text.
func lowerOther(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == 'ð' || r == 'Ð' || r == 'Ɖ' {
			return 'đ'
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// placeTone moves the tone of one syllable in lower case to where it belongs. What has no tone, more
// than one, or no vowel stays as it is.
func placeTone(s string) string {
	if ascii(s) {
		return s
	}
	var buf [16]rune
	bare := buf[:0]
	tone, found, from := rune(0), 0, 0
	for _, r := range s {
		base, t := splitTone(r)
		if t != 0 {
			tone, found, from = t, found+1, len(bare)
		}
		bare = append(bare, base)
	}
	if found != 1 {
		return s
	}
	at := toneVowel(bare)
	if at < 0 || at == from {
		return s
	}
	var b strings.Builder
	for i, r := range bare {
		b.WriteRune(r)
		if i == at {
			b.WriteRune(tone)
		}
	}
	return norm.NFC.String(b.String())
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// splitTone parts a composed letter in lower case into the letter without tone (ấ: â) and its tone, 0
// if it has none.
func splitTone(r rune) (base, tone rune) {
	if n := vowelTone(r); n >= 0 {
		return vowels[n/6], tones[n%6]
	}
	return r, 0
}

// vowels are those of Vietnamese in the order of the alphabet; tones those that are written, none first.
var (
	vowels = [...]rune{'a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'}
	tones  = [...]rune{0, grave, acute, tilde, hook, dotBelow}
)

// marked says of every second letter from U+1EA1 on, where Unicode keeps those in lower case, which
// vowel and which tone it is: six times the vowel, plus the tone.
const marked = "\x05\x04\x0e\x0d\x10\x0f\x11\x08\x07\x0a\x09\x0b\x17\x16\x15\x1a\x19\x1c\x1b\x1d\x22\x23\x29\x28\x2c\x2b\x2e\x2d\x2f\x32\x31\x34\x33\x35\x3b\x3a\x3e\x3d\x40\x3f\x41\x43\x47\x46\x45"

// vowelTone is six times the vowel plus the tone of a letter with marks; -1 if it is none.
func vowelTone(r rune) int {
	if r >= 0x1EA1 && r <= 0x1EF9 && r&1 == 1 {
		return int(marked[(r-0x1EA1)/2])
	}
	switch r {
	case 'à':
		return 1
	case 'á':
		return 2
	case 'ã':
		return 3
	case 'ă':
		return 6
	case 'â':
		return 12
	case 'è':
		return 19
	case 'é':
		return 20
	case 'ê':
		return 24
	case 'ì':
		return 31
	case 'í':
		return 32
	case 'ĩ':
		return 33
	case 'ò':
		return 37
	case 'ó':
		return 38
	case 'õ':
		return 39
	case 'ô':
		return 42
	case 'ơ':
		return 48
	case 'ù':
		return 55
	case 'ú':
		return 56
	case 'ũ':
		return 57
	case 'ư':
		return 60
	case 'ý':
		return 68
	}
	return -1
}

func isVowel(r rune) bool { return strings.ContainsRune("aăâeêioôơuưy", r) }

// toneVowel is the index of the letter of a syllable without tones that carries the tone; -1 if there
// is no vowel. The rule: the vowel with a mark of its own (of ươ the second); else, with a consonant
// behind the vowels, the last of them; else the middle one of three and the first one of two.
func toneVowel(s []rune) int {
	from := 0
	for from < len(s) && !isVowel(s[from]) {
		from++
	}
	if from+1 < len(s) && from > 0 && isVowel(s[from+1]) {
		if s[from-1] == 'q' && s[from] == 'u' || s[from-1] == 'g' && from == 1 && s[from] == 'i' {
			from++ // qu and gi are consonants
		}
	}
	to := from
	for to < len(s) && isVowel(s[to]) {
		to++
	}
	if from == to {
		return -1
	}
	for i := to - 1; i >= from; i-- {
		if strings.ContainsRune("ăâêôơư", s[i]) {
			return i
		}
	}
	switch n := to - from; {
	case n == 1:
		return from
	case to < len(s):
		return to - 1
	case n == 2:
		return from
	}
	return from + 1
}
