package bot

import (
	"slices"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/bot/faq"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// scripts are the talks of several turns. Whoever builds one adds it here and opens it with begin.
func scripts(cfg Config) map[string]dialogue.Script {
	all := map[string]dialogue.Script{}
	for _, s := range []dialogue.Script{dialogue.Duties(), dialogue.News(), dialogue.Answer(), dialogue.Attach(),
		dialogue.Notice(), dialogue.CaseActs(), dialogue.Report(), dialogue.Refusal(), dialogue.Correction(cfg.News), dialogue.Letter(), dialogue.Publications(cfg.News), dialogue.Erase()} {
		all[s.Name] = s
	}
	return all
}

// leaveWords are folded whole messages that leave a talk for the main menu.
var leaveWords = []string{"menu", "bat dau", "trang chu"}

// begin opens a talk; one that was open is dropped.
func (t *turn) begin(name string) { t.beginWith(name, nil) }

// beginWith opens a talk with some fields filled in.
func (t *turn) beginWith(name string, fields map[string]string) {
	s := t.scripts[name]
	if t.m.Group && s.Alone != "" {
		t.line(s.Alone)
		return
	}
	t.leave()
	d := t.dialogue()
	s.BeginWith(d, fields)
	t.tell(d)
}

// leave ends the open talk for something else. What was written in it is kept for a while.
func (t *turn) leave() {
	k := t.State.Talk
	t.State.Talk = nil
	if k.Open(t.m.Now) && t.keeps(*k) {
		t.keep(k)
	}
}

// resume takes up the talk that was left. One that is open is left for it.
func (t *turn) resume(name string) {
	k := t.kept(name)
	if k == nil {
		t.begin(name)
		return
	}
	t.drop(name)
	t.leave()
	t.State.Talk = k
	d := t.dialogue()
	t.scripts[name].Resume(d)
	t.tell(d)
}

// talking takes a typed message as part of the open talk. False: there is none, or the person leaves it.
func (t *turn) talking(text string) bool {
	if !t.State.Talk.Open(t.m.Now) {
		return false
	}
	folded := t.fold(text)
	command, isCommand := strings.CutPrefix(folded, "/")
	command, _, _ = strings.Cut(command, " ")
	command, _, _ = strings.Cut(command, "@")
	step := t.scripts[t.State.Talk.Name].Steps[t.State.Talk.Step]
	switch {
	case t.words.endings.hears(t.said, &t.words.endings.always):
		t.aside(t.stopNews)
	case t.words.endings.hears(t.said, &t.words.endings.inside), isCommand && command == "huy":
		t.cancel()
	case slices.Contains(leaveWords, folded), isCommand && (command == "start" || command == "menu"):
		t.leave()
		return false
	case isCommand && slices.Contains(besideTalk, command):
		t.aside(func() { t.command(text) })
	case isCommand && commands[command] == nil:
		t.aside(func() { t.line("bot.no_such_command") })
	case isCommand:
		t.leave()
		return false
	case t.inDanger && t.cried(text):
	case t.inDanger && !step.Text:
		t.aside(func() {}) // a cry for help is no wrong choice
		t.alsoReportDanger(text)
	case t.besideList(text):
		t.aside(func() { t.chosen(text) })
	case !t.ownList() && t.listed(text):
		t.aside(func() { t.chosen(text) })
	case t.otherWork(text, step.Text), t.tellsInstead(text, step.Text):
		t.leave()
		return false
	default:
		d := t.dialogue()
		d.Text = vi.Clean(t.m.Text) // all of it: a talk says itself how much it takes
		d.Number, _ = number(text)
		return t.next(d)
	}
	return true
}

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

// bringing takes a message that is no text alone (a picture, a paper, a sound, with words or without) as part
// of the open talk. False: there is none that has a use for it.
func (t *turn) bringing() bool {
	k := t.State.Talk
	if t.m.Media == "" || !k.Open(t.m.Now) {
		return false
	}
	s, ok := t.scripts[k.Name]
	if !ok {
		return false
	}
	d := t.dialogue()
	d.Text, d.Media, d.Files, d.Album = vi.Clean(t.m.Text), t.m.Media, t.m.Files, t.m.Album
	d.Unfit, d.Point = t.m.Unfit, t.m.Point
	if !s.Bring(d) {
		return false
	}
	t.tell(d)
	return true
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

// next brings an answer to the open talk. False: it was none, and ended the talk.
func (t *turn) next(d *dialogue.Turn) bool {
	s, ok := t.scripts[d.Talk.Name]
	if !ok { // a talk of another version of this program
		t.State.Talk = nil
		t.menu("dialogue.over")
		return true
	}
	loose := s.Steps[d.Talk.Step].Loose
	s.Next(d)
	if loose && d.Missed && d.Err == nil {
		t.leave()
		return false
	}
	if t.missed(d) {
		return true
	}
	if t.misses(d) {
		return false
	}
	t.tell(d)
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

// pressedTalk takes a button of a talk: "<name>.<step>:<data>".
func (t *turn) pressedTalk(place, data string) {
	name, step, _ := strings.Cut(place, ".")
	s, known := t.scripts[name]
	switch k := t.State.Talk; {
	case !k.Open(t.m.Now) && known && s.Steps[step].Loose: // the page is still there to choose from
		d := t.dialogue()
		if s.Begin(d); !d.Over && d.Err == nil && d.Talk.Step == step {
			d.Chosen = data
			s.Next(d)
		}
		t.tell(d)
	case !k.Open(t.m.Now) && name == dialogue.ReportTalk && t.kept(name) != nil:
		t.State.Offer = false
		t.offerReport(*t.kept(name))
	case !k.Open(t.m.Now):
		t.menu("dialogue.over")
	case k.Name != name || k.Step != step:
		t.aside(func() { t.line("dialogue.old_button") })
	default:
		d := t.dialogue()
		d.Chosen = data
		t.next(d)
	}
}

// dialogue is the turn as a talk sees it.
func (t *turn) dialogue() *dialogue.Turn {
	d := &dialogue.Turn{
		Now: t.m.Now, Actor: t.m.Actor, Read: t.m.Read, NewID: t.m.NewID, Numbered: t.m.Numbered, Say: t.say,
		Zone: t.zone(), Commune: t.cfg.Commune, Hamlets: t.cfg.Hamlets, Offices: t.cfg.Offices, Link: t.link,
		Questions: t.forQuestions(), Notices: t.forNotices(), Cases: t.forCases(), Reports: t.forReports(), Privacy: t.forPrivacy(),
	}
	for _, topic := range t.lib.Topics() {
		d.Topics = append(d.Topics, dialogue.Choice{Label: t.say("topic." + topic.ID), Data: topic.ID})
	}
	if t.State.Talk != nil {
		d.Talk = *t.State.Talk
		for _, c := range t.State.Choices {
			_, data, _ := strings.Cut(strings.TrimPrefix(c.Data, talkVerb), ":")
			d.Shown = append(d.Shown, data)
		}
	}
	return d
}

// talkVerb begins the data of a talk's buttons.
const talkVerb = "t:"

// tell says what a talk says, and keeps it or ends it.
func (t *turn) tell(d *dialogue.Turn) {
	for _, act := range d.Acts {
		t.Acts = append(t.Acts, func(tx kv.Tx) error { return act(tx) })
	}
	if d.Err == nil {
		t.whole = t.whole || len(t.Replies) == 0 && len(d.Before) > 0
		for _, m := range d.Before {
			t.show(m)
		}
	}
	switch {
	case d.Err != nil:
		t.State.Talk, t.Acts = nil, nil
		t.menu("bot.trouble")
	case d.Quiet:
		talk := d.Talk
		t.State.Talk = &talk
	case d.Over && d.Instead != "":
		t.State.Talk = nil
		t.said = readText(d.Instead)
		t.question(d.Instead)
		t.alsoReport()
	case d.Over:
		t.State.Talk = nil
		if len(d.Told) == 0 && d.Asked == "" && len(d.Before) > 0 { // what was shown says it all
			return
		}
		text := plain(strings.Join(append(d.Told, d.Asked), "\n\n"))
		if d.Talk.Name == dialogue.CaseTalk {
			t.choices(text, 2, t.afterCaseTalk(d.Talk)...)
			return
		}
		if s := t.scripts[d.Talk.Name]; s.More != "" && len(d.Acts) > 0 {
			t.choices(text, 2, Choice{t.say(s.More), "b:" + s.Name}, Choice{t.say("dialogue.menu"), "m:start"})
			return
		}
		t.menuBelow(text)
	default:
		talk := d.Talk
		t.State.Talk = &talk
		if d.Beside != "" {
			t.entry(d.Beside, "")
		}
		page, perRow := d.Page()
		var list []Choice
		for _, c := range page {
			list = append(list, Choice{c.Label, talkVerb + talk.Name + "." + talk.Step + ":" + c.Data})
		}
		t.choices(plain(strings.Join(append(d.Told, d.Asked), "\n\n")), perRow, list...)
	}
}

// link is the bot's own link with a payload; empty while its name is not known.
func (t *turn) link(payload string) string {
	if t.cfg.Link == nil {
		return ""
	}
	return t.cfg.Link(payload)
}
