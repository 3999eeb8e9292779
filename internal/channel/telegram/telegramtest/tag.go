package telegramtest

import (
	"fmt"
	"net/url"
	"strings"
)

// startTag reads a start tag with its attributes.
func (h *htmlText) startTag() string {
	begin := h.pos
	h.pos++
	name := strings.ToLower(h.until(" \t\n\r\v\f>"))
	if h.pos == len(h.src) {
		return fmt.Sprintf("Unclosed start tag at byte offset %d", begin)
	}
	if tags[name] == "" {
		return fmt.Sprintf("Unsupported start tag %q at byte offset %d", name, begin)
	}
	t := openTag{name: name, units: h.w.units, bytes: len(h.w.out)}
	for {
		h.blanks()
		if h.peek() == '>' {
			break
		}
		attr, val, problem := h.attribute(name, begin)
		if problem != "" {
			return problem
		}
		h.argument(&t, attr, val)
	}
	h.pos++
	if name == "span" && t.argument != "spoiler" {
		return fmt.Sprintf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, begin)
	}
	h.open = append(h.open, t)
	return ""
}

// argument keeps what an attribute says; one that means nothing is not as documented.
func (h *htmlText) argument(t *openTag, attr, val string) {
	switch {
	case t.name == "a" && attr == "href":
		t.argument = val
	case t.name == "code" && attr == "class" && strings.HasPrefix(val, "language-"):
		t.argument = val[len("language-"):]
	case t.name == "span" && attr == "class" && strings.HasPrefix(val, "tg-"):
		t.argument = val[len("tg-"):]
	case t.name == "blockquote" && attr == "expandable":
		t.argument = "1"
	default:
		h.note(RuleHTML, "attribute %q of <%s> means nothing", attr, t.name)
	}
}

// attribute reads one attribute; begin is where its tag began.
func (h *htmlText) attribute(tag string, begin int) (name, val, problem string) {
	name = h.until(" \t\n\r\v\f=>/\"'")
	if name == "" {
		return "", "", fmt.Sprintf("Empty attribute name in the tag %q at byte offset %d", tag, begin)
	}
	h.blanks()
	switch h.peek() {
	case 0:
		return "", "", fmt.Sprintf("Unclosed start tag %q at byte offset %d", tag, begin)
	case '=':
		h.pos++
	default:
		return name, "", ""
	}
	h.blanks()
	switch quote := h.peek(); quote {
	case 0:
		return "", "", fmt.Sprintf("Unclosed start tag %q at byte offset %d", tag, begin)
	case '"', '\'':
		val = h.quoted(quote)
	default:
		at := h.pos
		for h.pos < len(h.src) && nameToken(h.src[h.pos]) {
			h.pos++
		}
		val = strings.ToLower(h.src[at:h.pos])
		if h.peek() != 0 && !strings.ContainsRune(" \t\n\r\v\f>", rune(h.peek())) {
			return "", "", fmt.Sprintf("Unexpected end of name token at byte offset %d", at)
		}
	}
	if h.peek() == 0 {
		return "", "", fmt.Sprintf("Unclosed start tag at byte offset %d", begin)
	}
	return name, val, ""
}

func nameToken(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '.' || b == '-'
}

// quoted reads a value up to its closing quote.
func (h *htmlText) quoted(quote byte) string {
	h.pos++
	var val []byte
	for h.pos < len(h.src) && h.src[h.pos] != quote {
		if h.src[h.pos] == '&' {
			val = append(val, string(h.reference())...)
			continue
		}
		val = append(val, h.src[h.pos])
		h.pos++
	}
	if h.pos < len(h.src) {
		h.pos++
	}
	return string(val)
}

// checkedLink is the address, with http:// where the scheme is missing; empty: it is none. A host
// needs a dot; anything beside http, https, tg, ton and tonsite is refused.
func checkedLink(link string) string {
	if !strings.Contains(link, "://") && !strings.HasPrefix(link, "tg:") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton", "tonsite":
		return link
	case "http", "https":
		host := u.Hostname()
		dot := strings.LastIndexByte(host, '.')
		if strings.Contains(host, ":") || dot > 0 && dot < len(host)-1 {
			return link
		}
	}
	return ""
}
