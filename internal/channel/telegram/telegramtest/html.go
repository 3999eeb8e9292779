package telegramtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// tags are those that parse_mode HTML knows, with the entity that each makes (Bot API, "HTML style").
// tg-emoji and tg-time are not modelled.
var tags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
	"tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}

// htmlText reads one text of parse_mode HTML. Offsets in messages are bytes of the source, as in the
// real server's messages.
type htmlText struct {
	src   string
	pos   int
	w     writer
	open  []openTag
	ents  []Entity
	loose []slip // what the real server lets pass although it is not as documented
}

type openTag struct {
	name, argument string
	units, bytes   int // where it began in the output
}

// parseHTML gives the text as shown and its entities, or the real server's complaint. loose lists
// what is not as documented but understood.
func parseHTML(src string) (text string, ents []Entity, loose []slip, problem string) {
	h := htmlText{src: src}
	h.w.out = make([]byte, 0, len(src))
	for h.pos < len(src) {
		switch src[h.pos] {
		case '<':
			if problem = h.tag(); problem != "" {
				return "", nil, h.loose, problem
			}
		case '&':
			h.w.rune(h.reference())
		default:
			if src[h.pos] == '>' {
				h.note(RuleEscape, "bare > at byte offset %d", h.pos)
				h.pos++
				h.w.rune('>')
				continue
			}
			h.w.text(h.until("<&>"))
		}
	}
	if len(h.open) > 0 {
		return "", nil, h.loose, fmt.Sprintf("Can't find end tag corresponding to start tag %q", h.open[len(h.open)-1].name)
	}
	return string(h.w.out), tidy(h.ents), h.loose, ""
}

func (h *htmlText) note(rule, format string, args ...any) {
	h.loose = append(h.loose, slip{rule: rule, detail: fmt.Sprintf(format, args...)})
}

// reference reads what begins with &: a numeric reference or one of the four names. Anything else is
// a bare &, which the real server shows as it is.
func (h *htmlText) reference() rune {
	start := h.pos
	r, n := decodeReference(h.src[start:])
	if n == 0 {
		h.note(RuleEscape, "bare & at byte offset %d", start)
		h.pos++
		return '&'
	}
	if h.pos += n; h.src[h.pos-1] != ';' {
		h.note(RuleEscape, "reference without semicolon at byte offset %d", start)
	}
	return r
}

// decodeReference reads a reference at the beginning of s and tells its length; 0: there is none.
func decodeReference(s string) (rune, int) {
	i, r := 1, rune(0)
	if strings.HasPrefix(s, "&#") {
		base, digits := rune(10), "0123456789"
		if i = 2; strings.HasPrefix(s, "&#x") {
			base, digits, i = 16, "0123456789abcdef", 3
		}
		for ; i < len(s) && i < 10; i++ {
			d := strings.IndexByte(digits, s[i]|0x20)
			if base == 10 {
				d = strings.IndexByte(digits, s[i])
			}
			if d < 0 {
				break
			}
			r = r*base + rune(d)
		}
		if r == 0 || r >= 0x10ffff || i >= 10 {
			return 0, 0
		}
	} else {
		for i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z') {
			i++
		}
		r = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[s[1:i]]
		if r == 0 {
			return 0, 0
		}
	}
	if i < len(s) && s[i] == ';' {
		i++
	}
	return r, i
}

// tag reads what begins with <.
func (h *htmlText) tag() string {
	if strings.HasPrefix(h.src[h.pos:], "</") {
		return h.endTag()
	}
	return h.startTag()
}

func (h *htmlText) endTag() string {
	begin := h.pos
	if len(h.open) == 0 {
		return fmt.Sprintf("Unexpected end tag at byte offset %d", begin)
	}
	h.pos += 2
	name := strings.ToLower(h.until(" \t\n\r\v\f>"))
	h.blanks()
	if h.peek() != '>' {
		return fmt.Sprintf("Unclosed end tag at byte offset %d", begin)
	}
	h.pos++
	last := h.open[len(h.open)-1]
	if name != "" && name != last.name {
		return fmt.Sprintf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, last.name, name)
	}
	h.open = h.open[:len(h.open)-1]
	if h.w.units > last.units {
		h.close(last)
	}
	return ""
}

// close makes the entity of a tag that has just ended.
func (h *htmlText) close(t openTag) {
	e := Entity{Type: tags[t.name], Offset: t.units, Length: h.w.units - t.units}
	switch t.name {
	case "a":
		if e.URL = t.argument; e.URL == "" {
			e.URL = string(h.w.out[t.bytes:])
		}
		if e.URL = checkedLink(e.URL); e.URL == "" {
			h.note(RuleLink, "no address: %s", t.argument)
			return
		}
	case "blockquote":
		if t.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "code", "pre":
		if n := len(h.ents); n > 0 && h.ents[n-1].Offset == e.Offset && h.ents[n-1].Length == e.Length {
			inner := h.ents[n-1].Type
			if inner == "code" && t.name == "pre" && h.ents[n-1].Language != "" || inner == "pre" && t.argument != "" {
				h.ents[n-1].Type, h.ents[n-1].Language = "pre", cmp.Or(h.ents[n-1].Language, t.argument)
				return
			}
		}
		e.Language = t.argument
	}
	h.ents = append(h.ents, e)
}

// until reads up to one of the letters, or to the end.
func (h *htmlText) until(letters string) string {
	n := strings.IndexAny(h.src[h.pos:], letters)
	if n < 0 {
		n = len(h.src) - h.pos
	}
	h.pos += n
	return h.src[h.pos-n : h.pos]
}

func (h *htmlText) blanks() {
	for h.pos < len(h.src) && strings.IndexByte(" \t\n\r\v\f", h.src[h.pos]) >= 0 {
		h.pos++
	}
}

// peek is the next byte; 0 at the end.
func (h *htmlText) peek() byte {
	if h.pos < len(h.src) {
		return h.src[h.pos]
	}
	return 0
}

// tidy sorts entities as the real server gives them, drops the language of inline code, and joins
// pieces of one style that touch.
func tidy(ents []Entity) []Entity {
	slices.SortStableFunc(ents, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(a.Type, b.Type))
	})
	kept := ents[:0]
	last := map[string]int{}
	for _, e := range ents {
		if e.Type == "code" {
			e.Language = ""
		}
		i, ok := last[e.Type]
		joins := e.Type == "bold" || e.Type == "italic" || e.Type == "underline" || e.Type == "strikethrough" || e.Type == "spoiler"
		if ok && joins && kept[i].Offset+kept[i].Length >= e.Offset {
			kept[i].Length = max(kept[i].Length, e.Offset+e.Length-kept[i].Offset)
			continue
		}
		last[e.Type] = len(kept)
		kept = append(kept, e)
	}
	return kept
}
