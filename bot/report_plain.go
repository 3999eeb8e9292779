package bot

import (
	"slices"

	"loaxom/bot/dialogue"
	"loaxom/bot/faq"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

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

// mayReport are the entries below which a report is offered: those, and the one on papers that are late.
var mayReport = append([]string{"ho-so-tre-hen-bo-sung"}, aboutReports...)

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
	if about || slices.Contains(mayReport, t.State.Topic) && t.State.TopicAt.Equal(t.m.Now) {
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
