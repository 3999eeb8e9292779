package dialogue

import (
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
)

// ReportTalk is the name of the talk in which a resident reports something.
const ReportTalk = "phananh"

// ReportKept is how long a report that was left in the middle is kept.
const ReportKept = 7 * 24 * time.Hour

// Reports is what the talk about a report needs of the bot.
type Reports struct {
	Desk       *feedback.Desk
	Categories []content.Category
	Guess      func(text string) (category string) // that a text is about; empty: none is plain
	Thing      func(text string) (category string) // the same by what it names alone: "cái cột đèn"
}

// Report is /phananh: category, hamlet, text with pictures and sounds, place, name, a look at all of it, sent.
// Nothing is stored as a case before that.
func Report() Script {
	return Script{
		Name: ReportTalk, More: "report.another", Alone: "report.private", Empty: "report.empty", Files: takeReportFiles, Cry: takeReportCry,
		Keeps: func(k Talk) bool { return k.Fields[reportText] != "" || len(k.Files) > 0 }, Holds: ReportKept,
		Fetch: func(k Talk) bool { return len(k.Files) < feedback.MaxFiles },
		Steps: map[string]Step{
			First:      {Ask: askCategory, Take: takeCategory, Other: otherCategory},
			"official": {Ask: askOfficial, Take: takeOfficial},
			"about":    {Ask: askAbout, Take: takeAbout},
			"hamlet":   {Ask: askReportHamlet, Take: takeReportHamlet, Other: otherReportHamlet},
			"text":     {Ask: askReportText, Take: takeReportText, Text: true},
			"similar":  {Ask: askSimilar, Take: takeSimilar},
			"place":    {Ask: askReportPlace, Take: takeReportPlace, Text: true},
			"who":      {Ask: askWho, Take: takeWho, Text: true},
			"sure":     {Ask: askReportSure, Take: takeReportSure, Other: otherReportSure},
		},
	}
}

// Fields of the talk.
const (
	ReportOnce     = "once" // made when the talk begins: sending it twice is one case
	ReportCategory = "cat"
	ReportHamlet   = "hamlet" // nowhere: the whole commune, or not known
	reportText     = "text"
	ReportPlain    = "plain" // it began with a plain sentence, which may have been a question

	reportGuessed  = "guess"    // the category was guessed, and nobody has looked at it
	reportOfficial = "official" // it was read that complaints go another way
	reportAbout    = "about"    // an office; nowhere: not said
	reportAmong    = "among"    // the hamlets that a typed name may mean
	reportHinted   = "hinted"   // what may be sent beside words was read
	reportTold     = "told"     // all is told that is to be
	reportSimilar  = "similar"  // what others reported was offered
	reportPlace    = "place"    // nowhere: nothing to add
	reportSpot     = "spot"     // latitude and longitude
	reportWho      = "who"      // it was asked who reports
	reportName     = "name"
	reportPhone    = "phone"
	reportAnon     = "anon"
	reportEdit     = "edit" // one answer is changed, and then it is looked at again
	reportFull     = "full" // the album of which it was said that there are too many files
)

// ReportText is the field of the words.
const ReportText = reportText

// nowhere is an answer that names nothing.
const nowhere = "-"

// Data of choices that are not ids.
const (
	onward    = "+on"
	anonymous = "+anon"
	complain  = "+complain"
	justAsked = "+asked"
)

// category is the talk's category.
func (t *Turn) category() (content.Category, bool) {
	for _, c := range t.Reports.Categories {
		if c.ID == t.Get(ReportCategory) {
			return c, true
		}
	}
	return content.Category{}, false
}

// onward asks for what is still missing, in order; when one answer was changed, for another look at all.
func (t *Turn) onward() {
	c, known := t.category()
	switch {
	case !known:
		t.Go(First)
	case c.Official && t.Get(reportOfficial) == "":
		t.Go("official")
	case c.Official && t.Get(reportAbout) == "" && len(t.Offices) > 0:
		t.Go("about")
	case t.Get(reportEdit) != "":
		t.Set(reportEdit, "")
		t.Go("sure")
	case t.Get(ReportHamlet) == "" && len(t.Hamlets) > 0:
		t.Go("hamlet")
	case t.Get(reportTold) == "":
		t.Go("text")
	case t.Get(reportSimilar) == "":
		t.Go("similar")
	case t.Get(reportPlace) == "" && t.Get(reportSpot) == "":
		t.Go("place")
	case t.Get(reportWho) == "":
		t.Go("who")
	default:
		t.Go("sure")
	}
}

