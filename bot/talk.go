package bot

import (
	"slices"
	"strings"

	"loaxom/bot/dialogue"
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
