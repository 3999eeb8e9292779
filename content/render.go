package content

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// OneStop is the id of the one-stop desk among the places: residents are sent there for what nobody has
// filled in, and what is no office's matter is its.
const OneStop = "trung-tam"

const desk = OneStop

// braces matches {fee.slug} and {place.id.field} in a text.
var braces = regexp.MustCompile(`\{[^{}\n]*\}`)

// Short is the short answer as it is shown on that day.
func (l *Library) Short(e *Entry, on time.Time) string { return l.Section(e, SectionShort, on) }

// Section is a section as it is shown on that day: items under each other with "• ", figures and
// places filled in. A sentence that needs a figure which nobody has given for that day is replaced
// by one that sends to the desk; what the commune is still to confirm is said at the end. "" where
// the entry has no such section.
func (l *Library) Section(e *Entry, s SectionID, on time.Time) string {
	items := e.Lines(s)
	if len(items) == 0 {
		return ""
	}
	label := "" // stands before the section, and is not said twice
	if s != SectionShort {
		label = l.Say(Vietnamese, "section."+string(s), nil)
	}
	said := map[string]bool{} // replacement sentences, each once in a section
	var shown []string
	for _, item := range items {
		if e.National() { // the portal's words, in which a brace is a brace
			shown = append(shown, strings.TrimSpace(item))
			continue
		}
		if text := l.fill(strings.TrimSpace(item), on, said, label); text != "" {
			shown = append(shown, text)
		}
	}
	if len(items) > 1 {
		for i := range shown {
			shown[i] = "• " + shown[i]
		}
	}
	return l.confirm(strings.Join(shown, "\n"), points(e.Confirms, s))
}

// confirm says at the end of a section what the commune is still to confirm.
func (l *Library) confirm(text string, points []string) string {
	if text, line := l.unsure(text, points); line != "" {
		return text + "\n" + line
	}
	return text
}

// unsure is a text and the line that says what of it the commune is still to confirm; "" where all is
// said. One uncertain figure has its remark beside it; where there are several, or the text has a point
// to confirm anyway, they are named together, because the same remark after each number is not read
// any more.
func (l *Library) unsure(text string, points []string) (shown, line string) {
	var what []string
	mark := " " + l.Say(Vietnamese, "content.uncertain", nil)
	if n := strings.Count(text, mark); n > 1 || n == 1 && len(points) > 0 {
		text = strings.ReplaceAll(text, mark, "")
		what = append(what, l.Say(Vietnamese, "content.figures", nil))
	}
	if what = append(what, points...); len(what) == 0 {
		return text, ""
	}
	return text, l.Say(Vietnamese, "content.confirm", map[string]any{"What": strings.Join(what, "; ")})
}

// First is the first message of an answer that opens with section s: title, the section (with its
// label, unless it is the short answer), the source line, and for a draft the line that says so.
func (l *Library) First(lang string, e *Entry, s SectionID, on time.Time) string {
	body := l.Section(e, s, on)
	if s != SectionShort && body != "" {
		body = l.Say(lang, "section."+string(s), nil) + ":\n" + body
	}
	text := e.Title + "\n\n" + body + "\n\n" + l.SourceLine(lang, e)
	if e.Draft() {
		text += "\n" + l.Say(lang, "entry.draft", nil)
	}
	return text
}

// SourceLine names the first source of an entry and the day on which somebody last looked at it.
func (l *Library) SourceLine(lang string, e *Entry) string {
	if e.National() {
		return l.NationalLine(lang, e)
	}
	return l.sourceLine(lang, &e.Vetting)
}

func (l *Library) sourceLine(lang string, v *Vetting) string {
	document := ""
	if len(v.Sources) > 0 {
		document = v.Sources[0].Document
		if !strings.Contains(document, "ngày") {
			document += " ngày " + v.Sources[0].Date.Vietnamese()
		}
	}
	return l.Say(lang, "entry.source", map[string]any{"Document": document, "Day": v.CheckedOn.Vietnamese()})
}

// points are what of a section the commune is still to confirm; of a bulletin the section is "".
func points(confirms []Confirm, s SectionID) (what []string) {
	for _, c := range confirms {
		if c.Section == s {
			what = append(what, strings.TrimRight(strings.TrimSpace(c.What), "."))
		}
	}
	return what
}

// gap is a reference that nothing is there for: a field of a place, or else what is to be said.
type gap struct {
	place   *Place
	field   string
	instead string
}

