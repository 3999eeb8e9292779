package vi

import (
	"strings"
	"unicode"

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

func isTone(r rune) bool {
	return r == grave || r == acute || r == tilde || r == hook || r == dotBelow
}

// Normal is s as it is compared when marks count: composed, in lower case, every tone where the
// schoolbooks of the delta put it (hòa, khỏe, thúy, not hoà, khoẻ, thuý), white space as single
// spaces. Fold(Normal(s)) is Fold(s).
func Normal(s string) string {
	if folded(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r == 'ð' || r == 'Ð' || r == 'Ɖ' {
			return 'đ'
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	var b strings.Builder
	b.Grow(len(s))
	last := 0
	for _, w := range Words(s) {
		b.WriteString(s[last:w.Start])
		b.WriteString(placeTone(w.Text))
		last = w.End
	}
	b.WriteString(s[last:])
	return b.String()
}

// placeTone moves the tone of one syllable in lower case to where it belongs. What has no tone, more
// than one, or no vowel stays as it is.
func placeTone(s string) string {
	tone, tones, marked := rune(0), 0, false
	bare := make([]rune, 0, 16)
	for _, r := range s {
		if r < 0x80 {
			bare = append(bare, r)
			continue
		}
		base, t := splitTone(r)
		if t != 0 {
			tone, tones = t, tones+1
		}
		marked = marked || t != 0
		bare = append(bare, base)
	}
	if !marked || tones != 1 {
		return s
	}
	at := toneVowel(bare)
	if at < 0 {
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

// splitTone parts a composed letter into the letter without tone (ấ: â) and its tone, 0 if it has none.
func splitTone(r rune) (base, tone rune) {
	if base, tone, ok := vowelTone(r); ok {
		return base, tone
	}
	if isTone(r) { // a tone on a letter with which it does not compose
		return r, 0
	}
	return r, 0
}

// vowels are the twelve vowels of Vietnamese, each with its five tones in the order of tones.
const (
	vowels = "aàáãảạ" + "ăằắẵẳặ" + "âầấẫẩậ" + "eèéẽẻẹ" + "êềếễểệ" + "iìíĩỉị" + "oòóõỏọ" + "ôồốỗổộ" + "ơờớỡởợ" + "uùúũủụ" + "ưừứữửự" + "yỳýỹỷỵ"
	tones  = "\x00\u0300\u0301\u0303\u0309\u0323"
)

// vowelTone looks a letter up in vowels.
func vowelTone(r rune) (base, tone rune, ok bool) {
	i := 0
	for _, v := range vowels {
		if i%6 == 0 {
			base = v
		}
		if v == r {
			return base, []rune(tones)[i%6], true
		}
		i++
	}
	return 0, 0, false
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
