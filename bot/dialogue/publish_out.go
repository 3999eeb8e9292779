package dialogue

import (
	"strings"

	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
)

// mostOut is how many issues that went out are listed; the older ones are in the archive that residents have.
const mostOut = 15

// askOut lists what went out last of all publications.
func (p publishing) askOut(t *Turn) {
	list, _, err := bulletin.Archive(t.Read, 0, mostOut)
	if t.failed(err) {
		return
	}
	if len(list) == 0 {
		t.Tell(t.Say("publish.out_none"))
		t.Go(First)
		return
	}
	var choices []Choice
	for _, i := range list {
		choices = append(choices, Choice{Label: short(t.Day(i.At) + " · " + i.Title), Data: string(i.ID), Also: []string{i.Title}})
	}
	t.Question(t.Say("publish.out_which"), choices...)
}

func (p publishing) takeOut(t *Turn) {
	i, err := bulletin.Get(t.Read, bulletin.IssueID(t.Chosen))
	if !t.failed(err) {
		p.showOut(t, i)
	}
}

// showOut ends the talk with an issue as it stands, whom it and its corrections reached, and the way to correct it.
func (p publishing) showOut(t *Turn, i bulletin.Issue) {
	stands, err := bulletin.TextOf(t.Read, i)
	if t.failed(err) {
		return
	}
	words, _ := p.reached(t, i)
	if t.Err != nil {
		return
	}
	reached := strings.Join(append([]string{t.Say("publish.out_when", "When", t.stamp(i.At))}, words...), " ")
	m := channel.Outgoing{Text: channel.Text{{S: i.Title, Bold: true}, {S: "\n\n" + stands.Text + "\n\n" + reached}}}
	if p.news.MayCorrect(t.Actor) && !i.Quiz {
		m.Buttons = append(m.Buttons, []channel.Button{{Label: t.Say("notices.button_correct"), Data: broadcast.Data("fix", broadcast.ID(i.ID))}})
	}
	m.Buttons = append(m.Buttons, []channel.Button{{Label: t.Say("publish.more"), Data: "b:" + PublishTalk}})
	t.Show(m)
	t.End("")
}
