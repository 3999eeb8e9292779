package bot

import (
	"slices"
	"unicode/utf8"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
)

// question lets the matcher find what was meant.
func (t *turn) question(text string) {
	r := t.index.Ask(text)
	t.Decision = Decision(r.Decision)
	t.note(r)
	t.State.Question, t.State.Shown = keep(text), nil
	t.give(r)
}

// note keeps what the matcher found for whoever asks how the answer came about.
func (t *turn) note(r faq.Result) {
	t.Hits, t.Sure = nil, r.Sure
	for _, h := range r.Hits[:min(len(r.Hits), 10)] {
		section := string(content.SectionShort)
		if e, ok := t.lib.Entry(h.ID); ok && r.Aspect != "" && len(e.Lines(sectionID(string(r.Aspect)))) > 0 {
			section = string(r.Aspect)
		}
		t.Hits = append(t.Hits, Hit{ID: h.ID, Score: h.Score, Section: section})
	}
}

// give answers with what the matcher found.
func (t *turn) give(r faq.Result) {
	hits := t.showable(r.Hits)
	switch {
	case r.Decision == faq.Answer && len(hits) > 0:
		topics := r.Topics
		if len(topics) == 0 {
			topics = []string{hits[0].ID}
		}
		for _, id := range topics {
			t.entry(id, string(r.Aspect))
			t.State.Shown = append(t.State.Shown, id)
		}
	case r.Decision == faq.Choose && len(hits) > 0:
		t.offer("bot.choose", hits[:min(len(hits), 3)], string(r.Aspect))
	default:
		t.unknown()
	}
}

// offer shows entries to choose from, and the way out.
func (t *turn) offer(id string, hits []faq.Hit, aspect string) {
	var list []Choice
	for _, h := range hits {
		e, _ := t.lib.Entry(h.ID)
		data := "e:" + h.ID
		if aspect != "" && len(e.Lines(sectionID(aspect))) > 0 {
			data += ":" + aspect
		}
		list = append(list, Choice{e.Plain, data})
		t.State.Shown = append(t.State.Shown, h.ID)
	}
	list = append(list, Choice{t.say("bot.not_meant"), "x"})
	t.choices(channel.Plain(t.say(id)), 1, list...)
}

// unknown says that the answer is not there and offers to pass the question on.
func (t *turn) unknown() {
	t.Opens = append(t.Opens, Question{Text: t.State.Question, Reason: "none"})
	t.choices(plain(t.say("bot.unknown")), 1, Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
}

// notMeant widens what was offered: the next candidates, then staff.
func (t *turn) notMeant() {
	if t.State.Question == "" {
		t.menu("bot.start")
		return
	}
	var rest []faq.Hit
	for _, h := range t.showable(t.index.Ask(t.State.Question).Hits) {
		if !slices.Contains(t.State.Shown, h.ID) {
			rest = append(rest, h)
		}
	}
	if len(rest) == 0 || len(t.State.Shown) >= 6 {
		t.Opens = append(t.Opens, Question{Text: t.State.Question, Reason: "wrong"})
		t.choices(plain(t.say("bot.unknown")), 1, Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
		return
	}
	t.offer("bot.choose_more", rest[:min(len(rest), 3)], "")
}

// toStaff puts the question before staff. Until staff have an inbox of their own here, the resident
// is told where to ask today, so that nobody waits for an answer that does not come.
func (t *turn) toStaff() {
	if t.State.Question != "" {
		t.Opens = append(t.Opens, Question{Text: t.State.Question, Entry: t.State.topic(t.m.Now), Reason: "asked"})
	}
	t.line("bot.with_staff")
}

// followUp answers a question without a topic about the entry shown last.
func (t *turn) followUp(text string) bool {
	topic := t.State.topic(t.m.Now)
	if topic == "" {
		return false
	}
	aspect, ok := t.index.FollowUp(text)
	if !ok {
		return false
	}
	e, found := t.lib.Entry(topic)
	if !found || len(e.Lines(sectionID(string(aspect)))) == 0 {
		return false
	}
	t.Decision, t.Hits, t.Sure = Answer, []Hit{{ID: topic, Score: 1, Section: string(aspect)}}, 1
	return t.entry(topic, string(aspect))
}

// showable drops entries that may not be shown today.
func (t *turn) showable(hits []faq.Hit) (out []faq.Hit) {
	for _, h := range hits {
		if e, ok := t.lib.Entry(h.ID); ok && t.shown(e) {
			out = append(out, h)
		}
	}
	return out
}

// maxKept is how much of a question is remembered, in runes.
const maxKept = 300

// keep is a question as it may be stored: short, and without numbers that could be a person's.
func keep(text string) string {
	b := []rune(text)
	if utf8.RuneCountInString(text) > maxKept {
		b = b[:maxKept]
	}
	return mask(string(b))
}
