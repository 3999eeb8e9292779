package bot

import (
	"strconv"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/feedback"
)

// forCases is what shows and talks about cases need.
func (t *turn) forCases() dialogue.Cases {
	return dialogue.Cases{Desk: t.cfg.Cases, Zone: t.zone(), Say: t.say, Canned: t.lib.Canned}
}

// caseCard shows a case to one of the staff: its facts, what came with it, what happened, and what can be done.
func (t *turn) caseCard(id feedback.CaseID) {
	v, err := t.cfg.Cases.Card(t.m.Read, t.m.Actor, id)
	if t.cannotWork(id, "", err) {
		return
	}
	text := channel.Text{{S: strings.Join(t.caseFacts(v), "\n")}}
	if v.Text != "" {
		text = append(text, channel.Span{S: "\n\n" + t.say("desk.text") + "\n", Bold: true}, channel.Span{S: v.Text})
	}
	if v.Spot != nil {
		text = append(text, channel.Span{S: "\n"}, channel.Span{S: t.say("desk.map"), Link: mapOf(*v.Spot)})
	}
	history := t.history(v.Lines)
	if files := t.caseFiles(v); len(files) > 0 {
		t.reply(text)
		t.Replies = append(t.Replies, files...)
		text = nil
	}
	if history != "" {
		if len(text) > 0 {
			text = append(text, channel.Span{S: "\n\n"})
		}
		text = append(text, channel.Span{S: t.say("desk.history") + "\n", Bold: true}, channel.Span{S: history})
		text = append(text, t.spots(v.Lines)...)
	}
	if len(text) == 0 {
		text = plain(t.say("desk.what_now", "Code", string(id)))
	}
	t.choices(text, 2, t.caseActs(v)...)
}

// caseFacts are the facts of a case, a line each.
func (t *turn) caseFacts(v feedback.View) []string {
	desk := t.cfg.Cases
	state := t.say("desk.state_" + string(v.State))
	if v.Officer != "" && v.State.Waits() {
		state += ", " + t.say("desk.in_charge", "Who", t.forCases().Name(t.m.Read, v.Officer))
	}
	deadline := t.say("desk.fact_due", "Due", desk.Due(v.Case))
	if v.State.Waits() {
		deadline += " · " + t.left(v.Case)
	}
	lines := []string{
		t.say("desk.fact_case", "Code", string(v.ID), "Matter", desk.Matter(v.Case)),
		t.say("desk.fact_state", "State", state),
		t.say("desk.fact_keeper", "Keeper", desk.Keeper(v.Case)),
		deadline,
		t.say("desk.fact_opened", "When", t.forCases().Stamp(v.Opened)),
	}
	who := "desk.fact_nobody"
	switch {
	case v.Anonymous:
		who = "desk.fact_anonymous"
	case v.Contact:
		who = "desk.fact_contact"
	}
	lines = append(lines, t.say(who))
	add := func(there bool, id string, data ...any) {
		if there {
			lines = append(lines, t.say(id, data...))
		}
	}
	add(v.Official, "desk.fact_official")
	add(v.Place != "", "desk.fact_place", "Place", v.Place)
	add(v.With > 0, "desk.fact_with", "Count", v.With)
	add(v.Reopened > 0, "desk.fact_reopened", "Count", v.Reopened)
	add(v.Into != "", "desk.fact_into", "Code", string(v.Into))
	add(v.Reason != "", "desk.fact_reason", "Reason", v.Reason)
	add(v.Stars > 0 && v.Word == "", "desk.fact_stars", "Stars", v.Stars)
	add(v.Stars > 0 && v.Word != "", "desk.fact_stars_word", "Stars", v.Stars, "Word", v.Word)
	add(v.Kind.Evidence && !v.Proven && !v.State.Ended(), "desk.fact_evidence")
	add(!v.Asked.IsZero(), "desk.fact_asked")
	add(!v.Erased.IsZero(), "desk.fact_erased")
	return lines
}

