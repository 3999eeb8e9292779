package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/broadcast"
	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// The data of a button: a verb, then its objects, all of them ids of ours, joined by ":". It comes
// back from the client and is never trusted: what does not read, or names what is not there, gets
// the menu.
//
//	m:<item>             main menu
//	g, g:<group>[:page]  browse
//	e:<entry>[:section[:part]]  show an entry, or one section of it
//	+:<entry> -:<entry>  it helped, it did not
//	d:<entry>:<why>      what was wrong with it
//	n:<entry>:<n>        the n-th of its numbers is wrong
//	rv[:...]             what waits for staff (reviewing)
//	oq[:...]             questions without an answer (questions)
//	pa:<act>:<case>[:...] a case (casePressed)
//	ht:<tab>:<page>      the inbox of cases
//	nt:<act>:<id>[:...]  a notice, or a letter about one (notice)
//	x                    none of these was meant
//	s[:entry]            show the question to staff, which that entry did not answer
//	q:<n>                ask the n-th example question
//	l:<language>
//	stop                 stop the news
//	b:<talk>[:+ or -]    begin a talk of several turns; go on with the one that was left, or not
//	b:<talk>:x           drop the one that was left
//	b:phananh:q          report what the last question was about
//	b:phananh:d          report what the last cry for help told
//	t:<talk>.<step>:<data>  a choice of an open talk
//	k:<page>             a page of the bulletins that went out
//	i:<issue>            one of them
//	z:<issue>            begin or go on with a quiz
//	z:<issue>:<n>:<letter>  answer its n-th question
func (t *turn) pressed(data string) {
	verb, rest, _ := strings.Cut(data, ":")
	object, detail, _ := strings.Cut(rest, ":")
	switch verb {
	case "t":
		t.pressedTalk(object, detail)
	case "k":
		t.archive(object)
	case "i":
		t.issue(object)
	case "z":
		t.answerQuiz(object, detail)
	case "m":
		t.open(object)
	case "b":
		switch _, ok := t.scripts[object]; {
		case !ok:
			t.menu("bot.gone")
		case object == dialogue.ReportTalk:
			t.begunReport(detail)
		case detail == dropOnly:
			t.dropDraft(object)
		case object == dialogue.CaseTalk:
			t.resumeAbout(caseAct, t.desked(), detail == "+")
		case object == dialogue.CorrectTalk:
			t.resumeAbout(correction, t.noticed(), detail == "+")
		case detail == "+":
			t.resume(object)
		case object == dialogue.NoticeTalk && detail == "":
			t.writeNotice("")
		default: // "-": what was kept is not wanted
			t.drop(object)
			t.begin(object)
		}
	case "stop":
		t.stopNews()
	case "g":
		if object == "" {
			t.groups()
			return
		}
		page, _ := strconv.Atoi(detail)
		t.group(object, page)
	case "e":
		if !t.entry(object, detail) {
			t.menu("bot.gone")
		}
	case "+", "-":
		t.vote(verb, object)
	case broadcast.Verb:
		t.notice(object, detail)
	case caseVerb:
		t.casePressed(object, detail)
	case inboxVerb:
		t.inbox(feedback.Tab(object), number0(detail))
	case "x":
		t.notMeant()
	case "rv":
		t.reviewing(object, detail)
	case "oq":
		t.questions(object, detail)
	case "d":
		t.fault(object, detail)
	case "n":
		t.wrongNumber(object, detail)
	case "s":
		t.toStaff(object)
	case "q":
		if n, err := strconv.Atoi(object); err != nil || n < 1 || n > examples {
			t.menu("bot.gone")
		} else {
			t.question(t.say("example." + object))
		}
	case "l":
		if object != "en" {
			object = "vi"
		}
		t.speak(object)
	default:
		t.menu("bot.gone")
	}
}

// press takes a button. One of the main menu leaves an open talk; another one is answered beside it.
func (t *turn) press(data string) {
	if stops(data) {
		t.aside(t.stopNews)
		return
	}
	switch verb, _, _ := strings.Cut(data, ":"); verb {
	case "t", "z": // a quiz has its own questions; those of a talk need not be asked again after each
		t.pressed(data)
	case "m":
		t.leave()
		t.pressed(data)
	default:
		t.aside(func() { t.pressed(data) })
	}
}

// doubleTap tells whether the same button was pressed a moment ago: an unsteady finger is one press.
func (t *turn) doubleTap() bool {
	s := &t.State
	age := t.m.Now.Sub(s.PressAt)
	data := t.m.Data
	if rest, ok := strings.CutPrefix(data, caseVerb+":"); ok && t.m.Actor.Staff == "" {
		act, _, _ := strings.Cut(rest, ":") // of a resident's case only this: it may be an anonymous one
		data = caseVerb + ":" + act
	}
	again := s.Pressed == data && age >= 0 && age < 2*time.Second
	s.Pressed, s.PressAt = data, t.m.Now
	if len(s.Pressed) > 64 { // made up by a client; no button of ours is longer
		s.Pressed = s.Pressed[:64]
	}
	return again
}

// counted is the number that a label ends with where it says how many: "Bài chưa duyệt (120)".
var counted = regexp.MustCompile(` \(\d+\)$`)

// longestLabel bounds what can be the words of a choice, in bytes.
const longestLabel = 200

// chosen takes a typed number or the words of a choice as a press on it.
func (t *turn) chosen(text string) bool {
	if n, ok := number(text); ok {
		if n >= 1 && n <= len(t.State.Choices) {
			t.pressed(t.State.Choices[n-1].Data)
			return true
		}
		if len(t.State.Choices) > 0 {
			t.line("bot.number", "Most", len(t.State.Choices))
			return true
		}
		return false
	}
	if t.named(text) {
		return true
	}
	if len(text) > longestLabel {
		return false
	}
	folded := t.fold(text)
	if t.State.asked(t.m.Now) && folded == vi.Fold(t.say("bot.to_staff")) {
		t.toStaff(t.State.topic(t.m.Now))
		return true
	}
	if item, ok := t.words.menu[folded]; ok {
		t.open(item)
		return true
	}
	if group, ok := t.words.groups[folded]; ok && strings.ContainsAny(text, " ") {
		t.group(group, 0)
		return true
	}
	if folded == vi.Fold(t.say("bot.groups")) {
		t.groups()
		return true
	}
	return false
}

// named takes the words of a choice as a press on it. It is asked before the words that stop the news: who
// reads "Dừng gửi" and types it means that.
func (t *turn) named(text string) bool {
	data := t.name(text)
	if data != "" {
		t.pressed(data)
	}
	return data != ""
}

// name is the data of the choice whose words a text is; empty: of none.
func (t *turn) name(text string) string {
	if len(text) > longestLabel {
		return ""
	}
	folded := t.fold(text)
	for _, c := range t.State.Choices {
		// Folding takes marks and spaces away, never letters: what is much shorter is another text.
		if len(c.Label) >= len(folded) && (vi.Fold(c.Label) == folded || strings.HasSuffix(c.Label, ")") && vi.Fold(counted.ReplaceAllString(c.Label, "")) == folded) {
			return c.Data
		}
	}
	return ""
}

// numberWords are the numbers that people write out when they choose from a list.
var numberWords = map[string]int{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}

// number reads "2", "2.", "số 2", "(2)" or "hai" as a choice.
func number(text string) (int, bool) {
	f := strings.Trim(strings.TrimPrefix(vi.Fold(text), "so "), " .)(:#")
	if n, ok := numberWords[f]; ok {
		return n, true
	}
	if len(f) == 0 || len(f) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(f)
	return n, err == nil && n >= 0
}
