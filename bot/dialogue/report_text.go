package dialogue

import (
	"strings"

	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// askReportText asks what happened; where something is told already, for more of it.
func askReportText(t *Turn) {
	c, _ := t.category()
	if t.Get(reportText) == "" && len(t.Talk.Files) == 0 {
		lines := []string{t.Say("report.text"), c.Hint}
		if c.Danger != "" {
			lines = append(lines, "⚠️ "+c.Danger)
		}
		t.Question(strings.Join(lines, "\n"))
		return
	}
	more := "report.more"
	if t.Get(reportHinted) != "" && t.brought() != "" { // it was read a moment ago
		more = "report.still_more"
	}
	lines := []string{t.Say(more)}
	if c.Danger != "" && t.Get(ReportPlain) != "" && t.Get(reportTold) == "" {
		lines = append(lines, "⚠️ "+c.Danger)
	}
	if have := t.brought(); have != "" {
		lines = append([]string{t.Say("report.have", "What", have)}, lines...)
	}
	t.Question(strings.Join(lines, "\n"),
		append([]Choice{{Label: t.Say("report.on"), Data: onward, Also: wordsOf(t.Say("report.on_words"))},
			{Label: t.Say("report.rewrite"), Data: rewrite}}, t.notMeant()...)...)
}

func takeReportText(t *Turn) {
	if t.onlyAsked() {
		return
	}
	switch t.Chosen {
	case onward:
		if t.Get(reportText) == "" && !t.spoke() {
			t.Tell(t.Say("report.need_words"))
			return
		}
		t.Set(reportTold, "1")
		t.onward()
	case rewrite:
		t.Set(reportText, "")
		t.Set(reportFull, "")
		t.Set(ReportPlain, "")
		t.Drop()
	default:
		if t.Get(reportText) == "" && len(t.Talk.Files) == 0 && len(words(t.Text)) < 2 { // "ok" tells nothing
			t.Tell(t.Say("report.need_words"))
			return
		}
		t.addReportText(t.Text)
	}
}

// takeReportCry takes a cry for help as what is reported, whatever the question was: nobody types such a thing twice.
// Where the question is what happened, or where it is and a place is named, it is an answer as it stands.
func takeReportCry(t *Turn) bool {
	if step := t.Talk.Step; step == "text" || step == "place" && namesPlace(t.Text) {
		return false
	}
	if !t.addReportText(t.Text) {
		return true
	}
	if id := t.Reports.Guess(t.Text); id != "" && t.Get(ReportCategory) == "" {
		t.Set(ReportCategory, id)
		t.Set(reportGuessed, "1")
		if c, known := t.category(); known {
			t.Tell(t.Say("report.understood", "Category", c.Name))
		}
	}
	if h, named := NamedHamlet(t.Hamlets, t.Text); named && t.Get(ReportHamlet) == "" {
		t.Set(ReportHamlet, string(h))
	}
	if step := t.Talk.Step; step == First && t.Get(ReportCategory) != "" || step == "hamlet" && t.Get(ReportHamlet) != "" {
		t.onward() // it has answered that too
	}
	if t.Talk.Step != "text" { // which says so itself
		t.Tell(t.Say("report.noted"))
	}
	return true
}

// addReportText adds words to the report, if they are some and not too many.
func (t *Turn) addReportText(typed string) bool {
	text := vi.Clean(typed)
	if len(vi.Words(text)) == 0 {
		t.Tell(t.Say("report.empty"))
		return false
	}
	return t.addTo(reportText, "\n", text, feedback.MaxText, "report.text_long")
}

// spoke tells whether somebody has told it by voice.
func (t *Turn) spoke() bool {
	for _, f := range t.Talk.Files {
		if f.Kind == channel.Voice || f.Kind == channel.Audio || f.Kind == channel.Video || f.Kind == channel.Round {
			return true
		}
	}
	return false
}

// brought is what came with the words: "3 ảnh, 1 ghi âm, vị trí trên bản đồ".
func (t *Turn) brought() string {
	count := map[string]int{}
	for _, f := range t.Talk.Files {
		kind := f.Kind
		switch kind {
		case channel.Audio:
			kind = channel.Voice
		case channel.Round:
			kind = channel.Video
		}
		count[kind]++
	}
	var list []string
	for _, kind := range []string{channel.Photo, channel.Video, channel.Voice, channel.Document} {
		if n := count[kind]; n > 0 {
			list = append(list, t.Say("report.have_"+kind, "Count", n))
		}
	}
	if t.Get(reportSpot) != "" {
		list = append(list, t.Say("report.have_spot"))
	}
	return strings.Join(list, ", ")
}
