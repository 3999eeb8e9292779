package dialogue

import (
	"strings"

	"loaxom/internal/bulletin"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

// PublishTalk is the name of the talk about what goes out by itself.
const PublishTalk = "bantin"

// Publications is /bantin for staff and up: what goes out when, previews, pausing, sending now, what did not
// go out and why, and how quizzes went; what went out is corrected from here. news may be nil, where there is no store.
func Publications(news *bulletin.Desk) Script {
	p := publishing{news}
	return Script{
		Name: PublishTalk, More: "publish.more",
		May: func(by commune.Actor) bool { return news != nil && staff.Could(by, staff.ToRunBulletins) },
		Steps: map[string]Step{
			First:     {Ask: p.askList, Take: p.takeList},
			"one":     {Ask: p.askOne, Take: p.takeOne},
			"send":    {Ask: p.askSend, Take: p.takeSend},
			"out":     {Ask: p.askOut, Take: p.takeOut},
			"skipped": {Ask: p.askSkipped, Take: func(t *Turn) { t.Go(First) }},
			"quizzes": {Ask: p.askQuizzes, Take: p.takeQuizzes},
			"quiz":    {Ask: p.askQuiz, Take: func(t *Turn) { t.Go("quizzes") }},
		},
	}
}

type publishing struct{ news *bulletin.Desk }

// Data of choices that are not ids.
const (
	pubSkipped = "+skip"
	pubOut     = "+out"
	pubNewest  = "xong"
	pubQuizzes = "+quiz"
	pubPreview = "xem"
	pubPause   = "dung"
	pubResume  = "chay"
	pubSend    = "gui"
	pubAgain   = "lai"
)

// mostSkipped is how many firings that brought nothing out are shown.
const mostSkipped = 15

func (p publishing) askList(t *Turn) {
	list, err := p.news.List(t.Read, t.Now)
	if t.failed(err) {
		return
	}
	skipped, err := bulletin.Skipped(t.Read, mostSkipped)
	if t.failed(err) {
		return
	}
	choices := []Choice{{Label: t.Say("publish.skipped", "Count", len(skipped)), Data: pubSkipped}, {Label: t.Say("publish.quizzes"), Data: pubQuizzes},
		{Label: t.Say("publish.out"), Data: pubOut}}
	for _, l := range list {
		label := t.Say("publish.line_none", "Title", l.Title)
		switch {
		case !l.Standing.Paused.IsZero():
			label = t.Say("publish.line_paused", "Title", l.Title)
		case !l.Next.IsZero():
			label = t.Say("publish.line", "When", t.stamp(l.Next), "Title", l.Title)
		}
		choices = append(choices, Choice{Label: short(label), Data: string(l.ID), Also: []string{l.Title}})
	}
	lines, err := p.warnings(t)
	if t.failed(err) {
		return
	}
	t.Question(strings.Join(append(lines, t.Say("publish.list")), "\n\n"), choices...)
}

// warnings are the reasons for which nothing at all goes out now.
func (p publishing) warnings(t *Turn) (lines []string, err error) {
	if !p.news.Enabled() {
		lines = append(lines, t.Say("publish.off"))
	}
	mark, err := restored.Last(t.Read)
	if err == nil && mark.Waiting() {
		lines = append(lines, t.Say("publish.waiting"))
	}
	return lines, err
}

func (p publishing) takeList(t *Turn) {
	switch t.Chosen {
	case pubSkipped:
		t.Go("skipped")
	case pubQuizzes:
		t.Go("quizzes")
	case pubOut:
		t.Go("out")
	default:
		t.Set("pub", t.Chosen)
		t.Go("one")
	}
}

func (p publishing) askSkipped(t *Turn) {
	list, err := bulletin.Skipped(t.Read, mostSkipped)
	if t.failed(err) {
		return
	}
	lines := []string{t.Say("publish.skip_list")}
	for _, i := range list {
		lines = append(lines, t.Say("publish.skip_line", "When", t.stamp(i.Firing), "Title", p.news.Name(i), "Why", t.Say("skip."+string(i.Skip))))
	}
	if len(list) == 0 {
		lines = []string{t.Say("publish.skip_none")}
	}
	t.Question(strings.Join(lines, "\n"), Choice{Label: t.Say("publish.more"), Data: yes})
}

func (p publishing) askQuizzes(t *Turn) {
	list, err := bulletin.Rounds(t.Read, mostSkipped)
	if t.failed(err) {
		return
	}
	if len(list) == 0 {
		t.Tell(t.Say("quiz.nobody"))
		t.Go(First)
		return
	}
	var choices []Choice
	for _, x := range list {
		choices = append(choices, Choice{Label: short(t.Day(x.Opened) + " · " + x.Title), Data: string(x.ID), Also: []string{x.Title}})
	}
	t.Question(t.Say("publish.quiz_pick"), choices...)
}

func (p publishing) takeQuizzes(t *Turn) {
	t.Set("quiz", t.Chosen)
	t.Go("quiz")
}

func (p publishing) askQuiz(t *Turn) {
	x, err := bulletin.RoundOf(t.Read, bulletin.IssueID(t.Get("quiz")))
	if fault.Is(err, fault.NotFound) {
		t.Go("quizzes")
		return
	}
	if t.failed(err) {
		return
	}
	table, err := p.news.Table(t.Read, x)
	if t.failed(err) {
		return
	}
	head := t.Say("quiz.table_now", "Title", x.Title)
	if !x.Open(t.Now) {
		head = t.Say("quiz.table", "Title", x.Title)
	}
	t.Question(head+"\n"+table, Choice{Label: t.Say("publish.quizzes"), Data: yes})
}
