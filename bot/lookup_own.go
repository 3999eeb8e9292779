package bot

import (
	"strconv"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// mostOwn is how many of the own cases are listed, the newest.
const mostOwn = 10

// ownCases lists what the person has reported. Anonymous ones stand in the text, and their buttons name only
// their place: buttons are kept with the conversation.
func (t *turn) ownCases() {
	mine, err := t.cfg.Cases.Mine(t.m.Read, t.m.Actor)
	switch {
	case err != nil:
		t.menu("bot.trouble")
		return
	case len(mine) == 0:
		t.choices(plain(t.say("desk.own_none")), 2, Choice{t.say("menu.feedback"), "m:feedback"}, Choice{t.say("dialogue.menu"), "m:start"})
		return
	}
	lines := []string{t.say("desk.own_list", "Count", len(mine))}
	var list []Choice
	for i, c := range mine[:min(len(mine), mostOwn)] {
		label := string(c.ID)
		if c.Anonymous {
			label = t.say("desk.own_hidden", "Number", strconv.Itoa(len(mine)-i))
		}
		line := t.say("desk.own_line", "Code", string(c.ID), "Matter", t.cfg.Cases.Matter(c), "State", t.ownState(c))
		if c.Anonymous {
			line = label + ": " + line
		}
		if c.State.Waits() {
			line += ", " + t.say("desk.own_line_due", "Day", vi.Date(c.Deadline.In(t.zone())))
		}
		lines = append(lines, "• "+line)
		list = append(list, Choice{label, caseVerb + ":" + showOwn + ":" + dialogue.Handle(c, mine)})
	}
	if len(mine) > mostOwn {
		lines = append(lines, t.say("desk.own_more"))
	}
	t.choices(plain(strings.Join(lines, "\n")), 2, append(list, Choice{t.say("dialogue.menu"), "m:start"})...)
}

// ownCase shows the person's own case: each step in plain words, and what they can do. told is said before it.
func (t *turn) ownCase(handle, told string) {
	c, lines, err := t.forCases().Mine(t.m.Read, t.m.Actor, handle)
	switch {
	case fault.Is(err, fault.NotFound):
		t.choices(plain(t.say("desk.own_gone")), 2, t.afterLookup()...)
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	}
	mine, err := t.cfg.Cases.Mine(t.m.Read, t.m.Actor)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	text := t.caseStory(c, lines)
	if told != "" {
		text = told + "\n\n" + text
	}
	handle = dialogue.Handle(c, mine)
	var list []Choice
	add := func(may bool, act string) {
		if may {
			list = append(list, Choice{t.say("desk.own_act_" + act), caseVerb + ":" + act + ":" + handle})
		}
	}
	add(!c.State.Ended(), dialogue.ActReply)
	add(c.Reopenable(), dialogue.ActReopen)
	add(c.Rateable(), dialogue.ActRate)
	t.choices(plain(text), 2, append(list, t.afterLookup()...)...)
}

// mostStory is how many letters of one's own words are shown back.
const mostStory = 300

// caseStory is a case as its reporter reads it: how it stands, what was reported, and each step with its day.
func (t *turn) caseStory(c feedback.Case, lines []feedback.Line) string {
	out := t.standing(c)
	out = append(out[:1:1], append([]string{out[1], t.say("desk.fact_keeper", "Keeper", t.cfg.Cases.Keeper(c))}, out[2:]...)...)
	if c.Anonymous {
		out = append(out, t.say("desk.own_anonymous"))
	}
	if c.Text != "" || len(c.Files) > 0 {
		words := t.say("desk.own_text", "Text", cut(c.Text, mostStory))
		if len(c.Files) > 0 {
			words += " " + t.filesWord(c.Files)
		}
		out = append(out, strings.TrimSpace(words))
	}
	steps := t.steps(c, lines)
	if len(steps) > 0 {
		out = append(out, "", t.say("desk.own_steps"))
		out = append(out, steps...)
	}
	if c.Stars > 0 {
		out = append(out, t.say("desk.own_stars", "Stars", c.Stars))
	}
	return strings.Join(out, "\n")
}

// steps are what has happened to a case, a line each with its day.
func (t *turn) steps(c feedback.Case, lines []feedback.Line) (steps []string) {
	taken := c.Taken.IsZero()
	take := func() {
		taken = true
		steps = append(steps, "• "+t.say("desk.step_taken", "Day", vi.Date(c.Taken.In(t.zone()))))
	}
	if skipped := len(lines) - mostHistory; skipped > 0 {
		lines = lines[skipped:]
		taken = true
	}
	for _, l := range lines {
		if !taken && !l.At.Before(c.Taken) {
			take()
		}
		text := strings.TrimSpace(t.say("desk.step_"+string(l.Kind), "Day", vi.Date(l.At.In(t.zone())), "Text", cut(l.Text, 2*mostStory)))
		if l.Doc != "" {
			text += " (" + t.say("desk.document", "Number", l.Doc) + ")"
		}
		if len(l.Files) > 0 {
			text += " " + t.filesWord(l.Files)
		}
		if l.Spot != nil {
			text += " (" + t.say("report.have_spot") + ")"
		}
		steps = append(steps, "• "+strings.TrimSpace(text))
	}
	if !taken {
		take()
	}
	if c.State == feedback.Closed {
		steps = append(steps, "• "+t.say("desk.step_closed", "Day", vi.Date(c.Ended.In(t.zone()))))
	}
	return steps
}

// answerFiles are the files of the commune's answers, for whoever has not got them.
func (t *turn) answerFiles(lines []feedback.Line) (all []channel.Outgoing) {
	for _, l := range lines {
		if l.Kind == feedback.Reaction && len(l.Files) > 0 {
			all = append(all, channel.Outgoing{Text: plain(t.say("desk.files_at", "When", vi.Date(l.At.In(t.zone())))), Files: l.Files})
		}
	}
	return all
}
