package dialogue

import (
	"unicode/utf8"

	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// CaseTalk is the talk about one act on a case that needs words; ActField and CaseField say which. An act of
// the reporter names the case by its Handle.
const (
	CaseTalk  = "vuviec"
	ActField  = "act"
	CaseField = "case"
)

// Acts of the reporter.
const (
	ActReply  = "reply"
	ActRate   = "rate"
	ActReopen = "reopen"
)

// OfReporter tells whether an act is the reporter's.
func OfReporter(act string) bool { return act == ActReply || act == ActRate || act == ActReopen }

// Fields of the talk.
const (
	caseWords  = "words"  // what goes into the case
	caseDoc    = "doc"    // the number of a document
	caseCanned = "canned" // the canned reply that is looked at
	caseGoal   = "goal"   // the office, officer or case that was chosen
	caseStars  = "stars"
	caseSpot   = "spot" // latitude and longitude
)

// CaseWords is what was written in a talk about a case so far.
func CaseWords(k Talk) string { return k.Fields[caseWords] }

// Steps of the talk. First leads to the one that its act begins with.
const (
	stepWords  = "words"
	stepCanned = "canned"
	stepProof  = "proof"
	stepSure   = "sure"
	stepGoal   = "goal"
	stepMerge  = "merge"
	stepReply  = "reply"
	stepStars  = "stars"
	stepWord   = "word"
	stepWhy    = "why"
)

// CaseActs is the talk about acts on cases: of staff to answer, ask, note, refuse, transfer, assign and merge; of
// the reporter to reply, rate and reopen.
func CaseActs() Script {
	return Script{
		Name: CaseTalk, Alone: "desk.private", Empty: "desk.empty", Files: takeCaseFiles,
		Keeps: func(k Talk) bool { return k.Fields[caseWords] != "" },
		Fetch: func(k Talk) bool {
			act := k.Fields[ActField]
			return (act == ActReply || act == string(feedback.ToAnswer)) && len(k.Files) < feedback.MaxFiles
		},
		Steps: map[string]Step{
			First:      {Ask: askCaseFirst, Take: func(*Turn) {}},
			stepWords:  {Ask: askCaseWords, Take: takeCaseWords, Text: true, Lines: true},
			stepCanned: {Ask: askCanned, Take: takeCanned, Text: true, Lines: true},
			stepProof:  {Ask: askProof, Take: takeProof, Text: true, Lines: true},
			stepSure:   {Ask: askCaseSure, Take: takeCaseSure},
			stepGoal:   {Ask: askGoal, Take: takeGoal},
			stepMerge:  {Ask: askMerge, Take: takeMerge, Text: true, Lines: true},
			stepReply:  {Ask: askReply, Take: takeReply, Text: true, Lines: true},
			stepStars:  {Ask: askStars, Take: takeStars},
			stepWord:   {Ask: askWord, Take: takeWord, Text: true, Lines: true},
			stepWhy:    {Ask: askWhy, Take: takeWhy, Text: true, Lines: true},
		},
	}
}

func askCaseFirst(t *Turn) {
	switch t.Get(ActField) {
	case string(feedback.ToAnswer), string(feedback.ToAsk), string(feedback.ToNote), string(feedback.ToRefuse):
		t.Go(stepWords)
	case string(feedback.ToTransfer), string(feedback.ToAssign):
		t.Go(stepGoal)
	case string(feedback.ToMerge):
		t.Go(stepMerge)
	case ActReply:
		t.Go(stepReply)
	case ActRate:
		t.Go(stepStars)
	case ActReopen:
		t.Go(stepWhy)
	default: // a later version has no such act
		t.End(t.Say("bot.gone"))
	}
}

// act is what one of the staff does in this talk.
func (t *Turn) act() feedback.Act { return feedback.Act(t.Get(ActField)) }

// workCase is the case that one of the staff acts on. Where they may not, or somebody was quicker, the talk ends
// with that.
func (t *Turn) workCase() (v feedback.View, ok bool) {
	id := feedback.CaseID(t.Get(CaseField))
	err := t.Cases.Desk.May(t.Read, t.Actor, id, t.act())
	if err == nil {
		v, err = t.Cases.Desk.Card(t.Read, t.Actor, id)
	}
	if err == nil {
		return v, true
	}
	if why := t.Cases.WhyNot(t.Read, t.Actor, id, t.act(), err); why != "" {
		t.End(why)
		return v, false
	}
	t.failed(err)
	return v, false
}

// ownCase is the case of the reporter's that the talk is about. Where it is not there, or it is too late for the
// act, the talk ends with that.
func (t *Turn) ownCase() (c feedback.Case, ok bool) {
	c, _, err := t.Cases.Mine(t.Read, t.Actor, t.Get(CaseField))
	late := false
	switch t.Get(ActField) {
	case ActReply:
		late = c.State.Ended()
	case ActRate:
		late = !c.Rateable()
	case ActReopen:
		late = !c.Reopenable()
	}
	switch {
	case err == nil && late:
		t.End(t.Say("desk.own_late_" + t.Get(ActField)))
		return c, false
	case err == nil:
		return c, true
	}
	if why := t.Cases.WhyNot(t.Read, t.Actor, c.ID, "", err); why != "" {
		t.End(t.Say("desk.own_gone"))
		return c, false
	}
	t.failed(err)
	return c, false
}

// words reads typed text of at most most letters; false: it was said what is wrong with it.
func (t *Turn) words(most int) (string, bool) {
	text := vi.Clean(t.Text)
	switch n := utf8.RuneCountInString(text); {
	case len(vi.Words(text)) == 0:
		t.Tell(t.Say("desk.empty"))
		return "", false
	case n > most:
		t.Tell(t.Say("desk.long", "Length", vi.Number(int64(n)), "Most", vi.Number(int64(most))))
		return "", false
	}
	return text, true
}