// fill puts figures and places into one item, sentence by sentence. What is missing of one place is said
// in one sentence, where the first of it would have stood. What takes the place of a sentence does not begin
// with the label that stands before the section.
func (l *Library) fill(text string, on time.Time, said map[string]bool, label string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	pieces := sentences(text)
	filled, missing := make([]string, len(pieces)), make([][]gap, len(pieces))
	fields := map[*Place][]string{}
	for i, s := range pieces {
		filled[i], missing[i] = l.fillSentence(strings.TrimRightFunc(s, unicode.IsSpace), on)
		for _, g := range missing[i] {
			if g.place != nil && !slices.Contains(fields[g.place], g.field) {
				fields[g.place] = append(fields[g.place], g.field)
			}
		}
	}
	var out strings.Builder
	for i, s := range pieces {
		if len(missing[i]) == 0 {
			out.WriteString(filled[i] + s[len(strings.TrimRightFunc(s, unicode.IsSpace)):])
			continue
		}
		for _, g := range missing[i] {
			instead := g.instead
			if g.place != nil {
				instead = l.askDesk(l.fieldName(g.place, fields[g.place]...), g.place.ID)
			}
			if rest, ok := strings.CutPrefix(instead, label+" "); ok && label != "" {
				instead = upperFirst(rest)
			}
			if !said[instead] {
				said[instead] = true
				out.WriteString(instead + " ")
			}
		}
		if strings.HasSuffix(s, "\n") {
			out.WriteString("\n")
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(out.String(), " \n", "\n"))
}

// fillSentence fills one sentence, or gives what is missing for it.
func (l *Library) fillSentence(s string, on time.Time) (filled string, missing []gap) {
	filled = braces.ReplaceAllStringFunc(s, func(ref string) string {
		text, instead := l.lookUp(ref[1:len(ref)-1], on)
		if instead != (gap{}) {
			missing = append(missing, instead)
		}
		return text
	})
	return filled, missing
}

// lookUp is the text of one reference, or what is missing for it.
func (l *Library) lookUp(ref string, on time.Time) (text string, missing gap) {
	if id, field, ok := placeRef(ref); ok {
		p := l.places[id]
		if p == nil {
			return "", gap{instead: l.askDesk(ref, desk)}
		}
		if text, known := p.Field(field); known && text != "" {
			return text, gap{}
		}
		return "", gap{place: p, field: field}
	}
	p := l.params[ref]
	if p == nil {
		return "", gap{instead: l.askDesk(ref, "")} // Check reports it; a resident never sees braces
	}
	v, ok := p.On(on)
	verdict := l.ruling.Figures[ref]
	if !ok || verdict == Withdrawn {
		return "", gap{instead: l.askDesk(p.Name, "")}
	}
	text = p.Text(v)
	switch {
	case verdict == Disputed:
		text += " " + l.Say(Vietnamese, "content.disputed", nil)
	case v.Uncertain() && verdict != Confirmed:
		text += " " + l.Say(Vietnamese, "content.uncertain", nil)
	}
	return text, gap{}
}

// askDesk is the sentence for what is missing. What is missing about the desk itself cannot be
// asked there by somebody who is looking for it.
func (l *Library) askDesk(name, office string) string {
	if office == desk {
		return l.Say(Vietnamese, "content.ask_leader", map[string]any{"Name": lowerFirst(name)})
	}
	return l.Say(Vietnamese, "content.ask_desk", map[string]any{"Name": name})
}

// upperFirst is a name as it begins a sentence.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// lowerFirst is a name as it stands inside a sentence.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// fieldName is "Địa chỉ bộ phận một cửa", of several fields "Địa chỉ, giờ làm việc bộ phận một cửa".
func (l *Library) fieldName(p *Place, fields ...string) string {
	var names []string
	for i, field := range fields {
		if !l.HasMessage(Vietnamese, "place."+field) {
			return p.Name
		}
		place := ""
		if i == len(fields)-1 {
			place = p.Plain
		}
		name := strings.TrimSpace(l.Say(Vietnamese, "place."+field, map[string]any{"Place": place}))
		if i > 0 {
			name = lowerFirst(name)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// placeRef takes "place.trung-tam.address" apart.
func placeRef(ref string) (id, field string, ok bool) {
	rest, ok := strings.CutPrefix(ref, "place.")
	if !ok {
		return "", "", false
	}
	id, field, _ = strings.Cut(rest, ".")
	return id, field, true
}

// sentences cuts a text after full stops, question marks and line ends; each piece keeps the white
// space that follows it, so that the pieces together are the text.
func sentences(text string) []string {
	var out []string
	start := 0
	runes := []rune(text)
	for i, r := range runes {
		end := r == '\n'
		if unicode.IsSpace(r) && !end && i > 0 {
			before := strings.TrimRight(string(runes[start:i]), `"”’)»`)
			end = strings.HasSuffix(before, ".") && !abbreviated(before) || strings.HasSuffix(before, "?") || strings.HasSuffix(before, "…")
		}
		if end && (i+1 == len(runes) || !unicode.IsSpace(runes[i+1])) {
			out = append(out, string(runes[start:i+1]))
			start = i + 1
		}
	}
	if start < len(runes) {
		out = append(out, string(runes[start:]))
	}
	return out
}

// abbreviated tells that the full stop at the end of s belongs to a shortened word: "TP.", "v.v.".
func abbreviated(s string) bool {
	word := s[strings.LastIndexFunc(s, unicode.IsSpace)+1:]
	switch strings.ToLower(strings.TrimLeft(word, "(\"“")) {
	case "tp.", "tx.", "tt.", "q.", "p.", "đ.", "ts.", "gs.", "v.v.", "ths.":
		return true
	}
	return false
}
