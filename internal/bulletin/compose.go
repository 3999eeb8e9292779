package bulletin

import (
	"fmt"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// Bulletins are Vietnamese, whatever language somebody has set: the content is.
func say(lib *content.Library, id string, data ...any) string {
	named := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		named[data[i].(string)] = data[i+1]
	}
	return lib.Say(content.Vietnamese, id, named)
}

// printed is an issue as it will go out: the record, the message, and of a quiz the round.
type printed struct {
	issue   Issue
	message channel.Outgoing
	round   *Round
}

// print composes what goes out of a publication at now, for that firing. What is a draft carries the line
// that says so, as entries do (design, section 4); with only_approved it was not chosen at all.
func (d *Desk) print(lib *content.Library, p Publication, it item, firing, now time.Time) printed {
	i := Issue{ID: issueID(p.ID, firing), Of: p.ID, Firing: firing.UTC(), At: now.UTC(), Item: it.id, Turn: it.turn, Title: it.title}
	if it.quiz != nil {
		return d.printQuiz(lib, p, it.quiz, i, now)
	}
	b := it.bulletin
	whole := lib.BulletinText(content.Vietnamese, b, now.In(d.cfg.Zone))
	i.Text = strings.TrimSpace(strings.TrimPrefix(whole, b.Title))
	m := channel.Outgoing{Spoken: true, Text: channel.Text{
		{S: d.head(lib, p) + "\n"}, {S: i.Title, Bold: true}, {S: "\n\n" + i.Text + "\n\n" + foot(lib, i.Text)},
	}}
	if e, ok := lib.Entry(b.Entry); ok && e.ShownOn(now.In(d.cfg.Zone), d.cfg.OnlyApproved) {
		i.Entry = e.ID
		m.Buttons = [][]channel.Button{{{Label: e.Plain, Data: "e:" + e.ID}}}
	}
	return printed{issue: i, message: m}
}

// head names what it is an issue of: the series, else the topic that its reader asked for.
func (d *Desk) head(lib *content.Library, p Publication) string {
	of := p.Title
	if p.series == "" {
		of = say(lib, "topic."+string(p.Topic))
	}
	return say(lib, "bulletins.head", "Of", of)
}

// foot says how to ask on, where the text itself does not, and how to stop.
func foot(lib *content.Library, text string) string {
	stop := say(lib, "bulletins.foot_stop")
	if strings.Contains(text, "nhắn: “") {
		return stop
	}
	return say(lib, "bulletins.foot_ask") + " " + stop
}

// printQuiz composes the message with which a quiz begins: what it is, and its first question.
func (d *Desk) printQuiz(lib *content.Library, p Publication, q *content.Quiz, i Issue, now time.Time) printed {
	closes := closing(now, d.cfg.Zone)
	round := &Round{ID: i.ID, Quiz: q.ID, Title: q.Title, Opened: now.UTC(), Closes: closes.UTC()}
	for _, question := range q.Questions {
		round.Questions = append(round.Questions, askedOn(lib, question, now.In(d.cfg.Zone)))
	}
	last := closes.Add(-time.Second).In(d.cfg.Zone)
	i.Quiz = true
	i.Text = say(lib, "quiz.intro", "Count", len(round.Questions), "Day", vi.Date(last))
	if q.Draft() {
		i.Text += "\n" + say(lib, "entry.draft")
	}
	m := channel.Outgoing{Spoken: true, Text: channel.Text{{S: d.head(lib, p) + "\n"}, {S: i.Title, Bold: true}, {S: "\n\n" + i.Text + "\n\n"}}}
	m.Text = append(m.Text, round.Ask(0, say(lib, "quiz.question", "Number", 1, "Count", len(round.Questions)))...)
	m.Text = append(m.Text, channel.Span{S: "\n\n" + say(lib, "quiz.how") + " " + say(lib, "bulletins.foot_stop")})
	m.Buttons = round.Buttons(0)
	return printed{issue: i, message: m, round: round}
}

// Ask is question number n, from 0, with its options under each other, below a head.
func (r Round) Ask(n int, head string) channel.Text {
	q := r.Questions[n]
	lines := []string{q.Text}
	for i, o := range q.Options {
		lines = append(lines, letters[i:i+1]+". "+o)
	}
	return channel.Text{{S: head + " ", Bold: true}, {S: strings.Join(lines, "\n")}}
}

// Letters are those of the options of question number n, from 0: "A, B, C".
func (r Round) Letters(n int) string {
	return strings.Join(strings.Split(letters[:len(r.Questions[n].Options)], ""), ", ")
}

// Buttons are the letters below question number n, from 0.
func (r Round) Buttons(n int) [][]channel.Button {
	var row []channel.Button
	for i := range r.Questions[n].Options {
		letter := letters[i : i+1]
		row = append(row, channel.Button{Label: letter, Data: fmt.Sprintf("z:%s:%d:%s", r.ID, n+1, letter)})
	}
	return [][]channel.Button{row}
}
