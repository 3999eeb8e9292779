package bot

import (
	"slices"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/bot/faq"
	"loaxom/internal/vi"
)

// What is said in the middle of a talk and is no answer to it.

// cried takes a cry for help into the open talk. What asks something that is surely known is answered beside it.
func (t *turn) cried(text string) bool {
	s := t.scripts[t.State.Talk.Name]
	if s.Cry == nil {
		return false
	}
	if t.words.asking.find(t.said) != "" && t.ask(text).Decision == faq.Answer {
		t.aside(func() { t.besideDanger(text) })
		return true
	}
	d := t.dialogue()
	d.Text = vi.Clean(t.m.Text)
	if !s.Cried(d) {
		return false
	}
	t.tell(d)
	return true
}

// besideTalk are the commands that are answered beside an open talk.
var besideTalk = []string{"trogiup", "help", "ngonngu", "language", "dulieu"}

// ownList tells whether the list shown last is the open talk's.
func (t *turn) ownList() bool {
	return len(t.State.Choices) == 0 || strings.HasPrefix(t.State.Choices[0].Data, talkVerb)
}

// besideList tells whether a text is the number or the words of a choice that stands below the open talk's own.
func (t *turn) besideList(text string) bool {
	data := t.name(text)
	if n, ok := number(text); ok && n >= 1 && n <= len(t.State.Choices) {
		data = t.State.Choices[n-1].Data
	}
	return data != "" && t.ownList() && !strings.HasPrefix(data, talkVerb)
}

// listed tells whether a text is a number or the words of the list shown last.
func (t *turn) listed(text string) bool {
	if n, ok := number(text); ok {
		return n >= 1 && n <= len(t.State.Choices)
	}
	return t.name(text) != ""
}

// otherWork tells whether a typed text is the word for a command that leaves the open talk. Where any text is
// an answer only the words of a duty are taken for one.
func (t *turn) otherWork(text string, anyText bool) bool {
	name, duty := t.commandWord(text)
	return name != "" && t.name(text) == "" && (duty || !anyText) && !slices.Contains(besideTalk, name) && vi.Fold(text) != "quay lai"
}

// tellsInstead tells whether somebody who is to choose plainly reports something instead.
func (t *turn) tellsInstead(text string, anyText bool) bool {
	k := t.State.Talk
	return !anyText && k.Name != dialogue.ReportTalk && slices.Contains(easilyLeft, k.Name) && t.receives() && !t.m.Group && t.name(text) == "" && t.tells(t.said, text)
}

// fewestAside is how many words a text has at least to be taken for a question of its own in a talk.
const fewestAside = 3

// missed tells whether what the talk could make nothing of surely is a question; then it is answered, and
// the talk's question is asked again.
func (t *turn) missed(d *dialogue.Turn) bool {
	if !d.Missed || len(t.said.folded) < fewestAside || d.Err != nil {
		return false
	}
	r := t.ask(d.Text)
	if r.Decision != faq.Answer {
		return false
	}
	t.aside(func() { t.question(d.Text) })
	return true
}

// easilyLeft are the talks of residents that are left when they do not understand: nobody is kept in one.
var easilyLeft = []string{dialogue.NewsTalk, dialogue.ReportTalk, dialogue.EraseTalk}

// mostMisses is how many texts one after the other a talk may make nothing of.
const mostMisses = 3

// misses counts the texts of which the talk could make nothing. True: there were too many, the talk is left, and
// what was said is taken as outside of it.
func (t *turn) misses(d *dialogue.Turn) bool {
	if !d.Missed || d.Err != nil {
		d.Talk.Misses = 0
		return false
	}
	if d.Talk.Misses++; d.Talk.Misses < mostMisses || !slices.Contains(easilyLeft, d.Talk.Name) {
		return false
	}
	t.leave()
	t.line("dialogue.put_aside")
	return true
}

// aside answers something else in the middle of a talk and asks the talk's question again, unless that
// something ended the talk or began another.
func (t *turn) aside(answer func()) {
	if k := t.State.Talk; k != nil && t.scripts[k.Name].Steps[k.Step].Loose {
		t.leave()
	}
	before := t.State.Talk
	answer()
	if before == nil || t.State.Talk != before || !before.Open(t.m.Now) {
		return
	}
	if c := t.State.Choices; len(c) > 0 && strings.HasPrefix(c[0].Data, "l:") {
		return // a number means a language now; the question follows that choice
	}
	if s, ok := t.scripts[before.Name]; ok {
		d := t.dialogue()
		s.Again(d)
		t.tell(d)
	}
}

// cancel ends the talk, says what was dropped with it and what is kept all the same, and offers what else the word
// may have meant.
func (t *turn) cancel() {
	text := t.say("dialogue.cancelled")
	switch k := t.State.Talk; {
	case k != nil && (k.Name == dialogue.DutyTalk || k.Name == dialogue.PublishTalk): // what was done before in it stands
		text = t.say("dialogue.left")
	case k != nil && t.keeps(*k):
		text = t.dropped(*k)
	}
	t.State.Talk = nil
	if t.received().Active() {
		text += " " + t.say("dialogue.cancelled_news")
	}
	still, goOn := t.stillKept(false)
	list := append([]Choice{{t.say("dialogue.menu"), "m:start"}, {t.say("dialogue.stop_news"), "stop"}}, goOn...)
	t.choices(plain(text+still), 2, list...)
}
