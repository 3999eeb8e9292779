package bot

import (
	"slices"

	"loaxom/bot/dialogue"
)

// matter is a talk about one thing: the fields that name it, and what was written of it. ask is the message that offers
// to go on with what was left.
type matter struct {
	talk, ask string
	keys      []string
	words     func(dialogue.Talk) string
}

// What such talks are about.
var (
	caseAct    = matter{dialogue.CaseTalk, "desk.kept", []string{dialogue.ActField, dialogue.CaseField}, dialogue.CaseWords}
	correction = matter{dialogue.CorrectTalk, "notify.fix_kept", []string{dialogue.NoticeField, dialogue.IssueField}, dialogue.CorrectionOf}
)

// beginAbout begins the talk about what fields name. What was written of the same and left in the middle is offered first.
func (t *turn) beginAbout(m matter, fields map[string]string) {
	t.leave()
	k := t.kept(m.talk)
	if k == nil || slices.ContainsFunc(m.keys, func(key string) bool { return k.Fields[key] != fields[key] }) {
		t.beginWith(m.talk, fields)
		return
	}
	t.choices(plain(t.say(m.ask, "Text", cut(m.words(*k), 200))), 1,
		Choice{t.say("desk.kept_go_on"), "b:" + m.talk + ":+"}, Choice{t.say("desk.kept_drop"), "b:" + m.talk + ":-"})
}

// resumeAbout goes on with the talk that was left, or begins it anew; may tells whether the person still has to do
// with such things.
func (t *turn) resumeAbout(m matter, may, goOn bool) {
	k := t.kept(m.talk)
	switch {
	case k == nil || !may:
		t.menu("bot.gone")
	case goOn:
		t.resume(m.talk)
	default:
		t.drop(m.talk)
		fields := map[string]string{}
		for _, key := range m.keys {
			fields[key] = k.Fields[key]
		}
		t.beginWith(m.talk, fields)
	}
}
