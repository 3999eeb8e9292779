package telegram

import (
	"net/url"
	"strings"
	"unicode"

	"loaxom/internal/channel"
)

// maxHTML is the longest text that the server takes before it parses it, in bytes (Client.cpp:11309:
// 32,768), with a margin.
const maxHTML = 32_000

// html writes a text in the platform's own HTML (Bot API, HTML style), of which we use two tags.
// Everything else is shown as it was typed.
func html(t channel.Text) string {
	var b strings.Builder
	n := 0
	for _, s := range t {
		n += len(s.S) + len(s.S)/8 + 16
	}
	b.Grow(n)
	for _, s := range t {
		if s.S == "" {
			continue
		}
		link := address(s.Link)
		if s.Bold {
			b.WriteString("<b>")
		}
		if link != "" {
			b.WriteString(`<a href="` + escape(link) + `">`)
		}
		b.WriteString(escape(s.S))
		if link != "" {
			b.WriteString("</a>")
		}
		if s.Bold {
			b.WriteString("</b>")
		}
	}
	return b.String()
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape makes s mean itself, in a text and within an attribute's quotes.
func escape(s string) string { return escaper.Replace(strings.ToValidUTF8(s, "\uFFFD")) }

// address is a link that Telegram makes one of; of any other only the words are shown.
func address(link string) string {
	if link == "" {
		return ""
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	host := u.Hostname()
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || dot == len(host)-1 || strings.ContainsFunc(host, func(r rune) bool {
		return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		return ""
	}
	return link
}
