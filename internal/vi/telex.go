package vi

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Telex reads the keystrokes of one word as the Telex way of typing would have turned them into
// letters: "dduwowngf" and "duongdwf" are "đường". People leave them raw when the keyboard was set to
// English. It tells whether the keys make a Vietnamese syllable with at least one mark; what does not
// is given back as it was, in lower case.
func Telex(word string) (string, bool) {
	return keys(word, telexKey)
}

// VNI is Telex for the VNI way, which types marks as digits: "d9u7o7ng2" is "đường".
func VNI(word string) (string, bool) {
	return keys(word, vniKey)
}

// mark is what one keystroke does: it puts a tone on the syllable, a horn, a hat or a breve on one of
// its vowels, or a bar through its d.
type mark struct {
	tone rune   // combining; 0: none
	from string // the letters that it changes
	to   string // and into what, in the same order
}

// telexKey is the mark that r makes after what was typed so far; false where r is a letter.
func telexKey(typed []rune, r rune) (mark, bool) {
	switch r {
	case 'f':
		return mark{tone: grave}, hasVowel(typed)
	case 's':
		return mark{tone: acute}, hasVowel(typed)
	case 'x':
		return mark{tone: tilde}, hasVowel(typed)
	case 'r':
		return mark{tone: hook}, hasVowel(typed)
	case 'j':
		return mark{tone: dotBelow}, hasVowel(typed)
	case 'w':
		return mark{from: "uoa", to: "ươă"}, hasAny(typed, "uoa")
	case 'd':
		return mark{from: "d", to: "đ"}, len(typed) > 0 && typed[0] == 'd'
	case 'a':
		return mark{from: "a", to: "â"}, hasAny(typed, "a")
	case 'e':
		return mark{from: "e", to: "ê"}, hasAny(typed, "e")
	case 'o':
		return mark{from: "o", to: "ô"}, hasAny(typed, "o")
	}
	return mark{}, false
}

func vniKey(typed []rune, r rune) (mark, bool) {
	switch r {
	case '1', '2', '3', '4', '5':
		tone := [...]rune{acute, grave, hook, tilde, dotBelow}[r-'1']
		return mark{tone: tone}, hasVowel(typed)
	case '6':
		return mark{from: "aeo", to: "âêô"}, hasAny(typed, "aeo")
	case '7':
		return mark{from: "uo", to: "ươ"}, hasAny(typed, "uo")
	case '8':
		return mark{from: "a", to: "ă"}, hasAny(typed, "a")
	case '9':
		return mark{from: "d", to: "đ"}, hasAny(typed, "d")
	}
	return mark{}, false
}

func hasVowel(s []rune) bool { return hasAny(s, "aăâeêioôơuưy") }

func hasAny(s []rune, set string) bool {
	for _, r := range s {
		if strings.ContainsRune(set, r) {
			return true
		}
	}
	return false
}

// longest is the longest row of keystrokes that is looked at: "nghieengs" has 9, and some strike twice.
const longest = 14

// keys types word key by key.
func keys(word string, key func(typed []rune, r rune) (mark, bool)) (string, bool) {
	if len(word) > longest {
		return word, false
	}
	word = strings.ToLower(word)
	typed := make([]rune, 0, longest)
	tone, changed := rune(0), false
	for _, r := range word {
		m, ok := key(typed, r)
		switch {
		case r > 'z':
			return word, false // marks already: not raw keys
		case !ok:
			typed = append(typed, r)
		case m.tone != 0:
			tone, changed = m.tone, true
		default:
			changed = press(typed, m) || changed
		}
	}
	if at := toneVowel(typed); tone != 0 && at >= 0 {
		typed = append(typed[:at+1], append([]rune{tone}, typed[at+1:]...)...)
	}
	out := norm.NFC.String(string(typed))
	if !changed || !IsSyllable(out) {
		return word, false
	}
	return out, true
}

// press changes the last letter that the mark fits, and both of uo for a horn.
func press(typed []rune, m mark) bool {
	for i := len(typed) - 1; i >= 0; i-- {
		at := strings.IndexRune(m.from, typed[i])
		if at < 0 {
			continue
		}
		if m.from[0] == 'u' && i > 0 { // a horn
			switch {
			case typed[i] == 'o' && (typed[i-1] == 'u' || typed[i-1] == 'ư') && (i < 2 || typed[i-2] != 'q'):
				typed[i-1], typed[i] = 'ư', 'ơ'
				return true
			case typed[i] == 'a' && typed[i-1] == 'u' && i+1 == len(typed) && (i < 2 || typed[i-2] != 'q'):
				typed[i-1] = 'ư' // mua + w: mưa
				return true
			case typed[i] == 'u' && (typed[i-1] == 'u' || typed[i-1] == 'o' || typed[i-1] == 'ơ'):
				continue // cuuw: cưu; ruouw: rươu
			}
		}
		typed[i] = []rune(m.to)[len([]rune(m.from[:at]))]
		return true
	}
	return false
}
