package bot

import (
	"slices"
	"strconv"
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
	var facts []string
	switch s.Kind {
	case review.Entry:
		facts = r.entryCard(item)
	case review.Bulletin:
		facts = r.bulletinCard(item)
	case review.Quiz:
		facts = r.quizCard(item)
	default:
		facts = r.figureCard(item)
	}
	r.choices(plain(strings.Join(append(facts, r.standing(item)), "\n")), 2, r.can(item)...)
}

// entryCard shows the first message of an entry and its other sections, exactly as a resident reads them.
func (r reviewer) entryCard(item review.Item) []string {
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
	return r.facts(item, e.Title, &e.Vetting, e.Figures(), e.Confirms)
}

// bulletinCard shows a bulletin as it goes out today.
func (r reviewer) bulletinCard(item review.Item) []string {
	b, _ := r.lib.Bulletin(item.Subject.ID)
	r.reply(plain(r.lib.BulletinText(content.Vietnamese, b, r.m.Now.In(r.zone()))))
	return r.facts(item, b.Title, &b.Vetting, b.Figures(), b.Confirms)
}

// quizCard shows the questions of a quiz with their right answers.
func (r reviewer) quizCard(item review.Item) []string {
	q, _ := r.lib.Quiz(item.Subject.ID)
	text := channel.Text{{S: q.Title, Bold: true}}
	for n, raw := range q.Questions {
		asked := r.lib.Asked(raw, r.m.Now.In(r.zone()))
		s := "\n\n" + strconv.Itoa(n+1) + ". " + asked.Text
		for i, o := range asked.Options {
			s += "\n" + string(rune('A'+i)) + ". " + o
		}
		text = append(text, channel.Span{S: s + "\n" + r.say("review.right", "Letter", asked.Right, "Why", asked.Why)})
	}
	r.reply(text)
	return r.facts(item, q.Title, &q.Vetting, q.Figures(), nil)
}

// facts are what staff should know of a text: what it rests on, until when, and the state of its numbers.
func (r reviewer) facts(item review.Item, title string, v *content.Vetting, figures []string, confirms []content.Confirm) []string {
	lines := []string{r.say("review.entry", "Title", title, "ID", item.Subject.ID, "Office", r.officeTitle(item.Office))}
	for _, src := range v.Sources {
		document := src.Document
		if !strings.Contains(document, "ngày") {
			document += " ngày " + src.Date.Vietnamese()
		}
		lines = append(lines, "• "+r.say("review.source", "Document", document, "What", src.What))
	}
	lines = append(lines, r.say("review.days", "Checked", v.CheckedOn.Vietnamese(), "Review", v.ReviewBy.Vietnamese()))
	if !v.Expires.IsZero() {
		lines = append(lines, r.say("review.expires", "Day", v.Expires.Vietnamese()))
	}
	unsure := review.Unsure(r.files, r.lib.Ruling(), item.Subject)
	for _, key := range figures {
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
	for _, c := range confirms {
		lines = append(lines, "• "+r.say("review.point", "What", c.What))
	}
	return lines
}

// mostUsers is how many entries a figure's card names.
const mostUsers = 8

// figureCard is a figure with its values, their sources, and where residents read it.
func (r reviewer) figureCard(item review.Item) []string {
	p, _ := r.lib.Param(item.Subject.ID)
	lines := []string{r.say("review.figure", "ID", p.Key, "Office", r.officeTitle(item.Office)), r.figureLine(p)}
	users := review.Users(r.lib, p.Key)
	for n, e := range users {
		if n == mostUsers {
			lines = append(lines, r.say("review.more_users", "Count", len(users)-n))
			break
		}
		lines = append(lines, "• "+r.say("review.used_in", "Title", e.Title))
	}
	for _, b := range r.lib.Bulletins() {
		if slices.Contains(b.Figures(), p.Key) {
			lines = append(lines, "• "+r.say("review.used_in_bulletin", "Title", b.Title))
		}
	}
	if len(users) > 0 {
		if s, ok := sectionWith(users[0], p.Key); ok {
			label := r.say("section." + string(s))
			r.reply(channel.Text{{S: users[0].Title, Bold: true}, {S: "\n" + label + ": " + r.knowledge.shown.section(users[0], s, r.m.Now.In(r.zone()))}})
		}
	}
	return lines
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
