package bot

import "loaxom/bot/dialogue"

// beginCase begins the talk about an act on a case. What was written of the same and left in the middle is offered
// first.
func (t *turn) beginCase(act, handle string) {
	t.leave()
	k := t.kept(dialogue.CaseTalk)
	if k == nil || k.Fields[dialogue.ActField] != act || k.Fields[dialogue.CaseField] != handle {
		t.beginWith(dialogue.CaseTalk, map[string]string{dialogue.ActField: act, dialogue.CaseField: handle})
		return
	}
	t.choices(plain(t.say("desk.kept", "Text", cut(dialogue.CaseWords(*k), 200))), 1,
		Choice{t.say("desk.kept_go_on"), "b:" + dialogue.CaseTalk + ":+"}, Choice{t.say("desk.kept_drop"), "b:" + dialogue.CaseTalk + ":-"})
}

// resumeCase goes on with the talk about a case that was left, or begins it anew.
func (t *turn) resumeCase(goOn bool) {
	k := t.kept(dialogue.CaseTalk)
	switch {
	case k == nil || !t.desked():
		t.menu("bot.gone")
	case goOn:
		t.resume(dialogue.CaseTalk)
	default:
		t.drop(dialogue.CaseTalk)
		t.beginWith(dialogue.CaseTalk, map[string]string{dialogue.ActField: k.Fields[dialogue.ActField], dialogue.CaseField: k.Fields[dialogue.CaseField]})
	}
}

// ownAct begins the talk of the reporter about their own case.
func (t *turn) ownAct(act, handle string) {
	c, _, err := t.forCases().Mine(t.m.Read, t.m.Actor, handle)
	if err != nil {
		t.ownCase(handle, "")
		return
	}
	mine, err := t.cfg.Cases.Mine(t.m.Read, t.m.Actor)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	t.beginCase(act, dialogue.Handle(c, mine))
}
