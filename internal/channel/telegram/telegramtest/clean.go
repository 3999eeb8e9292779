package telegramtest

import (
	"strings"
	"unicode/utf8"
)

// writer builds a text as the real server shows it: control characters and tabs become spaces, \r and
// characters that spoil the layout are dropped. It counts UTF-16 code units on the way.
type writer struct {
	out   []byte
	units int
}

func (w *writer) rune(r rune) {
	switch {
	case r == '\r', r >= 0x2028 && r <= 0x202e, r == 0x0333, r == 0x033f, r == 0x030a:
		return
	case r < ' ' && r != '\n':
		r = ' '
	}
	w.out = utf8.AppendRune(w.out, r)
	w.units++
	if r > 0xffff {
		w.units++
	}
}

// text adds s. What needs no care is copied in one go.
func (w *writer) text(s string) {
	for s != "" {
		n := 0
		for n < len(s) && (s[n] >= ' ' || s[n] == '\n') && s[n] != 0xe2 && s[n] != 0xcc {
			n++
		}
		w.out = append(w.out, s[:n]...)
		w.units += utf16Len(s[:n])
		if s = s[n:]; s == "" {
			return
		}
		r, size := utf8.DecodeRuneInString(s)
		w.rune(r)
		s = s[size:]
	}
}

// plain is s as shown without any parsing.
func plain(s string) string {
	w := writer{out: make([]byte, 0, len(s))}
	w.text(s)
	return string(w.out)
}

// trim cuts blanks and line feeds off the end, and off the beginning as far as no entity begins
// there, and clips the entities.
func trim(text string, ents []Entity) (string, []Entity) {
	text = strings.TrimRight(text, " \n")
	first := len(text)
	if len(ents) > 0 {
		first = ents[0].Offset // blanks are one byte and one unit each
	}
	n := 0
	for n < len(text) && n < first && (text[n] == ' ' || text[n] == '\n') {
		n++
	}
	text = text[n:]
	end := utf16Len(text)
	kept := ents[:0]
	for _, e := range ents {
		e.Offset -= n
		e.Length = min(e.Length, end-e.Offset)
		if e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return text, kept
}

// blank tells whether a text shows nothing: blanks and characters without width only.
func blank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool {
		switch {
		case r == ' ', r == '\n', r == 0xa0, r == 0xad, r == 0x180e, r == 0x2800, r == 0x3000, r == 0x3164, r == 0xfeff:
			return true
		}
		return r >= 0x2000 && r <= 0x200f || r >= 0x202a && r <= 0x202f || r >= 0x205f && r <= 0x206f || r >= 0xe0000 && r <= 0xe007f
	}) == ""
}
