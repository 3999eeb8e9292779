package vi

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// UTF16Len is the length of s in UTF-16 code units, in which Telegram counts.
func UTF16Len(s string) (n int) {
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// Split cuts text into pieces of at most limit, measured by length (which must not shrink when text is
// added, as utf8.RuneCountInString and UTF16Len do not). It cuts after a paragraph if it can, else after
// a line, a sentence, a space, and else between two letters as the eye sees them; never inside one,
// unless that one alone is over the limit. White space stays at the end of the piece before it, so the
// pieces joined are the text; a sender skips a piece of white space alone, which is left where a run of it
// crosses the limit. A piece is over the limit only if a single rune is. No text, no pieces.
func Split(text string, limit int, length func(string) int) (pieces []string) {
	for text != "" {
		n := fit(text, limit, length)
		pieces = append(pieces, text[:n])
		text = text[n:]
	}
	return pieces
}

// fit is where the first piece of text ends, in bytes, more than 0.
func fit(text string, limit int, length func(string) int) int {
	ends, whole := graphemes(text, limit, length)
	if whole {
		return len(text)
	}
	n := sort.Search(len(ends), func(i int) bool { return length(text[:ends[i]]) > limit })
	if n == 0 {
		return fitRunes(text[:ends[0]], limit, length)
	}
	window := text[:ends[n-1]]
	// A break in the first third would leave a crumb of a piece: a lower kind of break further on
	// reads better than a heading alone.
	for _, third := range []int{len(window) / 3, 0} {
		for _, kind := range breaks {
			if at := kind(window); at > third {
				if i := sort.SearchInts(ends, at); i < n && ends[i] == at {
					return at
				}
			}
		}
	}
	return len(window)
}

// graphemes lists the ends of the letters at the beginning of text, as far as the limit may reach and
// one beyond; whole tells that all of text is within the limit.
func graphemes(text string, limit int, length func(string) int) (ends []int, whole bool) {
	at, state, next := 0, -1, 64
	for rest := text; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(g)
		ends = append(ends, at)
		if len(ends) == next {
			if length(text[:at]) > limit {
				return ends, false
			}
			next *= 2
		}
	}
	return ends, length(text) <= limit
}

// fitRunes is where the longest beginning of one over-long letter ends; at least one rune.
func fitRunes(letter string, limit int, length func(string) int) int {
	_, end := utf8.DecodeRuneInString(letter)
	for end < len(letter) {
		_, n := utf8.DecodeRuneInString(letter[end:])
		if length(letter[:end+n]) > limit {
			break
		}
		end += n
	}
	return end
}

// breaks finds the last place of each kind where a piece that begins like window may end; 0 if there is
// none. Best kinds first.
var breaks = [...]func(window string) int{
	func(window string) int { return after(window, "\n\n") },
	func(window string) int { return after(window, "\n") },
	func(window string) int {
		best := 0
		for _, end := range [...]string{". ", "! ", "? ", "… ", ".\t", "; "} {
			best = max(best, after(window, end))
		}
		return best
	},
	func(window string) int { return after(window, " ") },
}

// after is the end of the last mark within window together with the white space behind it.
func after(window, mark string) int {
	i := strings.LastIndex(window, mark)
	if i < 0 {
		return 0
	}
	end := i + len(mark)
	for end < len(window) && (window[end] == ' ' || window[end] == '\n') {
		end++
	}
	return end
}
