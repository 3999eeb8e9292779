package bot

import (
	"strconv"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
)

// desked tells whether cases are worked on here: not where nothing is stored (ask, eval).
func (t *turn) desked() bool { return t.cfg.Cases != nil && t.m.Read != nil }

// inboxVerb begins the data of the inbox's own buttons: "ht:<tab>:<page>".
const inboxVerb = feedback.InboxVerb

// inboxTabs are the parts of the inbox in the order in which they are offered.
var inboxTabs = []feedback.Tab{feedback.Waiting, feedback.Own, feedback.Overdue, feedback.Unclosed, feedback.Over}

// inbox is /hopthu: a page of the cases that the person works on, the overdue ones first.
func (t *turn) inbox(tab feedback.Tab, page int) {
	switch {
	case !t.desked() || !feedback.MayWork(t.m.Actor):
		t.menu("desk.who_may")
		return
	case t.m.Group:
		t.line("desk.private")
		return
	}
	known := false
	for _, x := range inboxTabs {
		known = known || x == tab
	}
	if !known {
		tab = feedback.Waiting
	}
	desk := t.cfg.Cases
	list, total, err := desk.Inbox(t.m.Read, t.m.Actor, tab, page, perPage)
	pages := max(1, (total+perPage-1)/perPage)
	if err == nil && len(list) == 0 && page > 0 { // cases were closed meanwhile
		page = pages - 1
		list, total, err = desk.Inbox(t.m.Read, t.m.Actor, tab, page, perPage)
	}
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	text := t.say("desk.inbox", "Tab", t.tabName(tab), "Count", total)
	if pages > 1 {
		text += " " + t.say("desk.page", "Page", page+1, "Pages", pages)
	}
	if total == 0 {
		text = t.say("desk.inbox_empty", "Tab", t.tabName(tab))
	}
	var choices []Choice
	for _, c := range list {
		line := t.caseLine(c, tab != feedback.Own)
		label := string(c.ID)
		if t.m.Numbered { // the numbered lines are the list already
			label = line
		} else {
			text += "\n• " + line
		}
		choices = append(choices, Choice{label, feedback.Data("card", c.ID)})
	}
	choices = append(choices, t.inboxWays(tab, page, pages)...)
	t.choices(plain(text), 2, choices...)
}

// inboxWays lead to the other pages and the other parts of the inbox.
func (t *turn) inboxWays(tab feedback.Tab, page, pages int) (list []Choice) {
	data := func(tab feedback.Tab, page int) string {
		return inboxVerb + ":" + string(tab) + ":" + strconv.Itoa(page)
	}
	if page > 0 {
		list = append(list, Choice{t.say("review.page_before"), data(tab, page-1)})
	}
	if page+1 < pages {
		list = append(list, Choice{t.say("bot.more"), data(tab, page+1)})
	}
	for _, x := range inboxTabs {
		if x != tab {
			list = append(list, Choice{t.tabName(x), data(x, 0)})
		}
	}
	return list
}

// tabName is the name of a part of the inbox; who sees all offices has no office's.
func (t *turn) tabName(tab feedback.Tab) string {
	if tab == feedback.Waiting && t.m.Actor.Is(commune.Chair) {
		return t.say("desk.tab_all")
	}
	return t.say("desk.tab_" + string(tab))
}

// caseLine is a case in one line of a list: code, matter, and how long there is left. office: whose it is stands
// there too, for whoever sees several.
func (t *turn) caseLine(c feedback.Case, office bool) string {
	parts := []string{string(c.ID), t.cfg.Cases.Matter(c)}
	if office && t.m.Actor.Is(commune.Chair) {
		parts = append(parts, t.cfg.Cases.Keeper(c))
	}
	parts = append(parts, t.left(c))
	if c.Replied && !c.State.Ended() {
		parts = append(parts, t.say("desk.replied"))
	}
	return strings.Join(parts, " · ")
}

// left is in words how long there is to answer a case, or what became of it.
func (t *turn) left(c feedback.Case) string {
	if !c.State.Waits() {
		return t.say("desk.state_" + string(c.State))
	}
	now := t.m.Now.In(t.zone())
	today, last := content.DateOf(now), content.DateOf(c.Deadline.In(t.zone()))
	switch {
	case last.Before(today):
		return t.say("desk.late", "Count", int(today.Time().Sub(last.Time())/(24*time.Hour)))
	case last.Equal(today):
		return t.say("desk.today")
	}
	days := 0
	for d := now.AddDate(0, 0, 1); !content.DateOf(d).After(last); d = d.AddDate(0, 0, 1) {
		if t.lib.WorkingDay(d) {
			days++
		}
	}
	return t.say("desk.left", "Count", days)
}

// hamletCounts are the cases of a leader's hamlets in numbers, a line each, those without any left out;
// none for whoever leads no hamlet.
func (t *turn) hamletCounts() (lines []string, err error) {
	if !t.desked() || !t.m.Actor.Is(commune.Leader) {
		return nil, nil
	}
	for _, id := range t.m.Actor.Hamlets {
		waiting, late, err := feedback.Counts(t.m.Read, id, t.m.Now)
		if err != nil {
			return nil, err
		}
		if waiting == 0 {
			continue
		}
		say := "desk.hamlet"
		if late > 0 {
			say = "desk.hamlet_late"
		}
		lines = append(lines, t.say(say, "Hamlet", t.hamletName(id), "Count", waiting, "Late", late))
	}
	if len(lines) == 0 {
		lines = append(lines, t.say("desk.hamlet_none"))
	}
	return lines, nil
}

// cannotWork says why a case cannot be shown or worked on. False: err is nil.
func (t *turn) cannotWork(id feedback.CaseID, act feedback.Act, err error) bool {
	if err == nil {
		return false
	}
	text := t.forCases().WhyNot(t.m.Read, t.m.Actor, id, act, err)
	list := t.afterCase()
	if t.cfg.Cases.May(t.m.Read, t.m.Actor, id, feedback.ToNote) == nil { // they may see it and write to colleagues
		list = append([]Choice{{t.say("desk.act_note"), feedback.Data(string(feedback.ToNote), id)}}, t.nextFor(id)...)
	}
	if text == "" {
		t.menu("bot.trouble")
		return true
	}
	t.choices(plain(text), 2, list...)
	return true
}

// afterCase leads back to the list that the person has.
func (t *turn) afterCase() []Choice {
	if feedback.MayWork(t.m.Actor) {
		return []Choice{{t.say("desk.to_inbox"), inboxVerb}}
	}
	return []Choice{{t.say("desk.to_own"), "pa:mine"}, {t.say("dialogue.menu"), "m:start"}}
}
