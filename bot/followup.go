package bot

import "loaxom/bot/faq"

// followUp answers a question without a topic about the entry shown last.
func (t *turn) followUp(text string) bool {
	topic := t.State.topic(t.m.Now)
	aspect, ok := t.reading(text).FollowUp()
	switch {
	case topic == "" && ok:
		return t.ofWhat(aspect)
	case topic == "":
		return false
	case !ok:
		return t.goesOn(text, topic)
	}
	e, found := t.lib.Entry(topic)
	if !found || !t.has(e, aspect) {
		return false
	}
	t.Decision, t.Hits, t.Sure = Answer, []Hit{{ID: topic, Score: 1, Section: string(aspect)}}, 1
	return t.entry(topic, string(aspect))
}

// ofWhat takes a question for a part of an entry where none was shown: of what was offered a moment ago if it
// was, else of something that the resident is asked to name.
func (t *turn) ofWhat(aspect faq.Aspect) bool {
	if t.State.offered(t.m.Now) {
		var hits []faq.Hit
		for _, id := range t.State.Shown {
			hits = append(hits, faq.Hit{ID: id})
		}
		t.State.Shown = nil
		t.Decision = Choose
		t.offer("bot.choose", t.showable(hits), string(aspect))
		return true
	}
	if t.ask(t.m.Text).Decision != faq.None {
		return false
	}
	t.Decision = None
	t.choices(plain(t.say("bot.of_what")), 1, Choice{t.say("menu.ask"), "m:ask"})
	return true
}

// What a text must not be by itself to go on about what was answered: surely of another entry, or fairly so
// where the entry has little of what it says ("còn sổ bảo hiểm y tế của ông thì sao" is not about his land).
const (
	otherSure    = 0.55
	otherFairly  = 0.30
	leastCovered = 0.40
)

// goesOn answers what goes on about the entry shown last and names something of its own ("thế bố mẹ chưa
// cưới thì sao"): with the entry's name before it, where that makes what is a choice by itself surer.
func (t *turn) goesOn(text, topic string) bool {
	if !t.words.goesOn(t.said) {
		return false
	}
	e, ok := t.lib.Entry(topic)
	if !ok {
		return false
	}
	alone := t.ask(text)
	if alone.Decision != faq.Choose {
		return false
	}
	whole := e.Plain + " " + text
	r := t.ask(whole)
	if r.Decision == faq.None || r.Sure < alone.Sure || len(t.showable(r.Hits)) == 0 {
		return false
	}
	if first := r.Hits[0].ID; alone.Hits[0].ID != first {
		if alone.Sure > otherSure || alone.Sure > otherFairly && t.index.Covers(text, first) < leastCovered {
			return false
		}
	}
	t.Decision = Decision(r.Decision)
	t.found(r)
	t.remember(whole)
	t.give(r)
	return true
}
