package bot

import (
	"slices"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// receives tells whether reports are taken here: not where nothing is stored (ask, eval).
func (t *turn) receives() bool { return t.cfg.Cases != nil && t.m.Read != nil }

// forReports is what the talk about a report needs.
func (t *turn) forReports() dialogue.Reports {
	categories := t.lib.Categories()
	for i, c := range categories {
		if t.lang() == content.English && c.English != "" {
			categories[i].Name = c.English
		}
	}
	return dialogue.Reports{
		Desk: t.cfg.Cases, Categories: categories,
		Guess: func(text string) string { return t.words.reports.guess(readText(text)) },
		Thing: func(text string) string { return t.words.reports.thing(readText(text)) },
	}
}

// openReport opens the talk about a report, with what was told of it already or without. plain: it was a sentence
// that may have been a question all the same.
func (t *turn) openReport(text string, plain bool) {
	if !t.receives() {
		t.line("bot.at_desk_feedback")
		return
	}
	if t.m.Group {
		t.line("report.private")
		return
	}
	switch err := t.cfg.Cases.MayOpen(t.m.Read, t.m.Actor); {
	case fault.Is(err, fault.Denied):
		t.choices(channel.Plain(t.say("report.enough", "Most", feedback.MaxOpen)), 2, Choice{t.say("menu.lookup"), "m:lookup"}, Choice{t.say("dialogue.menu"), "m:start"})
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	}
	t.leave()
	if k := t.kept(dialogue.ReportTalk); k != nil && text == "" {
		t.offerReport(*k)
		return
	}
	fields := map[string]string{dialogue.ReportOnce: t.m.NewID()}
	if text != "" {
		fields[dialogue.ReportText] = text
		fields[dialogue.ReportCategory] = t.words.reports.guess(readText(text))
		if h, ok := t.hamletIn(text); ok {
			fields[dialogue.ReportHamlet] = string(h)
		}
	}
	if plain {
		fields[dialogue.ReportPlain] = "1"
	}
	for name, value := range fields {
		if value == "" {
			delete(fields, name)
		}
	}
	t.beginWith(dialogue.ReportTalk, fields)
}

// hamletIn is the hamlet that a text names with its kind before it: "đầu xóm Đình", "xóm 5". A name alone may
// be something else ("đình").
func (t *turn) hamletIn(text string) (commune.HamletID, bool) {
	return dialogue.NamedHamlet(t.cfg.Hamlets, text)
}

// offerReport offers the report that was left in the middle.
func (t *turn) offerReport(k dialogue.Talk) {
	words := []rune(k.Fields[dialogue.ReportText])
	if len(words) > 200 {
		words = append(words[:199], '…')
	}
	if len(words) == 0 {
		words = []rune(t.say("report.kept_files", "Count", len(k.Files)))
	}
	until := k.At.Add(dialogue.ReportKept).In(t.zone()).Format("02/01/2006")
	t.choices(channel.Plain(t.say("report.kept", "Text", string(words), "Day", until)), 1,
		Choice{t.say("report.kept_go_on"), "b:" + dialogue.ReportTalk + ":+"}, Choice{t.say("report.kept_drop"), "b:" + dialogue.ReportTalk + ":-"})
}

// reporting opens the talk for a sentence that plainly reports something. A question it never is: whoever asks
// is answered, with a button to report (alsoReport).
func (t *turn) reporting(text string) bool {
	if !t.receives() || t.m.Group || !t.tells(t.said, text) {
		return false
	}
	t.Decision = None
	t.openReport(vi.Clean(t.m.Text), true)
	t.withFiles()
	return true
}

// withFiles takes what came with the words of a report into its talk, which these words have just opened.
func (t *turn) withFiles() {
	k := t.State.Talk
	if len(t.m.Files) == 0 || !k.Open(t.m.Now) || k.Name != dialogue.ReportTalk {
		return
	}
	d := t.dialogue()
	d.Media, d.Files, d.Unfit, d.Album = t.m.Media, t.m.Files, t.m.Unfit, t.m.Album
	if !t.scripts[k.Name].Bring(d) || d.Err != nil {
		return
	}
	t.Replies, t.State.Choices = t.Replies[:len(t.Replies)-1], nil // the question was put without them
	t.tell(d)
}

// offerExpired offers what was written in a talk that has ended because nothing came for a day.
func (t *turn) offerExpired() {
	if !t.State.Offer || len(t.Replies) == 0 {
		return
	}
	t.State.Offer = false
	if t.State.Talk == nil && t.kept(dialogue.ReportTalk) != nil {
		t.addChoice(Choice{t.say("report.kept_go_on"), "b:" + dialogue.ReportTalk + ":+"})
	}
}

// tells tells whether a text is plainly a report: the words of one, nothing that asks, and no entry that surely
// is meant instead.
func (t *turn) tells(said text, typed string) bool {
	switch category, sure := t.words.reports.tells(said, typed); {
	case sure:
		return true
	case category == "":
		return false
	}
	r := t.ask(typed)
	if r.Decision != faq.Answer || len(r.Hits) == 0 {
		return true
	}
	e, ok := t.lib.Entry(r.Hits[0].ID)
	return ok && slices.Contains(aboutReports, e.ID)
}

// aboutReports are the entries that say how to report something.
var aboutReports = []string{"phan-anh-kien-nghi", "phan-anh-can-bo", "rac-thai-moi-truong", "gop-y-van-de-khac-cchc"}

// alsoReport puts a button to report below the answer to a question about something that can be reported.
func (t *turn) alsoReport() {
	if !t.receives() || t.m.Group || t.State.Talk.Open(t.m.Now) {
		return
	}
	data := "b:" + dialogue.ReportTalk
	about := t.words.reports.guess(t.said) != ""
	if about {
		data += ":q"
	}
	if about || slices.Contains(aboutReports, t.State.Topic) && t.State.TopicAt.Equal(t.m.Now) {
		t.addChoice(Choice{t.say("menu.feedback"), data})
	}
}

// addChoice puts one choice more below the last reply, before the way out of a list of entries.
func (t *turn) addChoice(c Choice) {
	if len(t.Replies) == 0 || slices.Contains(t.State.Choices, c) {
		return
	}
	last := &t.Replies[len(t.Replies)-1]
	row, list := []channel.Button{{Label: c.Label, Data: c.Data}}, t.State.Choices
	if len(last.Buttons) == 0 {
		list = nil
	}
	at, rows := len(list), len(last.Buttons)
	if n := len(list); n > 0 && list[n-1].Data == "x" && rows > 0 && len(last.Buttons[rows-1]) == 1 {
		at, rows = n-1, rows-1
	}
	last.Buttons = slices.Insert(slices.Clone(last.Buttons), rows, row)
	t.State.Choices = slices.Insert(slices.Clone(list), at, c)
}

// begunReport takes the button that opens a report, or goes on with one.
func (t *turn) begunReport(how string) {
	switch {
	case how == "+":
		t.resume(dialogue.ReportTalk)
	case how == "-":
		t.State.Draft = nil
		t.openReport("", false)
	case how == "q" && t.State.asked(t.m.Now): // what was asked about is what is reported; it is shown before it is sent
		t.openReport(t.State.Question, true)
	default:
		t.openReport("", false)
	}
}

// expire ends a talk that waited for too long. What was written in it is kept where its script says so, and is
// offered once by itself (offerExpired).
func (t *turn) expire() {
	k := t.State.Talk
	if k == nil || k.Open(t.m.Now) {
		return
	}
	t.State.Talk = nil
	if s := t.scripts[k.Name]; s.Keeps != nil && s.Keeps(*k) && t.holds(*k) {
		t.State.Draft, t.State.Offer = k, true
	}
}

// holds tells whether a talk that was left is still kept.
func (t *turn) holds(k dialogue.Talk) bool {
	age := t.m.Now.Sub(k.At)
	most := max(t.scripts[k.Name].Holds, dialogue.Lasts)
	return age < most && age > -most
}

// Wants tells whether the content of the files of a message is to be fetched before its turn: an open talk
// collects them, an officer waits for them, or they come with words that plainly report something. m.Read is the
// store as it is. What is passed over as a flood, or
// because its writer is muted, is not fetched.
func (b *Bot) Wants(s State, m Message) bool {
	know := b.know.Load()
	if know == nil || len(m.Files) == 0 || m.Group || m.Kind != channel.Message && m.Kind != channel.Media {
		return false
	}
	t := &turn{knowledge: know.under(m.Read), cfg: b.cfg, scripts: b.scripts, m: m, Turn: Turn{State: s}}
	defer t.unread()
	text := vi.Clean(m.Text)
	t.said = readText(text)
	t.expire()
	if t.flooded() || t.muted() || !t.receives() {
		return false
	}
	if k := t.State.Talk; k != nil {
		script := t.scripts[k.Name]
		return script.Fetch != nil && script.Fetch(*k)
	}
	if last := t.State.Replied; last != nil && last.Album != "" && last.Album == m.Album {
		return true
	}
	if _, _, asked := t.askedCase(); asked {
		return true
	}
	return text != "" && t.words.danger.find(t.said) == "" && t.tells(t.said, text)
}

// Tidy is a state without what it need not hold any more at now: talks that are over, drafts that are not kept
// any longer. False: there is nothing of it.
func (b *Bot) Tidy(s State, now time.Time) (State, bool) {
	t := &turn{scripts: b.scripts, m: Message{Now: now}, Turn: Turn{State: s}}
	t.expire()
	if k := t.State.Draft; k != nil && !t.holds(*k) {
		t.State.Draft, t.State.Offer = nil, false
	}
	return t.State, t.State.Talk != s.Talk || t.State.Draft != s.Draft
}
