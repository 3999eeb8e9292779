package bot

import "loaxom/bot/dialogue"

// beginCase begins the talk about an act on a case.
func (t *turn) beginCase(act, handle string) {
	t.beginAbout(caseAct, map[string]string{dialogue.ActField: act, dialogue.CaseField: handle})
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
