package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// Bounds of what is shown of an entry that was copied from the national portal. Its sections have up to
// fifty pages, of which a phone shows a few parts; the link leads to the rest.
const (
	longName  = 70  // letters of the official name above a section
	mostParts = 4   // of one section
	leastPart = 120 // letters of a part, however long what stands around it is
)

// national answers with an entry of the national portal, or says that it may not be shown. Where the
// commune has an entry of its own on the matter, that one is the answer, from an old button too.
func (t *turn) national(e *content.Entry, detail string) bool {
	if own, ok := t.lib.OwnFor(e); ok && t.shown(own) {
		section, _, _ := strings.Cut(detail, ":")
		return t.entry(own.ID, section)
	}
	if !t.shown(e) {
		t.withheld(e)
		return true
	}
	name, number, _ := strings.Cut(detail, ":")
	section := content.SectionID(name)
	if len(e.Lines(section)) == 0 {
		section = content.SectionShort
	}
	number, text, parts := t.part(e, section, number)
	t.State.Topic, t.State.TopicAt = e.ID, t.m.Now
	var more []Choice
	if next, _ := strconv.Atoi(number); next < parts {
		label := t.say("national.more", "Part", next+1, "Parts", parts)
		more = []Choice{{label, "e:" + e.ID + ":" + string(section) + ":" + strconv.Itoa(next+1)}}
	}
	sections, votes := t.sections(e, section), votes(e.ID)
	t.State.Choices = slices.Concat(more, sections, votes)
	t.reply(text, slices.Concat(rows(1, more), rows(2, sections), rows(2, votes))...)
	return true
}

// part is one part of a section, with its number and how many there are. A number that is none is the
// first part.
func (t *turn) part(e *content.Entry, section content.SectionID, number string) (string, channel.Text, int) {
	source := "\n\n" + t.lib.SourceLine(t.lang(), e)
	foot := source + "\n" + e.Link
	if notes := t.notes(e); notes != "" {
		foot = source + "\n" + notes + "\n" + e.Link
	}
	if section == content.SectionShort { // it begins with the name
		text := t.knowledge.shown.section(e, section, t.m.Now)
		if utf8.RuneCountInString(text+foot) > maxFirst { // the remark on the language gives way
			foot = source + "\n" + e.Link
		}
		return "1", plain(text + foot), 1
	}
	head := channel.Text{{S: shorten(e.Title, longName), Bold: true}, {S: "\n"}, {S: t.say("section."+string(section)) + ":\n", Bold: true}}
	remark, rest := "", " …\n"+t.say("national.rest")
	if e.IsRaw(section) {
		remark = "\n" + t.say("national.raw")
	}
	room := maxFirst - utf8.RuneCountInString(head.String()+foot+remark+rest)
	text := []rune(t.knowledge.shown.section(e, section, t.m.Now))
	parts := vi.Split(string(text[:min(len(text), (mostParts+1)*maxFirst)]), max(room, leastPart), utf8.RuneCountInString)
	shown := min(len(parts), mostParts)
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > shown {
		n = 1
	}
	body := strings.TrimSpace(parts[n-1])
	if n == shown && shown < len(parts) {
		body += rest
	}
	return strconv.Itoa(n), append(head, channel.Span{S: body + remark + foot}), shown
}

// label is what an entry is called in a list to choose from. Official names begin alike, so those of the
// national portal carry their code.
func (t *turn) label(e *content.Entry) string {
	if e.National() {
		return t.say("national.choice", "Name", e.Plain, "Code", e.Code())
	}
	return e.Plain
}

// shorten is the beginning of a name, cut between words.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimRight(vi.Split(s, most-1, utf8.RuneCountInString)[0], " ,;:.-(") + "…"
}
