package dialogue

import (
	"strings"

	"loaxom/internal/audience"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// askReportSure shows all of the report, who gets to see what of it, and asks for the word.
func askReportSure(t *Turn) {
	c, known := t.category()
	if !known { // the content changed meanwhile
		t.Set(ReportCategory, "")
		t.Go(First)
		return
	}
	d := t.reportDraft()
	lines := []string{t.Say("report.look"), "", t.Say("report.look_category", "Category", c.Name)}
	add := func(id string, data ...any) { lines = append(lines, t.Say("report."+id, data...)) }
	if at := t.whereabouts(d); at != "" {
		add("look_where", "Where", at)
	}
	if d.About != "" {
		add("look_about", "Office", officeName(t.Offices, d.About))
	}
	add("look_text", "Text", d.Text)
	if have := t.brought(); have != "" {
		add("look_with", "What", have)
	}
	add(t.whoLine(d), "Name", d.Name, "Phone", d.Phone)
	lines = append(lines, "")
	switch {
	case c.Official:
		add("seen_official")
	default:
		add("seen")
	}
	if d.Name+d.Phone != "" {
		add("seen_contact")
	}
	if !c.Official && !d.Anonymous && d.Hamlet != "" {
		add("seen_others")
	}
	add("due", "Due", t.Reports.Desk.DueFrom(c.ID, t.Now))
	lines = append(lines, "", t.reportConsent())
	t.Question(strings.Join(lines, "\n"), t.reportChoices(d)...)
}

// whereabouts is where it is, in one line.
func (t *Turn) whereabouts(d feedback.Draft) string {
	var list []string
	if d.Hamlet != "" {
		list = append(list, hamletName(t.Hamlets, d.Hamlet))
	}
	if d.Place != "" {
		list = append(list, d.Place)
	}
	return strings.Join(list, ", ")
}

// whoLine is the message that says who reports.
func (t *Turn) whoLine(d feedback.Draft) string {
	switch {
	case d.Anonymous:
		return "look_anonymous"
	case d.Name != "" && d.Phone != "":
		return "look_who"
	case d.Name != "":
		return "look_name"
	case d.Phone != "":
		return "look_phone"
	}
	return "look_nobody"
}

// reportConsent is the text that is agreed to by sending, as it is kept with the consent.
func (t *Turn) reportConsent() string { return t.Say("report.consent", "Commune", t.Commune.Full()) }

// Steps of the answers that can be changed, as data of choices.
const change = "+change "

// noPictures forgets what was brought.
const noPictures = "+drop"

func (t *Turn) reportChoices(d feedback.Draft) []Choice {
	list := []Choice{{Label: t.Say("report.send"), Data: send, Also: wordsOf(t.Say("report.send_words"))}}
	add := func(id, data string) { list = append(list, Choice{Label: t.Say("report." + id), Data: data}) }
	add("change_text", change+"text")
	add("change_category", change+First)
	if len(t.Hamlets) > 0 {
		add("change_hamlet", change+"hamlet")
	}
	add("change_place", change+"place")
	if len(t.Talk.Files) > 0 {
		add("drop_files", noPictures)
	}
	add("change_who", change+"who")
	add("throw", throw)
	return list
}

func takeReportSure(t *Turn) {
	switch step, is := strings.CutPrefix(t.Chosen, change); {
	case is:
		t.Set(reportEdit, "1")
		t.Go(step)
	case t.Chosen == noPictures:
		t.Drop()
		if t.Get(reportText) == "" { // it was told by voice
			t.Set(reportTold, "")
			t.Go("text")
		}
	case t.Chosen == throw:
		t.End(t.Say("report.thrown"))
	case t.Chosen == send:
		t.sendReport()
	}
}

// otherReportSure takes words that are no choice as more of what is told: it is shown with them.
func otherReportSure(t *Turn) {
	if len(words(t.Text)) < fewestTold {
		t.Miss(t.Say("dialogue.choose"))
		return
	}
	if t.addReportText(t.Text) {
		t.Tell(t.Say("report.added_words"))
	}
}

// sendReport makes it a case. What the room says about it, code, key and deadline, it says itself.
func (t *Turn) sendReport() {
	d, by, now, desk, once := t.reportDraft(), t.Actor, t.Now, t.Reports.Desk, t.Get(ReportOnce)
	switch err := desk.MayOpen(t.Read, by); {
	case fault.Is(err, fault.Denied):
		t.Tell(t.Say("report.enough", "Most", feedback.MaxOpen))
		return
	case t.failed(err):
		return
	}
	consent := t.reportConsent()
	t.Do(func(tx kv.Tx) error {
		if _, err := desk.Open(tx, by, once, d, now); err != nil || d.Anonymous {
			return err // of an anonymous report nothing is noted that names the conversation
		}
		return audience.Agree(tx, by, audience.ForReports, consent, now)
	})
	t.End(t.Say("report.sent"))
}

// wordsOf are the ways of typing a choice, which stand in one message.
func wordsOf(list string) []string { return strings.Split(list, ", ") }
