package bulletin

import (
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// MayCorrect tells whether by may correct what went out: whoever may approve the texts of bulletins. Free words to
// everybody who asked for a topic are a wide notice, so they need a second person where such a one does.
func (d *Desk) MayCorrect(by commune.Actor) bool { return staff.Could(by, staff.ToEditContent) }

// Wrong is an issue that went out, as it stands with its last correction. Denied to who may not correct it; Invalid
// of a quiz, whose questions have been answered; NotFound, Conflict and Invalid as broadcast.Desk.Wrong.
func (d *Desk) Wrong(r kv.Reader, by commune.Actor, id IssueID) (broadcast.Wrong, error) {
	if err := staff.May(by, staff.ToEditContent, staff.Object{}); err != nil {
		return broadcast.Wrong{}, err
	}
	i, err := issues.Get(r, id)
	switch {
	case err != nil:
		return broadcast.Wrong{}, err
	case !i.Out():
		return broadcast.Wrong{}, fault.New(fault.NotFound, "bulletin: %s did not go out", id)
	case i.Quiz:
		return broadcast.Wrong{}, fault.New(fault.Invalid, "bulletin: a quiz is not corrected")
	}
	x, err := broadcast.RunOf(r, string(id))
	if err != nil {
		return broadcast.Wrong{}, err
	}
	lib, err := d.library(r)
	if err != nil {
		return broadcast.Wrong{}, err
	}
	form := func(text channel.Text, number int) broadcast.Form {
		return d.forms(lib, i, x.Target.Topic, text, number)
	}
	return d.desk.WrongIssue(r, string(id), i.Title, broadcast.Draft{Target: x.Target, Text: channel.Plain(i.Text)}, form)
}

// forms are the correction of an issue: for those who got it, and, with its own head and its right text, for those
// who had not got it yet.
func (d *Desk) forms(lib *content.Library, i Issue, topic audience.Topic, text channel.Text, number int) broadcast.Form {
	p, ok := find(lib, i.Of, d.cfg.Late)
	if !ok {
		p = Publication{Topic: topic}
	}
	words := text.String()
	day := vi.Date(i.At.In(d.cfg.Zone))
	fix := channel.Outgoing{Spoken: true, Text: append(append(channel.Text{
		{S: say(lib, "bulletins.fix_head", "Number", number) + "\n", Bold: true},
		{S: say(lib, "bulletins.fix_of", "Day", day, "Title", i.Title) + "\n\n"},
	}, text...), channel.Span{S: "\n\n" + say(lib, "bulletins.foot_stop")})}
	fresh := channel.Outgoing{Spoken: true, Text: append(append(channel.Text{
		{S: d.head(lib, p) + "\n"}, {S: i.Title, Bold: true}, {S: "\n\n"},
	}, text...), channel.Span{S: "\n\n" + foot(lib, words)})}
	if e, ok := lib.Entry(i.Entry); ok && e.ShownOn(d.now().In(d.cfg.Zone), d.cfg.OnlyApproved) {
		fresh.Buttons = [][]channel.Button{{{Label: e.Plain, Data: "e:" + e.ID}}}
		fix.Buttons = fresh.Buttons
	}
	return broadcast.Form{Fix: fix, Fresh: fresh}
}

// Correct lets the right text of an issue go to whoever got it or may have, or asks a second person. seen is how many
// corrections had gone out when the text was written. Kinds of fault as Wrong and broadcast.Desk.Correct.
func (d *Desk) Correct(tx kv.Tx, by commune.Actor, id IssueID, seen int, text channel.Text, now time.Time) (broadcast.Notice, error) {
	w, err := d.Wrong(tx, by, id)
	if err != nil {
		return broadcast.Notice{}, err
	}
	return d.desk.Correct(tx, by, w, seen, text, now)
}

// Stands is the text of an issue as it stands: what it said, or what its last correction says.
type Stands struct {
	Text      string
	Corrected time.Time // when the last correction was let go; zero: there is none
}

// TextOf is how the text of an issue stands now.
func TextOf(r kv.Reader, i Issue) (s Stands, err error) {
	s.Text = i.Text
	list, err := broadcast.Corrections(r, string(i.ID))
	if n := len(list); err == nil && n > 0 {
		s.Text, s.Corrected = strings.TrimSpace(list[n-1].Draft.Text.String()), list[n-1].Let
	}
	return s, err
}
