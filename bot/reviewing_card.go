package bot

import (
	"slices"
	"strings"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/review"
)

// card shows a subject as residents see it, then what staff should know of it and can do.
func (r reviewer) card(s review.Subject) {
	item, ok := r.book.Get(s)
	if !ok {
		r.menu("bot.gone")
		return
	}
	var facts string
	if s.Kind == review.Entry {
		facts = r.entryCard(item)
	} else {
		facts = r.figureCard(item)
	}
	r.choices(plain(facts+"\n"+r.standing(item)), 2, r.can(item)...)
}

// entryCard shows the first message of an entry and its other sections, exactly as a resident reads them.
func (r reviewer) entryCard(item review.Item) string {
	e, _ := r.lib.Entry(item.Subject.ID)
	on := r.m.Now.In(r.zone())
	r.reply(r.opening(e, ""))
	var rest channel.Text
	for _, s := range e.Sections() {
		if len(rest) > 0 {
			rest = append(rest, channel.Span{S: "\n\n"})
		}
		rest = append(rest, channel.Span{S: r.say("section." + string(s)), Bold: true}, channel.Span{S: "\n" + r.knowledge.shown.section(e, s, on)})
	}
	if len(rest) > 0 {
		r.reply(rest)
	}
	lines := []string{r.say("review.entry", "Title", e.Title, "ID", e.ID, "Office", r.officeName(item.Office))}
	for _, src := range e.Sources {
		document := src.Document
		if !strings.Contains(document, "ngày") {
			document += " ngày " + src.Date.Vietnamese()
		}
		lines = append(lines, "• "+r.say("review.source", "Document", document, "What", src.What))
	}
	lines = append(lines, r.say("review.days", "Checked", e.CheckedOn.Vietnamese(), "Review", e.ReviewBy.Vietnamese()))
	if !e.Expires.IsZero() {
		lines = append(lines, r.say("review.expires", "Day", e.Expires.Vietnamese()))
	}
	unsure := review.Unsure(r.files, r.lib.Ruling(), e)
	for _, key := range e.Figures() {
		p, ok := r.lib.Param(key)
		if !ok {
			continue
		}
		state := r.say("review.figure_fine")
		switch {
		case r.lib.Ruling().Figures[key] == content.Withdrawn:
			state = r.say("review.figure_hidden")
		case len(p.Values) == 0:
			state = r.say("review.figure_none")
		case slices.Contains(unsure, key):
			state = r.say("review.figure_waits")
		}
		lines = append(lines, "• "+p.Name+": "+r.on(p)+" ("+state+")")
	}
	for _, c := range e.Confirms {
		lines = append(lines, "• "+r.say("review.point", "What", c.What))
	}
	return strings.Join(lines, "\n")
}

// mostUsers is how many entries a figure's card names.
const mostUsers = 8

// figureCard is a figure with its values, their sources, and where residents read it.
func (r reviewer) figureCard(item review.Item) string {
	p, _ := r.lib.Param(item.Subject.ID)
	lines := []string{r.say("review.figure", "ID", p.Key, "Office", r.officeName(item.Office)), r.figureLine(p)}
	users := review.Users(r.lib, p.Key)
	for n, e := range users {
		if n == mostUsers {
			lines = append(lines, r.say("review.more_users", "Count", len(users)-n))
			break
		}
		lines = append(lines, "• "+r.say("review.used_in", "Title", e.Title))
	}
	if len(users) > 0 {
		if s, ok := sectionWith(users[0], p.Key); ok {
			label := r.say("section." + string(s))
			r.reply(channel.Text{{S: users[0].Title, Bold: true}, {S: "\n" + label + ": " + r.knowledge.shown.section(users[0], s, r.m.Now.In(r.zone()))}})
		}
	}
	return strings.Join(lines, "\n")
}

// sectionWith is the first section of an entry that names a figure.
func sectionWith(e *content.Entry, key string) (content.SectionID, bool) {
	for _, s := range append([]content.SectionID{content.SectionShort}, e.Sections()...) {
		if slices.Contains(e.Figures(s), key) {
			return s, true
		}
	}
	return "", false
}

// standing says where a subject stands.
func (r reviewer) standing(item review.Item) string {
	var lines []string
	switch {
	case item.Standing.Hidden != nil:
		lines = append(lines, r.say("review.state_hidden"))
	case item.WaitsFor(r.files, r.m.Actor.Staff) && item.Approvals() > 0:
		lines = append(lines, r.say("review.state_half"))
	case item.WaitsFor(r.files, r.m.Actor.Staff):
		lines = append(lines, r.say("review.state_draft"))
	case item.Waits(r.files):
		lines = append(lines, r.say("review.state_half_you"))
	default:
		lines = append(lines, r.say("review.state_approved"))
	}
	if item.Standing.Disputed != nil || len(item.Standing.Reports) > 0 {
		lines = append(lines, r.doubt(item))
	}
	return strings.Join(lines, "\n")
}

// can are the buttons of a card.
func (r reviewer) can(item review.Item) (list []Choice) {
	data := ":" + item.Subject.String()
	hash := ":" + short(item.Hash)
	if item.WaitsFor(r.files, r.m.Actor.Staff) {
		list = append(list, Choice{r.say("review.approve"), "rv:a" + data + hash})
	}
	if item.Standing.Disputed != nil || len(item.Standing.Reports) > 0 {
		list = append(list, Choice{r.say("review.keep"), "rv:k" + data + hash})
	}
	if item.Standing.Hidden != nil {
		list = append(list, Choice{r.say("review.show"), "rv:u" + data + hash})
	} else {
		list = append(list, Choice{r.say("review.hide"), "rv:h" + data + hash})
	}
	if item.Waits(r.files) {
		list = append(list, Choice{r.say("review.later"), "rv:n" + data})
	}
	return append(list, Choice{r.say("review.back"), "rv"})
}
