package channel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"loaxom/internal/vi"
)

// Len is the length of s as a platform with this unit counts it.
func (u Unit) Len(s string) int {
	if u == Runes {
		return utf8.RuneCountInString(s)
	}
	return vi.UTF16Len(s)
}

// Len is the length of a text's letters as a platform with this unit counts them.
func (t Text) Len(u Unit) (n int) {
	for _, s := range t {
		n += u.Len(s.S)
	}
	return n
}

// Within tells whether a text is at most limit long. No unit counts more letters than there are bytes, so
// most texts need not be counted.
func (t Text) Within(limit int, u Unit) bool {
	n := 0
	for _, s := range t {
		n += len(s.S)
	}
	return n <= limit || t.Len(u) <= limit
}

// Shows tells whether anything of the text can be seen.
func (t Text) Shows() bool { return slices.ContainsFunc(t, func(s Span) bool { return Shows(s.S) }) }

// Split cuts a message whose text is over the limit into parts that are sent in order. It works on the
// text before any rendering, so that no tag is ever cut: a span that crosses a cut keeps its style and
// its link on both sides. It cuts where a reader would (vi.Split). Each part begins with "(1/3) ",
// which counts in the limit; buttons go below the last one. What shows nothing at all is left out.
func Split(m Outgoing, l Limits) []Outgoing {
	if l.Text <= 0 || m.Text.Within(l.Text, l.Unit) {
		return []Outgoing{m}
	}
	pieces, numbered := cut(m.Text.String(), l)
	parts := make([]Outgoing, 0, len(pieces))
	for i, p := range pieces {
		part := m.like(Outgoing{Text: m.Text.slice(p.from, p.to)})
		if numbered {
			part.Text = append(Plain(fmt.Sprintf("(%d/%d) ", i+1, len(pieces))), part.Text...)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 { // white space without end
		return []Outgoing{m.like(Outgoing{Buttons: m.Buttons})}
	}
	parts[len(parts)-1].Buttons = m.Buttons
	parts[0].Replaces, parts[0].Below = m.Replaces, m.Below
	return parts
}

// Cut is the text's beginning that fits into limit, with "…" where something is missing.
func (t Text) Cut(limit int, u Unit) Text {
	if t.Within(limit, u) {
		return t
	}
	return append(t.slice(0, len(vi.Split(t.String(), limit-1, u.Len)[0])), Span{S: "…"})
}

// like is part, sent in the manner of m.
func (m Outgoing) like(part Outgoing) Outgoing {
	part.Silent, part.Protect, part.Thread = m.Silent, m.Protect, m.Thread
	return part
}

// piece is a range of bytes.
type piece struct{ from, to int }

// cut finds the pieces, with room left for the numbers. A limit that is too small for numbers (no
// platform has one) gives pieces without.
func cut(whole string, l Limits) (pieces []piece, numbered bool) {
	for digits := 1; ; digits++ {
		room := l.Text - len("(/) ") - 2*digits
		if room < l.Text/2 {
			return visible(vi.Split(whole, l.Text, l.Unit.Len)), false
		}
		pieces = visible(vi.Split(whole, room, l.Unit.Len))
		if len(strconv.Itoa(len(pieces))) <= digits {
			return pieces, len(pieces) > 1
		}
	}
}

// visible gives the ranges of the pieces that show something.
func visible(texts []string) (pieces []piece) {
	at := 0
	for _, s := range texts {
		if Shows(s) {
			pieces = append(pieces, piece{at, at + len(s)})
		}
		at += len(s)
	}
	return pieces
}

// Shows tells whether anything of s can be seen. Platforms refuse a text that shows nothing.
func Shows(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.C, r):
			return false
		case r == '\u115F', r == '\u1160', r == '\u2800', r == '\u3164', r == '\uFFA0': // letters without ink
			return false
		case r == '\u0333', r == '\u033F', r == '\u030A': // marks that Telegram takes out of any text
			return false
		}
		return !unicode.Is(unicode.Variation_Selector, r)
	}) >= 0
}

// slice is the text's bytes from..to with their styles.
func (t Text) slice(from, to int) Text {
	var out Text
	at := 0
	for _, s := range t {
		a, b := max(from-at, 0), min(to-at, len(s.S))
		if at += len(s.S); a < b {
			s.S = s.S[a:b]
			out = append(out, s)
		}
	}
	return out
}
