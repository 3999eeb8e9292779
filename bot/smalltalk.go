package bot

import (
	"regexp"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/vi"
)

// danger answers words of fire, violence, an accident, a person in need, a child in danger with the
// fixed reply that names whom to call, before anything else. It tells whether there was any.
func (t *turn) danger() bool {
	kind := t.words.danger.find(t.said)
	if kind == "" {
		return false
	}
	t.inDanger = true
	t.line("danger." + kind)
	return true
}

// besideDanger answers the question that came with a call for help, if it surely is one ("nhà cháy
// mất sổ đỏ, làm lại thế nào"). Nothing is offered or asked of somebody in need.
func (t *turn) besideDanger(text string) {
	t.Decision = None // whatever is answered beside it: danger was what the message was about
	if t.words.asking.find(t.said) == "" {
		return
	}
	r := t.ask(text)
	t.found(r)
	if r.Decision == faq.Answer {
		t.remember(text)
		t.give(r)
	}
}

// refused answers a request for something that must not be had, in one line; where the resident may
// mean it well, the question is answered in general too.
func (t *turn) refused(text string) bool {
	refusal := t.words.refuse(t.said)
	if refusal == nil {
		return t.ownNumber(text)
	}
	t.Decision = None
	if !refusal.answers {
		t.menu("refusal." + refusal.id)
		return true
	}
	t.line("refusal." + refusal.id)
	r := t.ask(text)
	t.found(r)
	if r.Decision != faq.None {
		t.remember(text)
		t.give(r)
	}
	return true
}

// ownNumber says of an identity number that none is needed, and answers what surely is asked beside it.
// Nothing of it is passed on to staff.
func (t *turn) ownNumber(text string) bool {
	if !hasIdentity(text) {
		return false
	}
	t.Decision = None
	r := t.ask(vi.Mask(text))
	if r.Decision != faq.Answer {
		t.menu("refusal.own_secret")
		return true
	}
	t.line("refusal.own_secret")
	t.Decision = Answer
	t.found(r)
	t.remember(text)
	t.give(r)
	return true
}

// smallTalk answers a greeting, thanks, an insult and the like with one polite line and the menu.
func (t *turn) smallTalk() bool {
	kind := t.words.talkKind(t.said)
	if kind == "" && t.introduces() {
		kind = "greeting"
	}
	if kind == "" {
		return false
	}
	t.Decision = None
	if kind == "again" && t.entry(t.State.topic(t.m.Now), string(content.SectionShort)) {
		return true
	}
	if kind == "not_meant" && t.State.asked(t.m.Now) {
		t.notMeant()
		return true
	}
	t.menu("talk." + kind)
	return true
}

// introduction is how people say who they are when they greet, folded: "chào cháu, bác là Tuất ở xóm 5".
var introduction = regexp.MustCompile(`^(xin |da )?(chao|alo|a lo)( \w+){0,3} (bac|ong|ba|co|chu|anh|chi|toi|em|chau|minh|con) (ten la|la|ten)( \w+){1,4}( (o|ben|tai|ngoai|trong) (xom|thon|to|khu|doi)( \w+){1,2})?$`)

// introduces tells whether a message says who writes and nothing else. What surely means an entry is a question,
// however it begins.
func (t *turn) introduces() bool {
	whole := t.said.whole()
	return introduction.MatchString(whole) && t.ask(t.m.Text).Decision != faq.Answer
}
