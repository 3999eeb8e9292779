package bot

import (
	"strings"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// lookUp is /tracuu: the person's own cases, or the one whose code stands there.
func (t *turn) lookUp(text string) {
	switch {
	case !t.desked():
		t.line("bot.at_desk_lookup")
	case t.m.Group:
		t.line("desk.private")
	case text == "":
		t.ownCases()
	default:
		if !t.coded(text) {
			t.choices(plain(t.say("desk.code_how")), 2, t.afterLookup()...)
		}
	}
}

// afterLookup leads on from a look at a case.
func (t *turn) afterLookup() []Choice {
	return []Choice{{t.say("desk.to_own"), "pa:mine"}, {t.say("dialogue.menu"), "m:start"}}
}

// mostAround is how many words beside a code a message has at most that asks how that case stands.
const mostAround = 14

// coded answers a text that names a case by its code: the reporter with all of it, one of the staff with the
// card, whoever has the key with what the reporter reads, anybody else with the state alone.
func (t *turn) coded(text string) bool {
	if !t.desked() {
		return false
	}
	id, key, found := dialogue.ReadCode(text)
	if !found || len(strings.Fields(text)) > mostAround {
		return false
	}
	if t.m.Group {
		t.line("desk.private")
		return true
	}
	by, desk := t.m.Actor, t.cfg.Cases
	if own, _, err := desk.Own(t.m.Read, by, id); err == nil {
		mine, err := desk.Mine(t.m.Read, by)
		if err != nil {
			t.menu("bot.trouble")
			return true
		}
		t.ownCase(dialogue.Handle(own, mine), "")
		return true
	}
	may := desk.May(t.m.Read, by, id, feedback.ToNote)
	switch {
	case may == nil:
		t.caseCard(id)
		return true
	case key != "":
		t.keyed(id, key)
		return true
	case feedback.MayWork(by):
		return t.cannotWork(id, "", may)
	}
	c, err := desk.Status(t.m.Read, by, id)
	switch {
	case fault.Is(err, fault.NotFound):
		t.choices(plain(t.say("desk.code_unknown", "Code", string(id))), 2, t.afterLookup()...)
	case err != nil:
		t.menu("bot.trouble")
	default:
		t.choices(plain(strings.Join(append(t.standing(c), "", t.say("desk.key_how", "Code", string(id))), "\n")), 2, t.afterLookup()...)
	}
	return true
}

// keyed shows a case to whoever has its tracking key. A wrong one is counted, and after too many none is looked at
// for a while.
func (t *turn) keyed(id feedback.CaseID, key string) {
	by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
	fits, err := desk.Fits(t.m.Read, by, id, key, now)
	switch {
	case fault.Is(err, fault.Busy):
		t.choices(plain(t.say("desk.key_busy", "Minutes", int((fault.WaitOf(err)+time.Minute-1)/time.Minute))), 2, t.afterLookup()...)
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	case !fits:
		t.do(func(tx kv.Tx) error {
			if _, err := desk.ByKey(tx, by, id, key, now); !fault.Is(err, fault.Busy) {
				return err
			}
			return nil // others tried meanwhile: it is not looked at, and the answer is the same
		})
		t.choices(plain(t.say("desk.key_wrong")), 2, t.afterLookup()...)
		return
	}
	c, lines, err := desk.Keyed(t.m.Read, id)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	t.reply(plain(t.caseStory(c, lines)))
	t.Replies = append(t.Replies, t.answerFiles(lines)...)
	t.choices(plain(t.say("desk.keyed_end")), 2, t.afterLookup()...)
}

// standing is how a case stands, a line each, for anybody who knows its code.
func (t *turn) standing(c feedback.Case) []string {
	lines := []string{
		t.say("desk.fact_case", "Code", string(c.ID), "Matter", t.cfg.Cases.Matter(c)),
		t.say("desk.fact_state", "State", t.ownState(c)),
		t.say("desk.own_opened", "Day", vi.Date(c.Opened.In(t.zone()))),
	}
	if c.State.Waits() {
		lines = append(lines, t.say("desk.fact_due", "Due", t.cfg.Cases.Due(c)))
	}
	if c.Overdue(t.m.Now) {
		lines = append(lines, t.say("desk.own_overdue"))
	}
	if !c.Decided.IsZero() && c.State != feedback.Merged {
		lines = append(lines, t.say("desk.own_decided", "Day", vi.Date(c.Decided.In(t.zone()))))
	}
	return lines
}

// ownState is the state of a case as residents read it.
func (t *turn) ownState(c feedback.Case) string {
	if c.State == feedback.Merged {
		return t.say("desk.own_merged", "Code", string(c.Into))
	}
	return t.say("desk.own_" + string(c.State))
}
