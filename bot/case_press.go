package bot

import (
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// caseVerb begins the data of buttons about a case: "pa:<act>:<case>[:<more>]" (feedback.Data). Acts of the
// reporter name the case by its handle in their conversation (dialogue.Handle).
const caseVerb = "pa"

// Acts of the reporter, and those that only show something.
const (
	showCard = "card"
	showOwn  = "own"
	showMine = "mine"
)

// casePressed takes a button about a case.
func (t *turn) casePressed(act, rest string) {
	id, more, _ := strings.Cut(rest, ":")
	switch {
	case !t.desked():
		t.menu("bot.gone")
		return
	case t.m.Group:
		t.line("desk.private")
		return
	}
	switch act {
	case showMine:
		t.ownCases()
	case showOwn:
		t.ownCase(id, "")
	case dialogue.ActReply, dialogue.ActRate, dialogue.ActReopen:
		t.ownAct(act, id)
	default:
		t.staffAct(feedback.Act(act), feedback.CaseID(id), more)
	}
}

// staffAct does what a button on a card says, or begins the talk that asks for the words. Who is no staff finds
// their own case by it, if it is theirs.
func (t *turn) staffAct(act feedback.Act, id feedback.CaseID, more string) {
	if !feedback.MayWork(t.m.Actor) {
		if _, _, err := t.cfg.Cases.Own(t.m.Read, t.m.Actor, id); err == nil {
			t.ownCase(string(id), "")
			return
		}
		t.menu("bot.denied")
		return
	}
	switch act {
	case showCard:
		t.caseCard(id)
		return
	case toMute:
		t.mute(id, more)
		return
	}
	if t.cannotWork(id, act, t.mayAct(id, act)) {
		return
	}
	switch act {
	case feedback.ToTake:
		t.takeCase(id)
	case feedback.ToClose:
		t.closeCase(id, more == confirmed)
	case feedback.ToContact:
		by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
		t.do(func(tx kv.Tx) error { return desk.Contact(tx, by, id, now) })
		t.choices(plain(t.say("desk.contact_shown")), 2, t.nextFor(id)...)
	case feedback.ToAnswer, feedback.ToAsk, feedback.ToNote, feedback.ToRefuse, feedback.ToTransfer, feedback.ToAssign, feedback.ToMerge:
		t.beginCase(string(act), string(id))
	default:
		t.menu("bot.gone")
	}
}

// mayAct asks whether the act can be done now. What is for the leadership alone goes to no office.
func (t *turn) mayAct(id feedback.CaseID, act feedback.Act) error {
	err := t.cfg.Cases.May(t.m.Read, t.m.Actor, id, act)
	if err != nil || act != feedback.ToTransfer {
		return err
	}
	c, err := feedback.Get(t.m.Read, id)
	if err == nil && c.Official {
		err = fault.New(fault.Invalid, "bot: case %s is for the leadership alone", id)
	}
	return err
}

// takeCase puts whoever presses in charge.
func (t *turn) takeCase(id feedback.CaseID) {
	by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
	v, err := desk.Card(t.m.Read, by, id)
	if t.cannotWork(id, feedback.ToTake, err) {
		return
	}
	t.do(func(tx kv.Tx) error { return desk.Take(tx, by, id, now) })
	list := []Choice{
		{t.say("desk.act_answer"), feedback.Data(string(feedback.ToAnswer), id)}, {t.say("desk.act_ask"), feedback.Data(string(feedback.ToAsk), id)},
	}
	t.choices(plain(t.say("desk.taken", "Code", string(id), "Due", desk.Due(v.Case))), 2, append(list, t.nextFor(id)...)...)
}

// closeCase ends a case after a second word.
func (t *turn) closeCase(id feedback.CaseID, sure bool) {
	by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
	v, err := desk.Card(t.m.Read, by, id)
	switch {
	case t.cannotWork(id, feedback.ToClose, err):
	case v.Kind.Evidence && !v.Proven:
		t.choices(plain(t.say("desk.why_invalid_close")), 2,
			append([]Choice{{t.say("desk.act_answer"), feedback.Data(string(feedback.ToAnswer), id)}}, t.nextFor(id)...)...)
	case !sure:
		t.choices(plain(t.say("desk.close_sure", "Code", string(id))), 1,
			Choice{t.say("desk.close_yes"), feedback.Data(string(feedback.ToClose), id) + ":" + confirmed}, Choice{t.say("desk.to_card"), feedback.Data(showCard, id)})
	default:
		t.do(func(tx kv.Tx) error { return desk.Close(tx, by, id, now) })
		t.choices(plain(t.say("desk.closed", "Code", string(id))), 2, Choice{t.say("desk.to_inbox"), inboxVerb})
	}
}

// afterCaseTalk leads on from a talk about a case: staff back to it, its reporter to their own.
func (t *turn) afterCaseTalk(k dialogue.Talk) []Choice {
	id := feedback.CaseID(k.Fields[dialogue.CaseField])
	switch {
	case dialogue.OfReporter(k.Fields[dialogue.ActField]):
		return t.afterLookup()
	case t.cfg.Cases.May(t.m.Read, t.m.Actor, id, feedback.ToNote) != nil: // it went to another office
		return []Choice{{t.say("desk.to_inbox"), inboxVerb}}
	}
	return t.nextFor(id)
}

// nextFor leads on after an act on a case.
func (t *turn) nextFor(id feedback.CaseID) []Choice {
	return []Choice{{t.say("desk.to_card"), feedback.Data(showCard, id)}, {t.say("desk.to_inbox"), inboxVerb}}
}

// refusedCase says why an act on a case was refused when it was to be committed: somebody was quicker. False:
// the turn was about something else.
func (t *turn) refusedCase() bool {
	if !t.desked() {
		return false
	}
	act, id := "", ""
	if k := t.State.Talk; k != nil && k.Name == dialogue.CaseTalk {
		act, id = k.Fields[dialogue.ActField], k.Fields[dialogue.CaseField]
		t.State.Talk = nil
	} else if verb, rest, _ := strings.Cut(t.pressedData(), ":"); verb == caseVerb {
		act, rest, _ = strings.Cut(rest, ":")
		id, _, _ = strings.Cut(rest, ":")
	}
	if act == "" {
		return false
	}
	if dialogue.OfReporter(act) {
		t.ownCase(id, t.say("desk.own_late"))
		return true
	}
	return t.cannotWork(feedback.CaseID(id), feedback.Act(act), t.m.Refused)
}

// pressedData is the data of the button that a message is: pressed, or typed as its number or its words.
func (t *turn) pressedData() string {
	if t.m.Data != "" {
		return t.m.Data
	}
	text := strings.TrimSpace(t.m.Text)
	if n, ok := number(text); ok && n >= 1 && n <= len(t.State.Choices) {
		return t.State.Choices[n-1].Data
	}
	return t.name(text)
}
