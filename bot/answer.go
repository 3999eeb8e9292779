package bot

import (
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/channel"
)

// maxFirst is the length of the whole first message of an answer in characters (design, section 4):
// what a phone shows without scrolling far.
const maxFirst = 600

func plain(s string) channel.Text { return channel.Plain(s) }

// shown tells whether residents may see e today.
func (t *turn) shown(e *content.Entry) bool {
	return e.ShownOn(t.m.Now.In(t.zone()), t.cfg.OnlyApproved)
}

// entry answers with one entry, opening with the section that was asked for; "" is the short answer. One
// that may not be shown today is answered with where to ask. False: there is no such entry, and nothing
// was said.
func (t *turn) entry(id, section string) bool {
	e, ok := t.lib.Entry(id)
	if ok && e.National() {
		return t.national(e, section)
	}
	if !ok {
		return false
	}
	if !t.shown(e) {
		t.withheld(e)
		return true
	}
	t.State.Topic, t.State.TopicAt = id, t.m.Now
	sections, votes := t.sections(e, content.SectionID(section)), votes(id)
	t.State.Choices = slices.Concat(sections, votes)
	text := t.opening(e, content.SectionID(section))
	if !text.Within(maxFirst, channel.Runes) {
		// Only in states that come together rarely. What the answer is not yet is read before it then.
		if notes := t.notes(e); notes != "" {
			t.reply(plain(notes))
			text = t.openingWith(e, content.SectionID(section), t.knowledge.shown.source(t.lang(), e))
		}
	}
	t.reply(text, append(rows(2, sections), rows(2, votes)...)...)
	return true
}

// opening is the first message of an answer: title, what was asked for, the short answer where there
// is room, source and day of checking. A source line is never cut; the short answer gives way.
func (t *turn) opening(e *content.Entry, section content.SectionID) channel.Text {
	foot := t.knowledge.shown.source(t.lang(), e)
	if notes := t.notes(e); notes != "" {
		foot += "\n" + notes
	}
	return t.openingWith(e, section, foot)
}

func (t *turn) openingWith(e *content.Entry, section content.SectionID, foot string) channel.Text {
	on := t.m.Now.In(t.zone())
	foot = "\n\n" + foot
	text := channel.Text{{S: e.Title, Bold: true}, {S: "\n"}}
	asked := ""
	if section != "" && section != content.SectionShort {
		asked = t.knowledge.shown.section(e, section, on)
	}
	short := t.knowledge.shown.section(e, content.SectionShort, on)
	opens := asked
	if asked == "" {
		opens = short
	}
	if right := t.putRight(e, opens); right != "" {
		foot = "\n\n" + right + foot
	}
	switch {
	case asked == "":
		return append(text, channel.Span{S: short + foot})
	default:
		label := t.say("section."+string(section)) + ": "
		if strings.HasPrefix(asked, "• ") {
			label = strings.TrimSuffix(label, " ") + "\n"
		}
		text = append(text, channel.Span{S: label, Bold: true}, channel.Span{S: asked})
		if whole := append(text[:len(text):len(text)], channel.Span{S: "\n\n" + short + foot}); whole.Within(maxFirst, channel.Runes) {
			return whole
		}
		return append(text, channel.Span{S: foot})
	}
}

// notes says what an answer is not: checked of late, approved, in the person's language. Empty: nothing
// is to be said.
func (t *turn) notes(e *content.Entry) string {
	var lines []string
	if e.ReviewDue(t.m.Now.In(t.zone())) {
		lines = append(lines, t.say("answer.unchecked", "Day", e.ReviewBy.Vietnamese()))
	}
	if e.Draft() && !e.National() { // nobody reviews thousands of imports: their source line says what they are
		lines = append(lines, t.say("entry.draft"))
	}
	if t.lang() == "en" {
		lines = append(lines, t.say("answer.vietnamese_only"))
	}
	return strings.Join(lines, "\n")
}

// sections are the choices below an answer: its other sections.
func (t *turn) sections(e *content.Entry, but content.SectionID) (list []Choice) {
	for _, s := range e.Sections() {
		if s != but {
			list = append(list, Choice{t.say("section." + string(s)), "e:" + e.ID + ":" + string(s)})
		}
	}
	return list
}

// votes ask whether the answer helped.
func votes(id string) []Choice { return []Choice{{"👍", "+:" + id}, {"👎", "-:" + id}} }

// zone is the commune's; days are meant in it.
func (t *turn) zone() *time.Location {
	if t.cfg.Location == nil {
		return time.UTC
	}
	return t.cfg.Location
}
