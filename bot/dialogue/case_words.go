package dialogue

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// mostCaseWords bounds what an officer writes into a case: with what stands around it one message.
const mostCaseWords = 2000

// Data of choices that are not ids.
const (
	asItIs  = "+asis"
	others  = "+others"
	without = "+without"
	done    = "+done"
	retype  = "+retype"
	reprove = "+reprove"
)

// cannedKinds are the kinds of canned replies by act.
var cannedKinds = map[feedback.Act]string{
	feedback.ToAnswer: content.CannedAnswer, feedback.ToAsk: content.CannedAsk, feedback.ToRefuse: content.CannedRefuse,
}

// canned are the replies that fit the case and the act.
func (t *Turn) canned(v feedback.View) (list []content.Canned) {
	for _, c := range t.Cases.Canned(v.Category) {
		if c.Kind == cannedKinds[t.act()] {
			list = append(list, c)
		}
	}
	return list
}

func askCaseWords(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	var choices []Choice
	for _, c := range t.canned(v) {
		choices = append(choices, Choice{Label: c.Name, Data: c.ID})
	}
	id := "desk.ask_" + string(t.act())
	if len(choices) > 0 {
		id += "_canned"
	}
	t.Question(t.Say(id, "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case)), choices...)
}

func takeCaseWords(t *Turn) {
	if t.Chosen != "" {
		t.Set(caseCanned, t.Chosen)
		t.Go(stepCanned)
		return
	}
	if text, ok := t.words(mostCaseWords); ok {
		t.wordsDone(text)
	}
}

// wordsDone goes on with what was written: to the evidence of an answer, or to the preview; a note is stored.
func (t *Turn) wordsDone(text string) {
	t.Set(caseWords, text)
	switch t.act() {
	case feedback.ToNote:
		by, now, desk, id := t.Actor, t.Now, t.Cases.Desk, feedback.CaseID(t.Get(CaseField))
		t.Do(func(tx kv.Tx) error { return desk.Note(tx, by, id, text, now) })
		t.End(t.Say("desk.did_note", "Code", string(id)))
	case feedback.ToAnswer:
		t.Go(stepProof)
	default:
		t.Go(stepSure)
	}
}

// theCanned is the canned reply that is looked at.
func (t *Turn) theCanned(v feedback.View) (content.Canned, bool) {
	for _, c := range t.canned(v) {
		if c.ID == t.Get(caseCanned) {
			return c, true
		}
	}
	return content.Canned{}, false
}

// gap stands in a canned reply where the officer fills something in.
const gap = "..."

func askCanned(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	c, ok := t.theCanned(v)
	if !ok { // the content has it no more
		t.Go(stepWords)
		return
	}
	choices := []Choice{{Label: t.Say("desk.canned_other"), Data: others}}
	id := "desk.canned_fill"
	if !strings.Contains(c.Text, gap) {
		id = "desk.canned"
		choices = append([]Choice{{Label: t.Say("desk.canned_as_is"), Data: asItIs}}, choices...)
	}
	t.Question(t.Say(id, "Text", c.Text), choices...)
}

func takeCanned(t *Turn) {
	switch t.Chosen {
	case others:
		t.Go(stepWords)
	case asItIs:
		v, ok := t.workCase()
		if !ok {
			return
		}
		if c, ok := t.theCanned(v); ok {
			t.wordsDone(c.Text)
		}
	default:
		text, ok := t.words(mostCaseWords)
		switch {
		case !ok:
		case strings.Contains(text, gap):
			t.Tell(t.Say("desk.canned_gap"))
		default:
			t.wordsDone(text)
		}
	}
}
