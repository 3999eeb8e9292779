package bot

import (
	"loaxom/bot/dialogue"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
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

// begunReport takes the button that opens a report, or goes on with one.
func (t *turn) begunReport(how string) {
	switch {
	case how == "+":
		t.resume(dialogue.ReportTalk)
	case how == "d" && t.askedInDanger():
		t.openReport(t.State.Question, true)
	case how == dropOnly:
		t.dropDraft(dialogue.ReportTalk)
	case how == "-":
		t.drop(dialogue.ReportTalk)
		t.openReport("", false)
	case how == "q" && t.State.asked(t.m.Now): // what was asked about is what is reported; it is shown before it is sent
		t.openReport(t.State.Question, true)
	default:
		t.openReport("", false)
	}
}
