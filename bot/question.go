package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/review"
)

// question lets the matcher find what was meant.
func (t *turn) question(text string) {
	polite, angry := t.words.polite(t.said, text)
	r := t.index.Ask(polite)
	if angry && r.Decision != faq.Answer && r.Sure < angrySure {
		t.Decision = None
		t.menu("talk.insult")
		return
	}
	t.Decision = Decision(r.Decision)
	t.found(r)
	t.remember(text)
	t.give(r)
}

// angrySure is how sure the matcher must be of a text with insults in it for it to be a question.
const angrySure = 0.3

// remember keeps a question for "not what I meant" and for staff.
func (t *turn) remember(text string) {
	t.State.Question, t.State.Shown, t.State.Widened = keep(text), nil, false
}

// found keeps what the matcher found for whoever asks how the answer came about.
func (t *turn) found(r faq.Result) {
	t.Hits, t.Sure = nil, r.Sure
	for _, h := range r.Hits[:min(len(r.Hits), 10)] {
		section := string(content.SectionShort)
		if e, ok := t.lib.Entry(h.ID); ok && t.has(e, r.Aspect) {
			section = string(r.Aspect)
		}
		t.Hits = append(t.Hits, Hit{ID: h.ID, Score: h.Score, Section: section})
	}
}

// has tells that an entry has the section of an aspect. Who asks about a fine is shown the notes only where
// they speak of one.
func (t *turn) has(e *content.Entry, aspect faq.Aspect) bool {
	lines := e.Lines(sectionID(string(aspect)))
	if aspect == "" || len(lines) == 0 {
		return false
	}
	return aspect != faq.Notes || t.words.fine.find(t.said) == "" || t.words.fine.find(readText(strings.Join(lines, "\n"))) != ""
}

// give answers with what the matcher found.
func (t *turn) give(r faq.Result) {
	decision := r.Decision
	if len(r.Hits) == 0 {
		decision = faq.None
	}
	switch {
	case decision == faq.Answer:
		for _, h := range r.Hits[:max(1, min(len(r.Topics), len(r.Hits)))] {
			t.State.Shown = append(t.State.Shown, h.ID)
			section := h.Aspect
			if e, ok := t.lib.Entry(h.ID); ok && !t.has(e, section) {
				section = ""
			}
			t.entry(h.ID, string(section))
		}
	case decision == faq.Choose:
		// The best stays in the list even where it may not be shown: whoever means it learns where to ask,
		// and is not led to the next best.
		near := likely(r.Hits)
		t.offer("bot.choose", append(near[:1:1], t.showable(near[1:])...), string(r.Aspect))
	case english(t.said):
		t.choices(plain(t.say("bot.english")), 1, Choice{"English", "l:en"}, Choice{t.say("menu.ask"), "m:ask"})
	default:
		t.unknown()
	}
}

// likely are the two or three hits that are worth choosing among: a third that hardly anybody meant only
// makes the list longer.
func likely(hits []faq.Hit) []faq.Hit {
	if len(hits) > 2 && hits[2].Score < unlikely {
		return hits[:2]
	}
	return hits[:min(len(hits), 3)]
}

// unlikely is the score below which a third hit is left out.
const unlikely = 0.002

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
		if h.Score > 0 && !slices.Contains(t.State.Shown, h.ID) {
			rest = append(rest, h)
		}
	}
	rest = t.sameGroupFirst(rest)
	if len(rest) == 0 || t.State.Widened {
		t.note(review.Wrong, "")
		t.choices(plain(t.say("bot.unknown")), 1, Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
		return
	}
	t.State.Widened = true
	t.offer("bot.choose_more", rest[:min(len(rest), 3)], "")
}

// widest is how many candidates are looked through when what was offered was not meant.
const widest = 6

// sameGroupFirst puts the candidates of the group of what was shown before the others.
func (t *turn) sameGroupFirst(rest []faq.Hit) []faq.Hit {
	if len(t.State.Shown) == 0 {
		return rest
	}
	shown, ok := t.lib.Entry(t.State.Shown[0])
	if !ok {
		return rest
	}
	rest = rest[:min(len(rest), widest)]
	slices.SortStableFunc(rest, func(a, b faq.Hit) int {
		return t.elsewhere(a, shown.Group) - t.elsewhere(b, shown.Group)
	})
	return rest
}

// elsewhere is 0 for a hit of a group, 1 for others.
func (t *turn) elsewhere(h faq.Hit, group string) int {
	if e, ok := t.lib.Entry(h.ID); ok && e.Group == group {
		return 0
	}
	return 1
}

// followUp answers a question without a topic about the entry shown last.
func (t *turn) followUp(text string) bool {
	topic := t.State.topic(t.m.Now)
	aspect, ok := t.index.FollowUp(text)
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
	if t.index.Ask(t.m.Text).Decision != faq.None {
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
// cưới thì sao"): with the entry's name before it, where that makes an answer of what is a choice by itself.
func (t *turn) goesOn(text, topic string) bool {
	if !t.words.goesOn(t.said) {
		return false
	}
	e, ok := t.lib.Entry(topic)
	if !ok {
		return false
	}
	alone := t.index.Ask(text)
	if alone.Decision != faq.Choose {
		return false
	}
	whole := e.Plain + " " + text
	r := t.index.Ask(whole)
	if r.Decision != faq.Answer || len(t.showable(r.Hits)) == 0 {
		return false
	}
	if first := r.Hits[0].ID; alone.Hits[0].ID != first {
		if alone.Sure > otherSure || alone.Sure > otherFairly && t.index.Covers(text, first) < leastCovered {
			return false
		}
	}
	t.Decision = Answer
	t.found(r)
	t.remember(whole)
	t.give(r)
	return true
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
