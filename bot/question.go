package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/review"
	"loaxom/internal/vi"
)

// question lets the matcher find what was meant.
func (t *turn) question(text string) {
	polite, angry := t.words.polite(t.said, text)
	r := t.ask(polite)
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
	hits := r.Hits[:min(len(r.Hits), 10)]
	t.Hits, t.Sure = slices.Grow([]Hit(nil), len(hits)), r.Sure
	for _, h := range hits {
		section := string(content.SectionShort)
		if e, ok := t.lib.Entry(h.ID); ok && t.has(e, r.Aspect) {
			section = string(r.Aspect)
		}
		t.Hits = append(t.Hits, Hit{ID: h.ID, Score: h.Score, Section: section})
	}
}

// has tells that an entry has the section of an aspect. Who asks about a fine is shown the notes only where
// they, or what is still to be confirmed of them, speak of one.
func (t *turn) has(e *content.Entry, aspect faq.Aspect) bool {
	lines := e.Lines(sectionID(string(aspect)))
	if aspect == "" || len(lines) == 0 {
		return false
	}
	if aspect != faq.Notes || t.words.fine.find(t.said) == "" {
		return true
	}
	said := strings.Join(lines, "\n")
	for _, c := range e.Confirms {
		if c.Section == content.SectionNotes {
			said += "\n" + c.What
		}
	}
	return t.words.fine.find(readText(said)) != ""
}

// give answers with what the matcher found.
func (t *turn) give(r faq.Result) {
	decision := r.Decision
	if len(r.Hits) == 0 {
		decision = faq.None
	}
	switch {
	case decision == faq.Answer:
		for _, h := range asAsked(r.Hits, r.Topics) {
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

// asAsked are the hits to answer with: the first, or those of two topics in the order in which they were asked.
func asAsked(hits []faq.Hit, topics []string) (list []faq.Hit) {
	for _, id := range topics {
		if i := slices.IndexFunc(hits, func(h faq.Hit) bool { return h.ID == id }); i >= 0 {
			list = append(list, hits[i])
		}
	}
	if len(list) == 0 {
		return hits[:1]
	}
	return list
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
	list := []Choice{{t.say("bot.to_staff"), "s"}, {t.say("menu.ask"), "m:ask"}}
	if t.reported() { // "bao giờ thì sửa": it may be about that
		list = append(list, Choice{t.say("desk.to_own"), "pa:mine"})
	}
	t.choices(plain(t.say("bot.unknown")), 1, list...)
}

// reported tells whether the person has a report that still waits. Of anonymous ones nothing may show in what is
// kept of the conversation, so they do not count.
func (t *turn) reported() bool {
	if !t.desked() || t.m.Group {
		return false
	}
	mine, err := t.cfg.Cases.Mine(t.m.Read, t.m.Actor)
	return err == nil && slices.ContainsFunc(mine, func(c feedback.Case) bool { return c.State.Waits() && !c.Anonymous })
}

// notMeant widens what was offered: the next candidates, then staff.
func (t *turn) notMeant() {
	if t.State.Question == "" {
		t.menu("bot.start")
		return
	}
	var rest []faq.Hit
	for _, h := range t.showable(t.ask(t.State.Question).Hits) {
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
	return vi.Mask(string(b))
}
