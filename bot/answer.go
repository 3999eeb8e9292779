package bot

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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

// entry answers with one entry, opening with the section that was asked for; "" is the short answer.
// False: there is no such entry to show, and nothing was said.
func (t *turn) entry(id, section string) bool {
	e, ok := t.lib.Entry(id)
	if !ok || !t.shown(e) {
		return false
	}
	t.State.Topic, t.State.TopicAt = id, t.m.Now
	sections, votes := t.sections(e, content.SectionID(section)), votes(id)
	t.State.Choices = slices.Concat(sections, votes)
	t.reply(t.opening(e, content.SectionID(section)), append(rows(2, sections), rows(2, votes)...)...)
	return true
}

// opening is the first message of an answer: title, what was asked for, the short answer where there
// is room, source and day of checking. A source line is never cut; the short answer gives way.
func (t *turn) opening(e *content.Entry, section content.SectionID) channel.Text {
	on := t.m.Now.In(t.zone())
	foot := "\n\n" + t.footer(e)
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
		if whole := append(text[:len(text):len(text)], channel.Span{S: "\n\n" + short + foot}); utf8.RuneCountInString(whole.String()) <= maxFirst {
			return whole
		}
		return append(text, channel.Span{S: foot})
	}
}

// footer says where the answer comes from, when it was checked, and what it is not yet.
func (t *turn) footer(e *content.Entry) string {
	on := t.m.Now.In(t.zone())
	s := t.lib.SourceLine(t.lang(), e)
	if e.ReviewDue(on) {
		s += "\n" + t.say("answer.unchecked", "Day", e.ReviewBy.Vietnamese())
	}
	if e.Draft() {
		s += "\n" + t.say("entry.draft")
	}
	if t.lang() == "en" {
		s += "\n" + t.say("answer.vietnamese_only")
	}
	return s
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
