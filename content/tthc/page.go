package tthc

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"loaxom/content"
	"loaxom/internal/vi"
)

// Say is a Vietnamese line of the locale with data filled in (content.Library.Say): the frames in which
// official fields stand are the commune's own words.
type Say func(id string, data map[string]any) string

// A page is what one entry file says.
type page struct {
	title, plain, code, decision, link string
	field, level                       string
	asOf                               content.Date
	short                              string
	sections                           map[content.SectionID][]string
	raw                                map[content.SectionID]string // why a section stands as published
}

// bounds of what a resident reads first, in letters.
const (
	longTitle  = 130 // of a name in the short answer
	leastTitle = 40
	longWhere  = 90
)

// newPage makes the entry of a record.
func newPage(r *Record, asOf content.Date, say Say) *page {
	p := &page{
		title: r.Name, plain: cutWords(plainName(r.Name), content.MaxNationalPlain), code: r.Code, decision: oneLine(r.Decision), link: r.Link,
		field: oneLine(r.Field), level: oneLine(r.Level), asOf: asOf,
		sections: map[content.SectionID][]string{}, raw: map[content.SectionID]string{},
	}
	rows, ok := ways(r.Ways)
	p.places(r, rows, say)
	p.papers(r, say)
	p.laws(r)
	p.notes(r, say)
	p.steps(r)
	time := ""
	if ok {
		time = p.times(rows, say)
		p.fees(rows, say)
		p.online(rows, say)
	} else if !none(r.Ways) {
		p.verbatim(content.SectionTime, r.Ways, "the rows of the table cannot be told apart")
		p.verbatim(content.SectionFee, r.Ways, "the rows of the table cannot be told apart")
	}
	p.short = p.compose(r, rows, time, say)
	return p
}

// add puts items into a section.
func (p *page) add(s content.SectionID, list ...string) {
	for _, item := range list {
		if item = strings.TrimSpace(item); item != "" {
			p.sections[s] = append(p.sections[s], item)
		}
	}
}

// doubtful says of a section that it stands as published, and why; the first reason counts.
func (p *page) doubtful(s content.SectionID, why string) {
	if p.raw[s] == "" {
		p.raw[s] = why
	}
}

// verbatim keeps a whole field as a section.
func (p *page) verbatim(s content.SectionID, field, why string) {
	p.add(s, items(field)...)
	if len(p.sections[s]) > 0 {
		p.doubtful(s, why)
	}
}

// compose is the short answer: official fields in a fixed frame, and nothing else. A long name gives way.
func (p *page) compose(r *Record, rows []way, time string, say Say) string {
	var said []string
	if where := office(r); where != "" && p.raw[content.SectionWhere] == "" {
		said = append(said, say("import.short_where", map[string]any{"Where": cutWords(where, longWhere)}))
	} else {
		said = append(said, say("import.short_where_unsure", nil))
	}
	if names := byChannel(rows, func(way) bool { return true }); names != "" {
		said = append(said, say("import.short_ways", map[string]any{"Channels": strings.ToLower(names)}))
	}
	if time == "" {
		said = append(said, say("import.short_time_unsure", nil))
	} else {
		said = append(said, say("import.short_time", map[string]any{"Time": time}))
	}
	rest := strings.Join(said, " ")
	for most := longTitle; ; most -= 5 {
		name := say("import.short", map[string]any{"Title": cutWords(plainName(r.Name), most), "Code": r.Code})
		if whole := name + " " + rest; vi.UTF16Len(whole) <= content.MaxShort || most <= leastTitle {
			return whole
		}
	}
}

// plainName is a name without "Thủ tục" before it.
func plainName(name string) string {
	for _, before := range []string{"Thủ tục ", "THỦ TỤC ", "Thủ tục: "} {
		if rest, ok := strings.CutPrefix(name, before); ok {
			return sentence(rest)
		}
	}
	return sentence(name)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cutWords is the beginning of a text, of at most most letters, cut between words and with an ellipsis.
func cutWords(s string, most int) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut := string([]rune(s)[:most-1])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:.-–(") + "…"
}

// file is the page as a content file: signed with the hash of what follows the first line, so that a
// later run sees whether somebody has edited it.
func (p *page) file(say Say) []byte {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(say("import.file", nil)), "\n") {
		fmt.Fprintf(&b, "# %s\n", strings.TrimSpace(line))
	}
	for _, kv := range [][2]string{
		{"origin", content.OriginNational}, {"title", p.title}, {"plain", p.plain}, {"kind", content.KindProcedure},
	} {
		fmt.Fprintf(&b, "%s = %s\n", kv[0], content.Quote(kv[1]))
	}
	fmt.Fprintf(&b, "codes = [%s]\ndecision = %s\nlink = %s\n", content.Quote(p.code), content.Quote(p.decision), content.Quote(p.link))
	if !p.asOf.IsZero() {
		fmt.Fprintf(&b, "as_of = %s\n", p.asOf)
	}
	for _, kv := range [][2]string{{"field", p.field}, {"level", p.level}} {
		if kv[1] != "" {
			fmt.Fprintf(&b, "%s = %s\n", kv[0], content.Quote(kv[1]))
		}
	}
	fmt.Fprintf(&b, "state = %s\nshort = %s\n", content.Quote(content.StateDraft), content.Quote(p.short))
	var raw []string
	for _, s := range content.AllSections() {
		list := p.sections[s]
		if len(list) == 0 {
			continue
		}
		if p.raw[s] != "" {
			raw = append(raw, content.Quote(string(s)))
		}
		fmt.Fprintf(&b, "%s = [\n", s)
		for _, item := range list {
			fmt.Fprintf(&b, "  %s,\n", content.Quote(item))
		}
		b.WriteString("]\n")
	}
	if len(raw) > 0 {
		fmt.Fprintf(&b, "raw = [%s]\n", strings.Join(raw, ", "))
	}
	return content.Sign([]byte(b.String()))
}
