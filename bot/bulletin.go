package bot

import (
	"strconv"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/vi"
)

// about is the entry that says what the bulletins are about.
const about = "cchc-la-gi"

// How many issues the residents' page and a page of the archive list.
const (
	latestIssues = 3
	issuesAPage  = 8
)

// publications is /bantin: the plan for whoever runs bulletins, the residents' page for everybody else.
func (t *turn) publications() {
	if s, ok := t.scripts[dialogue.PublishTalk]; ok && t.m.Read != nil && s.May(t.m.Actor) {
		t.begin(dialogue.PublishTalk)
		return
	}
	t.bulletins()
}

// bulletins is the residents' page: the last issues that went out, the way to the others, and how to
// receive them.
func (t *turn) bulletins() {
	if t.m.Read == nil || t.cfg.News == nil { // nothing is stored here (ask)
		if !t.entry(about, "") {
			t.line("bot.at_desk_bulletin")
		}
		return
	}
	list, more, err := bulletin.Archive(t.m.Read, 0, latestIssues)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	text := t.say("bulletins.page")
	if len(list) == 0 {
		text = t.say("bulletins.page_empty")
	}
	choices := t.issueLines(list)
	if more {
		choices = append(choices, Choice{t.say("bulletins.older"), "k:0"})
	}
	switch s := t.received(); {
	case s.Active() && len(s.Topics) > 0:
		text += " " + t.say("bulletins.subscribed")
	case !t.m.Group:
		choices = append(choices, Choice{t.say("bulletins.subscribe"), "b:" + dialogue.NewsTalk})
	}
	if e, ok := t.lib.Entry(about); ok && t.shown(e) {
		choices = append(choices, Choice{t.say("bulletins.what_is"), "e:" + about})
	}
	t.choices(plain(text), 1, append(choices, Choice{t.say("dialogue.menu"), "m:start"})...)
}

// issueLines are issues to choose from, each with its day.
func (t *turn) issueLines(list []bulletin.Issue) (choices []Choice) {
	for _, i := range list {
		day := vi.Date(i.At.In(t.zone()))
		choices = append(choices, Choice{t.say("bulletins.line", "Day", day, "Title", i.Title), "i:" + string(i.ID)})
	}
	return choices
}

// archive is one page of all that went out.
func (t *turn) archive(page string) {
	n, err := strconv.Atoi(page)
	if err != nil || n < 0 || n > 10_000 || t.m.Read == nil || t.cfg.News == nil {
		t.menu("bot.gone")
		return
	}
	list, more, err := bulletin.Archive(t.m.Read, n*issuesAPage, issuesAPage)
	switch {
	case err != nil:
		t.menu("bot.trouble")
		return
	case len(list) == 0:
		t.bulletins()
		return
	}
	choices := t.issueLines(list)
	if more {
		choices = append(choices, Choice{t.say("bulletins.older"), "k:" + strconv.Itoa(n+1)})
	}
	if n > 0 {
		choices = append(choices, Choice{t.say("bulletins.newer"), "k:" + strconv.Itoa(n-1)})
	}
	t.choices(plain(t.say("bulletins.archive", "Page", n+1)), 1, append(choices, Choice{t.say("bulletins.back"), "m:bulletin"})...)
}

// issue shows one issue as it was sent, or as it was corrected.
func (t *turn) issue(id string) {
	if t.m.Read == nil || t.cfg.News == nil {
		t.menu("bot.gone")
		return
	}
	i, err := bulletin.Get(t.m.Read, bulletin.IssueID(id))
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && !i.Out():
		t.menu("bot.gone")
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	}
	stands, err := bulletin.TextOf(t.m.Read, i)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	was := t.say("bulletins.was", "Day", vi.Date(i.At.In(t.zone())))
	if !stands.Corrected.IsZero() {
		was = t.say("bulletins.was_corrected", "Day", vi.Date(i.At.In(t.zone())), "Corrected", vi.Date(stands.Corrected.In(t.zone())))
	}
	text := channel.Text{{S: was + "\n\n"}, {S: i.Title, Bold: true}, {S: "\n\n"}}
	choices := []Choice{}
	if i.Quiz {
		body, choice, ok := t.oldQuiz(i)
		if !ok {
			return
		}
		text, choices = append(text[1:], channel.Span{S: body}), choice
	} else {
		text = append(text, channel.Span{S: stands.Text})
		if t.cfg.News.MayCorrect(t.m.Actor) && t.noticed() && !t.m.Group {
			choices = append(choices, Choice{t.say("notices.button_correct"), broadcast.Data("fix", broadcast.ID(i.ID))})
		}
	}
	if e, ok := t.lib.Entry(i.Entry); ok && t.shown(e) {
		choices = append(choices, Choice{e.Plain, "e:" + e.ID})
	}
	t.choices(text, 1, append(choices, Choice{t.say("bulletins.back"), "m:bulletin"})...)
}

// oldQuiz is what is shown of a quiz in the archive: the way into it while it is open, the answers
// afterwards. False: it could not be read, and the person was told.
func (t *turn) oldQuiz(i bulletin.Issue) (text string, choices []Choice, ok bool) {
	round, err := bulletin.RoundOf(t.m.Read, i.ID)
	if err != nil {
		t.menu("bot.trouble")
		return "", nil, false
	}
	if !round.Open(t.m.Now) {
		lines := []string{t.say("quiz.answers")}
		for n, q := range round.Questions {
			lines = append(lines, t.say("quiz.answer", "Number", n+1, "Question", q.Text, "Letter", q.Right, "Option", q.Option(q.Right)))
		}
		return strings.Join(lines, "\n"), nil, true
	}
	sheet, err := bulletin.SheetOf(t.m.Read, i.ID, address.ID(t.m.Actor.Address))
	if err != nil {
		t.menu("bot.trouble")
		return "", nil, false
	}
	label := "quiz.begin"
	if sheet.Marks != "" {
		label = "quiz.go_on"
	}
	if !t.m.Group && len(sheet.Marks) < len(round.Questions) {
		choices = []Choice{{t.say(label), "z:" + string(i.ID)}}
	}
	return i.Text, choices, true
}
