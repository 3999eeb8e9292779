package dialogue

import (
	"strings"
	"unicode/utf8"

	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
	"loaxom/internal/vi"
)

// askProof asks for what shows that something was done: photos, or the number of a document.
func askProof(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	id := "desk.ask_proof"
	if v.Kind.Evidence && !v.Proven {
		id = "desk.ask_proof_needed"
	}
	choice := Choice{Label: t.Say("desk.proof_none"), Data: without}
	if len(t.Talk.Files) > 0 || t.Get(caseDoc) != "" {
		id = "desk.ask_proof_more"
		choice = Choice{Label: t.Say("desk.proof_done"), Data: done}
	}
	var have []string
	if n := len(t.Talk.Files); n > 0 {
		have = append(have, t.Say("desk.files", "Count", n))
	}
	if doc := t.Get(caseDoc); doc != "" {
		have = append(have, t.Say("desk.document", "Number", doc))
	}
	t.Question(t.Say(id, "What", strings.Join(have, ", ")), choice)
}

func takeProof(t *Turn) {
	switch t.Chosen {
	case without, done:
		t.Go(stepSure)
		return
	}
	text, ok := t.words(feedback.MaxDocument)
	if !ok {
		return
	}
	if digits(text) == 0 {
		t.Tell(t.Say("desk.proof_number"))
		return
	}
	t.Set(caseDoc, text)
}

// takeCaseFiles reads what came that is no text alone: of an answer the photos and papers that show what was
// done, of a reply what the reporter adds.
func takeCaseFiles(t *Turn) bool {
	reply := t.Get(ActField) == ActReply
	switch {
	case !reply && t.act() != feedback.ToAnswer:
		return false
	case !reply && t.Talk.Step != stepProof && t.Talk.Step != stepSure:
		t.Tell(t.Say("desk.files_later"))
		return true
	}
	if t.Media == "location" && reply {
		if lat, lon, ok := t.degrees(); ok {
			t.Set(caseSpot, lat+" "+lon)
		}
		return true
	}
	rest := t.Rest()
	fit, why := t.fitting(reply)
	switch {
	case why != "":
		t.Tell(why)
	case len(t.Talk.Files)+len(fit) > feedback.MaxFiles:
		if t.Quiet = rest; !t.Quiet {
			t.Tell(t.Say("desk.files_many", "Most", feedback.MaxFiles))
		}
		t.Talk.Album = t.Album
		return true
	}
	t.Keep(fit...)
	if t.Text != "" && reply {
		if text, ok := t.words(feedback.MaxText); ok {
			t.addWords(text)
		}
	}
	if t.Talk.Step == stepSure && !reply {
		t.Go(stepProof)
	}
	t.Quiet = rest && why == ""
	return true
}

// fitting are the files whose content was kept; why says what is wrong with one that was not. reply: a resident
// reads it.
func (t *Turn) fitting(reply bool) (fit []channel.File, why string) {
	if len(t.Files) == 0 {
		return nil, t.Say("desk.files_what")
	}
	for i, f := range t.Files {
		if reason := t.unfitness(i); reason != "" {
			why = Unfit(t.Say, reason, reply)
		} else {
			fit = append(fit, f)
		}
	}
	return fit, why
}

// Unfit says why the content of a file was not kept and what to do, to a resident or to one of the staff.
func Unfit(say func(id string, data ...any) string, why picture.Reason, resident bool) string {
	switch {
	case resident:
		return say("report.unfit_"+string(why), "Most", picture.MostFile>>20)
	case why == picture.Large:
		return say("desk.files_large", "Most", picture.MostFile>>20)
	case why == picture.OtherImage, why == picture.Executable, why == picture.Packed, why == picture.NotTaken:
		return say("desk.files_what")
	}
	return say("desk.files_failed")
}

// preview is what the reporter will read.
func (t *Turn) reading() string {
	text := t.Get(caseWords)
	if doc := t.Get(caseDoc); doc != "" {
		text += "\n" + t.Say("feedback.document", "Number", doc)
	}
	return text
}

func askCaseSure(t *Turn) {
	v, ok := t.workCase()
	if !ok {
		return
	}
	id := "desk.sure_" + string(t.act())
	text := t.Say(id, "Code", string(v.ID), "Matter", t.Cases.Desk.Matter(v.Case), "Text", t.reading())
	if n := len(t.Talk.Files); n > 0 {
		text += "\n" + t.Say("desk.sure_files", "Count", n)
	}
	choices := []Choice{{Label: t.Say("desk.send"), Data: yes}, {Label: t.Say("desk.retype"), Data: retype}}
	if t.act() == feedback.ToAnswer {
		choices = append(choices, Choice{Label: t.Say("desk.reprove"), Data: reprove})
	}
	t.Question(text, choices...)
}

func takeCaseSure(t *Turn) {
	switch t.Chosen {
	case retype:
		t.Go(stepWords)
		return
	case reprove:
		t.Drop()
		t.Set(caseDoc, "")
		t.Go(stepProof)
		return
	}
	v, ok := t.workCase()
	if !ok {
		return
	}
	by, now, desk, text := t.Actor, t.Now, t.Cases.Desk, t.Get(caseWords)
	switch t.act() {
	case feedback.ToAnswer:
		files, doc := t.Talk.Files, t.Get(caseDoc)
		t.Do(func(tx kv.Tx) error { return desk.Answer(tx, by, v.ID, text, files, doc, now) })
	case feedback.ToAsk:
		t.Do(func(tx kv.Tx) error { return desk.Ask(tx, by, v.ID, text, now) })
	case feedback.ToRefuse:
		t.Do(func(tx kv.Tx) error { return desk.Refuse(tx, by, v.ID, text, now) })
	}
	id := "desk.did_" + string(t.act())
	if t.act() == feedback.ToAnswer && v.Kind.Evidence && !v.Proven && len(t.Talk.Files) == 0 && t.Get(caseDoc) == "" {
		id += "_unproven"
	}
	t.End(t.Say(id, "Code", string(v.ID)))
}

// addWords adds a text to the words of the talk.
func (t *Turn) addWords(text string) bool {
	if was := t.Get(caseWords); was != "" {
		text = strings.Join([]string{was, text}, "\n")
	}
	if n := utf8.RuneCountInString(text); n > feedback.MaxText {
		t.Tell(t.Say("desk.long", "Length", vi.Number(int64(n)), "Most", vi.Number(feedback.MaxText)))
		return false
	}
	t.Set(caseWords, text)
	return true
}
