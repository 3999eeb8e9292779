package bot

import (
	"slices"
	"unicode/utf8"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/review"
)

// question lets the matcher find what was meant.
func (t *turn) question(text string) {
	r := t.index.Ask(text)
	t.Decision = Decision(r.Decision)
	t.found(r)
	t.State.Question, t.State.Shown = keep(text), nil
	t.give(r)
}

// found keeps what the matcher found for whoever asks how the answer came about.
func (t *turn) found(r faq.Result) {
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
	if len(r.Hits) == 0 {
		t.unknown()
		return
	}
	switch r.Decision {
	case faq.Answer:
		topics := r.Topics
		if len(topics) == 0 {
			topics = []string{r.Hits[0].ID}
		}
		for _, id := range topics {
			t.State.Shown = append(t.State.Shown, id)
			t.entry(id, string(r.Aspect))
		}
	case faq.Choose:
		// The best stays in the list even where it may not be shown: whoever means it learns where to ask,
		// and is not led to the next best.
		near := append(r.Hits[:1:1], t.showable(r.Hits[1:min(len(r.Hits), 3)])...)
		t.offer("bot.choose", near, string(r.Aspect))
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
		list = append(list, Choice{t.label(e), data})
		t.State.Shown = append(t.State.Shown, h.ID)
	}
	if about, ok := t.lately(); ok {
		about.Label = t.say("notices.about_this")
		list = append(list, about)
	}
	list = append(list, Choice{t.say("bot.not_meant"), "x"})
	t.choices(channel.Plain(t.say(id)), 1, list...)
}

// unknown says that the answer is not there and offers to pass the question on.
func (t *turn) unknown() {
	t.note(review.None, "")
	if t.unknownNotice() {
		return
	}
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
		t.note(review.Wrong, "")
		t.choices(plain(t.say("bot.unknown")), 1, Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
		return
	}
	t.offer("bot.choose_more", rest[:min(len(rest), 3)], "")
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
