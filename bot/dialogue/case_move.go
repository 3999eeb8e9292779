package dialogue

import (
	"strings"
	"unicode"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// askGoal asks to which office a case goes, or to whom.
func askGoal(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	var choices []Choice
	if t.act() == feedback.ToTransfer {
		for _, o := range t.Offices {
			if o.ID != v.Case.Office {
				choices = append(choices, Choice{Label: o.Name, Data: string(o.ID)})
			}
		}
	} else {
		c, err := feedback.Get(t.Read, v.ID)
		if t.failed(err) {
			return
		}
		list, err := feedback.Colleagues(t.Read, c)
		if t.failed(err) {
			return
		}
		for _, a := range list {
			choices = append(choices, Choice{Label: t.Cases.Name(t.Read, a.ID), Data: string(a.ID)})
		}
	}
	if len(choices) == 0 {
		t.End(t.Say("desk.nowhere_" + string(t.act())))
		return
	}
	t.Question(t.Say("desk.ask_"+string(t.act()), "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case)), choices...)
}

func takeGoal(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	t.Set(caseGoal, t.Chosen)
	if t.act() == feedback.ToTransfer {
		t.Go(stepWhy)
		return
	}
	by, now, desk, to := t.Actor, t.Now, t.Cases.Desk, commune.StaffID(t.Chosen)
	t.Do(func(tx kv.Tx) error { return desk.Assign(tx, by, v.ID, to, now) })
	t.End(t.Say("desk.did_assign", "Code", string(v.ID), "Who", t.Cases.Name(t.Read, to)))
}

// askWhy asks why: a transfer, or a reopening.
func askWhy(t *Turn) {
	if t.Get(ActField) == ActReopen {
		if c, ok := t.ownCase(); ok {
			t.Question(t.Say("desk.ask_reopen", "Matter", t.Cases.Desk.Matter(c)), Choice{Label: t.Say("desk.no_why"), Data: without})
		}
		return
	}
	if _, ok := t.workCase(); ok {
		t.Question(t.Say("desk.ask_transfer_why", "Office", officeName(t.Offices, commune.OfficeID(t.Get(caseGoal)))))
	}
}

func takeWhy(t *Turn) {
	if t.Get(ActField) == ActReopen {
		takeReopen(t)
		return
	}
	v, ok := t.workCase()
	if !ok {
		return
	}
	why, ok := t.words(maxReason)
	if !ok {
		return
	}
	by, now, desk, to := t.Actor, t.Now, t.Cases.Desk, commune.OfficeID(t.Get(caseGoal))
	t.Do(func(tx kv.Tx) error { return desk.Transfer(tx, by, v.ID, to, why, now) })
	t.End(t.Say("desk.did_transfer", "Code", string(v.ID), "Office", officeName(t.Offices, to)))
}

// askMerge asks for the code of the case that a case is merged into, then whether it is the right one.
func askMerge(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	if t.Get(caseGoal) == "" {
		t.Question(t.Say("desk.ask_merge", "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case)))
		return
	}
	goal, err := t.Cases.Desk.Card(t.Read, t.Actor, feedback.CaseID(t.Get(caseGoal)))
	if err != nil {
		t.Set(caseGoal, "")
		t.Question(t.Say("desk.ask_merge", "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case)))
		return
	}
	t.Question(t.Say("desk.sure_merge", "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case), "Text", clip(v.Text, 200),
		"Into", string(goal.ID), "IntoMatter", t.Cases.Desk.Matter(goal.Case), "IntoText", clip(goal.Text, 200)),
		Choice{Label: t.Say("desk.merge_yes"), Data: yes}, Choice{Label: t.Say("desk.merge_other"), Data: others})
}

func takeMerge(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	switch t.Chosen {
	case others:
		t.Set(caseGoal, "")
		return
	case yes:
		by, now, desk, into := t.Actor, t.Now, t.Cases.Desk, feedback.CaseID(t.Get(caseGoal))
		t.Do(func(tx kv.Tx) error { return desk.Merge(tx, by, v.ID, into, now) })
		t.End(t.Say("desk.did_merge", "Code", string(v.ID), "Into", string(into)))
		return
	}
	code, _, found := ReadCode(t.Text)
	if !found {
		t.Tell(t.Say("desk.merge_code"))
		return
	}
	goal, err := t.Cases.Desk.Card(t.Read, t.Actor, code)
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Denied): // who may not see it learns nothing of it
		t.Tell(t.Say("desk.why_gone", "Code", string(code)))
	case t.failed(err):
	case code == v.ID:
		t.Tell(t.Say("desk.why_invalid_merge"))
	case goal.State == feedback.Merged:
		t.Tell(t.Say("desk.why_merged", "Code", string(code), "Into", string(goal.Into)))
	case goal.State.Ended():
		t.Tell(t.Say("desk.why_merge_over"))
	case goal.Official != v.Official:
		t.Tell(t.Say("desk.why_merge_apart"))
	default:
		t.Set(caseGoal, string(code))
	}
}

// ReadCode finds the code of a case in a text as people type it, "pa 2026 12", and the tracking key where one stands
// behind it.
func ReadCode(text string) (id feedback.CaseID, key string, found bool) {
	if !strings.ContainsAny(text, "0123456789") { // as most messages: the expression takes far longer to see it
		return "", "", false
	}
	m := codes.FindStringSubmatchIndex(text)
	if m == nil {
		return "", "", false
	}
	number := strings.TrimLeft(text[m[4]:m[5]], "0")
	if number == "" {
		return "", "", false
	}
	for len(number) < 4 {
		number = "0" + number
	}
	var rest []string
	for _, w := range strings.FieldsFunc(text[m[5]:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",.:;()?!-‐‑–—", r) }) {
		if folded := vi.Fold(w); folded != "khoa" && folded != "key" && folded != "ma" && folded != "tra" && folded != "cuu" {
			rest = append(rest, w)
		}
	}
	if len(rest) == 1 && keys.MatchString(rest[0]) {
		key = rest[0]
	}
	return feedback.CaseID("PA-" + text[m[2]:m[3]] + "-" + number), key, true
}
