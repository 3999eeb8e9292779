package telegramtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestHTML(t *testing.T) {
	bold := func(offset, length int) Entity { return Entity{Type: "bold", Offset: offset, Length: length} }
	link := func(length int, to string) Entity { return Entity{Type: "text_link", Length: length, URL: to} }
	for src, want := range map[string]struct {
		text string
		ents []Entity
	}{
		"Xin <b>chào</b> bà con":                        {"Xin chào bà con", []Entity{bold(4, 4)}},
		"😀<b>😀</b>":                                     {"😀😀", []Entity{bold(2, 2)}},
		"<STRONG>a</Strong >":                           {"a", []Entity{bold(0, 1)}},
		"<b>a</>":                                       {"a", []Entity{bold(0, 1)}},
		"<b>a</b><b>b</b>":                              {"ab", []Entity{bold(0, 2)}},
		"<b>a<i>b</i></b>":                              {"ab", []Entity{bold(0, 2), {Type: "italic", Offset: 1, Length: 1}}},
		"<i><b>a</b></i>":                               {"a", []Entity{bold(0, 1), {Type: "italic", Length: 1}}},
		"&lt;b&gt;&amp;&quot;&#39;&#x1f600;":            {`<b>&"'😀`, nil},
		`<a href="https://x.vn/?a=1&amp;b=2">x</a>`:     {"x", []Entity{link(1, "https://x.vn/?a=1&b=2")}},
		`<a href='https://x.vn'>x</a>`:                  {"x", []Entity{link(1, "https://x.vn")}},
		`<a href=x.vn>xã</a>`:                           {"xã", []Entity{link(2, "http://x.vn")}},
		`<a>https://x.vn</a>`:                           {"https://x.vn", []Entity{link(12, "https://x.vn")}},
		`<pre><code class="language-go">x</code></pre>`: {"x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		`<code class="language-go"><pre>x</pre></code>`: {"x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		"<blockquote expandable>x</blockquote>":         {"x", []Entity{{Type: "expandable_blockquote", Length: 1}}},
		`<span class="tg-spoiler">x</span>`:             {"x", []Entity{{Type: "spoiler", Length: 1}}},
		"<b></b>a":                                      {"a", nil},
		"a\r\nb\tc\u202e\x01":                           {"a\nb c ", nil},
	} {
		text, ents, loose, problem := parseHTML(src)
		if text != want.text || !slices.Equal(ents, want.ents) || problem != "" || len(loose) > 0 {
			t.Errorf("%s:\n got %q %v %v %s\nwant %q %v", src, text, ents, loose, problem, want.text, want.ents)
		}
	}
	for src, want := range map[string]string{
		"<b>a":               `Can't find end tag corresponding to start tag "b"`,
		"ă<x>":               `Unsupported start tag "x" at byte offset 2`,
		"a < b":              `Unsupported start tag "" at byte offset 2`,
		"a </b>":             "Unexpected end tag at byte offset 2",
		"<b><i>a</b></i>":    `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"<b>a</b":            "Unclosed end tag at byte offset 4",
		"<b":                 "Unclosed start tag at byte offset 0",
		"<a href":            `Unclosed start tag "a" at byte offset 0`,
		"<a href=":           `Unclosed start tag "a" at byte offset 0`,
		`<a href="x`:         "Unclosed start tag at byte offset 0",
		`<a href=a/b>`:       "Unexpected end of name token at byte offset 8",
		`<a ="x">`:           `Empty attribute name in the tag "a" at byte offset 0`,
		`<span>a</span>`:     `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<script>a</script>`: `Unsupported start tag "script" at byte offset 0`,
	} {
		if _, _, _, problem := parseHTML(src); problem != want {
			t.Errorf("%s:\n got %s\nwant %s", src, problem, want)
		}
	}
}

// Blanks at the ends go, and the entities with them.
func TestTrim(t *testing.T) {
	for src, want := range map[string]string{
		"  a b \n":             `"a b" []`,
		" <b> a </b> ":         `" a" [{bold 0 2  }]`,
		"a<b> </b>":            `"a" []`,
		"\n <i>a</i>":          `"a" [{italic 0 1  }]`,
		"a <b>b</b> <b> </b> ": `"a b" [{bold 2 1  }]`,
	} {
		text, ents, _, _ := parseHTML(src)
		text, ents = trim(text, ents)
		if got := fmt.Sprintf("%q %v", text, ents); got != want {
			t.Errorf("%q: %s, want %s", src, got, want)
		}
	}
}

// Whatever comes, entities lie within the text and on letters, and escaped text comes back as it was.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>a</b>", "a & b < c > d", `<a href="x.vn">😀</a>`, "&#x1F600;&bad;", "</", "<a b='", "<pre><code class=language-x>y</code></pre>"} {
		f.Add(seed)
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			return // refused before
		}
		text, ents, _, problem := parseHTML(src)
		if problem == "" {
			text, ents = trim(text, ents)
			units := utf16.Encode([]rune(text))
			if len(units) != utf16Len(text) {
				t.Errorf("%q: %d units, counted %d", text, len(units), utf16Len(text))
			}
			for _, e := range ents {
				if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(units) || splits(units, e.Offset) || splits(units, e.Offset+e.Length) {
					t.Errorf("%q: %+v of %q", src, e, text)
				}
			}
		}
		got, ents, loose, problem := parseHTML(escape.Replace(src))
		if got != plain(src) || ents != nil || loose != nil || problem != "" {
			t.Errorf("%q escaped: %q %v %v %s", src, got, ents, loose, problem)
		}
	})
}
