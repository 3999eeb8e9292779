package bot

import (
	"slices"

	"regexp"

	"loaxom/bot/dialogue"
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
// mất sổ đỏ, làm lại thế nào"). Of somebody in need nothing is asked, and nothing is offered but to report what
// they have plainly reported, so that they need not type it again.
func (t *turn) besideDanger(text string) {
	t.Decision = None // whatever is answered beside it: danger was what the message was about
	if t.words.asking.find(t.said) == "" {
		if t.reportsDanger(text) {
			t.remember(text)
			t.choices(plain(t.say("danger.report", "Button", t.say("menu.feedback"))), 1, Choice{t.say("menu.feedback"), dangerReport})
		}
		return
	}
	r := t.ask(text)
	t.found(r)
	if r.Decision == faq.Answer {
		t.remember(text)
		t.give(r)
	}
}

// dangerReport is the data of the button that reports what a cry for help told.
const dangerReport = "b:" + dialogue.ReportTalk + ":d"

// reportsDanger tells whether a cry for help plainly is a report too: by its words, or because it tells of what
// happens in a hamlet and asks nothing. Despair and illness are nobody's report.
func (t *turn) reportsDanger(text string) bool {
	if !t.receives() || t.m.Group {
		return false
	}
	if t.tells(t.said, text) {
		return true
	}
	_, where := t.hamletIn(text)
	return where && !t.words.reports.asks(t.said) && slices.Contains([]string{"fire", "violence", "accident", "child"}, t.words.danger.find(t.said))
}

// alsoReportDanger puts the button to report below the question of another talk, which goes on.
func (t *turn) alsoReportDanger(text string) {
	if k := t.State.Talk; k.Open(t.m.Now) && t.reportsDanger(text) {
		t.remember(text)
		t.addChoice(Choice{t.say("menu.feedback"), dangerReport})
	}
}

// cryLasts is how long the button under a cry for help reports what it told: whoever got away presses it later.
const cryLasts = dialogue.Lasts

// askedInDanger tells whether the last question was a cry for help.
func (t *turn) askedInDanger() bool {
	age := t.m.Now.Sub(t.State.Last)
	return t.State.Question != "" && age < cryLasts && age > -cryLasts && t.words.danger.find(readText(t.State.Question)) != ""
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