// mapOf is where a place on the map can be looked at.
func mapOf(s feedback.Spot) string {
	at := strconv.FormatFloat(s.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(s.Lon, 'f', 6, 64)
	return "https://www.google.com/maps?q=" + at
}

// Bounds of a history on one card.
const (
	mostHistory = 12  // lines, the last ones
	mostLine    = 500 // letters of one
)

// history is what happened to a case, oldest first, a line each.
func (t *turn) history(all []feedback.Line) string {
	var lines []string
	if skipped := len(all) - mostHistory; skipped > 0 {
		lines, all = append(lines, t.say("desk.history_more", "Count", skipped)), all[skipped:]
	}
	for _, l := range all {
		lines = append(lines, "• "+t.forCases().Stamp(l.At)+" "+t.lineWords(l))
	}
	return strings.Join(lines, "\n")
}

// spots are the places on the map that came with the lines of a history, each to be looked at.
func (t *turn) spots(all []feedback.Line) (text channel.Text) {
	for _, l := range all[max(0, len(all)-mostHistory):] {
		if l.Spot != nil {
			text = append(text, channel.Span{S: "\n"}, channel.Span{S: t.say("desk.map_at", "When", t.forCases().Stamp(l.At)), Link: mapOf(*l.Spot)})
		}
	}
	return text
}

// lineWords is one line of a history as staff read it.
func (t *turn) lineWords(l feedback.Line) string {
	who := t.say("desk.resident")
	if l.By != "" {
		who = t.forCases().Name(t.m.Read, l.By)
	}
	id, data := "desk.line_"+string(l.Kind), []any{"Who", who, "Text", cut(l.Text, mostLine)}
	switch {
	case l.Kind == feedback.Took && l.Staff != l.By:
		id = "desk.line_given"
		data = append(data, "To", t.forCases().Name(t.m.Read, l.Staff))
	case l.Kind == feedback.Turned:
		data = append(data, "To", t.officeLabel(string(l.To)))
	case l.Kind == feedback.Shut && l.Merged != "":
		id = "desk.line_merged"
		data = append(data, "Code", string(l.Merged))
	case l.Kind == feedback.Joined && l.Merged == "":
		id = "desk.line_same"
	case l.Kind == feedback.Joined:
		data = append(data, "Code", string(l.Merged))
	}
	words := strings.TrimSpace(t.say(id, data...))
	if l.Doc != "" {
		words += " (" + t.say("desk.document", "Number", l.Doc) + ")"
	}
	if n := len(l.Files); n > 0 {
		words += " " + t.filesWord(l.Files)
	}
	if l.Spot != nil {
		words += " (" + t.say("report.have_spot") + ")"
	}
	return strings.TrimSpace(words)
}

// filesWord is in a few words what came with a line: "(2 ảnh)".
func (t *turn) filesWord(files []channel.File) string {
	photos := 0
	for _, f := range files {
		if f.Kind == channel.Photo {
			photos++
		}
	}
	id := "desk.files"
	if photos == len(files) {
		id = "desk.photos"
	}
	return "(" + t.say(id, "Count", len(files)) + ")"
}

// officeLabel is an office's name.
func (t *turn) officeLabel(id string) string {
	for _, o := range t.cfg.Offices {
		if string(o.ID) == id {
			return o.Name
		}
	}
	return id
}

// caseFiles are the files of a case as they came, then those of its history, each lot a message of its own.
func (t *turn) caseFiles(v feedback.View) (all []channel.Outgoing) {
	if len(v.Files) > 0 {
		all = append(all, channel.Outgoing{Text: plain(t.say("desk.files_of", "Code", string(v.ID))), Files: v.Files})
	}
	for _, l := range v.Lines {
		if len(l.Files) > 0 && l.Kind != feedback.Joined {
			all = append(all, channel.Outgoing{Text: plain(t.say("desk.files_at", "When", t.forCases().Stamp(l.At))), Files: l.Files})
		}
	}
	return all
}

// caseActs are what whoever looks may do, as buttons.
func (t *turn) caseActs(v feedback.View) (list []Choice) {
	for _, act := range v.Acts {
		if act == feedback.ToTransfer && v.Official { // it stays with the leadership
			continue
		}
		list = append(list, Choice{t.say("desk.act_" + string(act)), feedback.Data(string(act), v.ID)})
	}
	if v.Erased.IsZero() {
		list = append(list, Choice{t.say("desk.act_mute"), feedback.Data(string(toMute), v.ID)})
	}
	return append(list, Choice{t.say("desk.to_inbox"), inboxVerb})
}
