package bot

import "loaxom/bot/dialogue"

// beginCorrection begins the talk about the right text of what fields name. A text that was written for the same and
// left in the middle is offered first.
func (t *turn) beginCorrection(fields map[string]string) {
	t.leave()
	k := t.kept(dialogue.CorrectTalk)
	if k == nil || k.Fields[dialogue.NoticeField] != fields[dialogue.NoticeField] || k.Fields[dialogue.IssueField] != fields[dialogue.IssueField] {
		t.beginWith(dialogue.CorrectTalk, fields)
		return
	}
	t.choices(plain(t.say("notify.fix_kept", "Text", cut(dialogue.CorrectionOf(*k), 200))), 1,
		Choice{t.say("desk.kept_go_on"), "b:" + dialogue.CorrectTalk + ":+"}, Choice{t.say("desk.kept_drop"), "b:" + dialogue.CorrectTalk + ":-"})
}

// resumeCorrection goes on with the correction that was left, or begins it anew.
func (t *turn) resumeCorrection(goOn bool) {
	k := t.kept(dialogue.CorrectTalk)
	switch {
	case k == nil || !t.noticed():
		t.menu("bot.gone")
	case goOn:
		t.resume(dialogue.CorrectTalk)
	default:
		t.drop(dialogue.CorrectTalk)
		t.beginWith(dialogue.CorrectTalk, map[string]string{dialogue.NoticeField: k.Fields[dialogue.NoticeField], dialogue.IssueField: k.Fields[dialogue.IssueField]})
	}
}