// reportDraft is the report as it is so far.
func (t *Turn) reportDraft() feedback.Draft {
	c, _ := t.category()
	d := feedback.Draft{
		Category: c.ID, Official: c.Official, Text: t.Get(reportText), Files: t.Talk.Files,
		Name: t.Get(reportName), Phone: t.Get(reportPhone), Anonymous: t.Get(reportAnon) != "",
	}
	if h := commune.HamletID(t.Get(ReportHamlet)); t.known(h) {
		d.Hamlet = h
	}
	if p := t.Get(reportPlace); p != nowhere {
		d.Place = p
	}
	if about := t.Get(reportAbout); c.Official && about != nowhere {
		d.About = commune.OfficeID(about)
	}
	d.Spot = readSpot(t.Get(reportSpot))
	if d.Text == "" {
		d.Text = t.Say("report.spoken") // there is a sound, or it would not have come so far
	}
	if d.Anonymous { // a name that somebody gave a file may be a name
		d.Files = nil
		for _, f := range t.Talk.Files {
			f.Name = ""
			d.Files = append(d.Files, f)
		}
	}
	return d
}

// askCategory asks what it is about.
func askCategory(t *Turn) {
	if t.Get(ReportPlain) != "" && t.Get(ReportCategory) != "" && t.Get(reportGuessed) == "" {
		t.Set(reportGuessed, "1") // begun with a plain sentence: what was understood is said, and can be changed
		if c, known := t.category(); known {
			t.Tell(t.Say("report.understood", "Category", c.Name))
		}
		t.onward()
		return
	}
	choices := make([]Choice, 0, len(t.Reports.Categories)+1)
	for _, c := range t.Reports.Categories {
		choices = append(choices, Choice{Label: c.Name, Data: c.ID})
	}
	text := "report.category"
	if t.Get(reportText) != "" {
		text = "report.category_of"
	}
	t.Question(t.Say(text), append(choices, t.notMeant()...)...)
}

// notMeant is the way out for whoever only asked something.
func (t *Turn) notMeant() []Choice {
	if t.Get(ReportPlain) == "" || t.Get(reportTold) != "" || t.Get(reportEdit) != "" {
		return nil
	}
	return []Choice{{Label: t.Say("report.just_asked"), Data: justAsked, Every: true}}
}

// asked ends the talk for whoever only asked.
func (t *Turn) onlyAsked() bool {
	if t.Chosen != justAsked {
		return false
	}
	t.Instead = t.Get(reportText)
	t.End("")
	return true
}

func takeCategory(t *Turn) {
	if t.onlyAsked() {
		return
	}
	t.Set(ReportCategory, t.Chosen)
	t.Set(reportGuessed, "1")
	if c, _ := t.category(); !c.Official {
		t.Set(reportOfficial, "")
		t.Set(reportAbout, "")
	}
	t.onward()
}

// otherCategory takes words that name no category as what is reported: nobody has to say it again. A word or
// two are only the matter.
func otherCategory(t *Turn) {
	id := t.Reports.Guess(t.Text)
	if id == "" {
		id = t.Reports.Thing(t.Text)
	}
	told := len(words(t.Text)) >= fewestTold
	if !told && id == "" {
		t.Miss(t.Say("dialogue.choose"))
		return
	}
	if told && !t.addReportText(t.Text) {
		return
	}
	if id == "" || t.Get(ReportCategory) != "" {
		t.Tell(t.Say("report.noted"))
		return
	}
	t.Set(ReportCategory, id)
	t.Set(reportGuessed, "1")
	if c, known := t.category(); known {
		t.Tell(t.Say("report.understood", "Category", c.Name))
	}
	t.onward()
}

// fewestTold is how many words tell of something.
const fewestTold = 3

// askOfficial says that complaints have a way of their own, before anything about somebody in office is written.
func askOfficial(t *Turn) {
	t.Question(t.Say("report.official"), Choice{Label: t.Say("report.official_on"), Data: onward},
		Choice{Label: t.Say("report.official_complain"), Data: complain})
}

// complaintEntry is the entry about complaints and denunciations.
const complaintEntry = "khieu-nai-to-cao"

func takeOfficial(t *Turn) {
	if t.Chosen == complain {
		t.Beside = complaintEntry
		return
	}
	t.Set(reportOfficial, "1")
	t.onward()
}

// askAbout asks which office it is about, so that this one does not get to see it.
func askAbout(t *Turn) {
	var choices []Choice
	for _, o := range t.Offices {
		choices = append(choices, Choice{Label: short(o.Name), Data: string(o.ID), Also: []string{o.Name}})
	}
	t.Question(t.Say("report.about"), append(choices, Choice{Label: t.Say("report.about_none"), Data: nowhere, Every: true})...)
}

func takeAbout(t *Turn) {
	t.Set(reportAbout, t.Chosen)
	t.onward()
}
