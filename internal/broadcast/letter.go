package broadcast

import (
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// MaxLetter is the longest question about a notice, and the longest answer, in characters.
const MaxLetter = 1000

// Letter is a resident's question about a notice. It goes to the notice's author and the answer comes
// back; neither sees who the other is on the platform.
type Letter struct {
	ID       string          `json:"id"`
	Notice   ID              `json:"n"`
	From     address.ID      `json:"from"`
	To       commune.StaffID `json:"to"`
	Text     string          `json:"t"` // emptied when it is answered
	At       time.Time       `json:"at"`
	Answered time.Time       `json:"ans,omitzero"`
}

var letters = kv.NewTable("letter", func(l Letter) string { return l.ID })

// Write brings a question about a notice to its author. NotFound where the author is not there any more.
func (d *Desk) Write(tx kv.Tx, from address.ID, id ID, text string, now time.Time) error {
	n, err := notices.Get(tx, id)
	if err != nil {
		return err
	}
	if !channel.Shows(text) || utf8.RuneCountInString(text) > MaxLetter {
		return fault.New(fault.Invalid, "broadcast: a letter of %d characters; 1 to %d", utf8.RuneCountInString(text), MaxLetter)
	}
	to, err := address.Get(tx, n.From)
	if err != nil || to.Left {
		return fault.New(fault.NotFound, "broadcast: the notice's author is not to be reached")
	}
	l := Letter{ID: d.newID(), Notice: id, From: from, To: n.Author, Text: text, At: now.UTC()}
	if err := letters.Put(tx, l); err != nil {
		return err
	}
	m := channel.Outgoing{
		Text:    channel.Text{{S: d.say("notices.letter", "To", d.Describe(n.Draft)) + "\n", Bold: true}, {S: text}},
		Buttons: [][]channel.Button{{{Label: d.say("notices.button_answer"), Data: "n:letter:" + l.ID}}},
	}
	return d.tell(tx, "l"+l.ID, n.From, outbox.Answers, outbox.Answer, "", m, now)
}

// LetterOf reads a letter to by that is not answered yet. NotFound where there is none, Conflict where it
// was answered.
func LetterOf(r kv.Reader, by commune.Actor, id string) (Letter, error) {
	l, err := letters.Get(r, id)
	switch {
	case err != nil:
		return l, err
	case by.Staff == "" || l.To != by.Staff:
		return l, fault.New(fault.NotFound, "broadcast: no such letter to you")
	case !l.Answered.IsZero():
		return l, fault.New(fault.Conflict, "broadcast: the letter was answered")
	}
	return l, nil
}

// Answer brings the author's answer to whoever asked.
func (d *Desk) Answer(tx kv.Tx, by commune.Actor, id, text string, now time.Time) error {
	l, err := LetterOf(tx, by, id)
	if err != nil {
		return err
	}
	if !channel.Shows(text) || utf8.RuneCountInString(text) > MaxLetter {
		return fault.New(fault.Invalid, "broadcast: an answer of %d characters; 1 to %d", utf8.RuneCountInString(text), MaxLetter)
	}
	m := channel.Outgoing{Text: channel.Text{
		{S: d.say("notices.answer", "Who", d.say("role."+string(by.Role))) + "\n", Bold: true},
		{S: d.say("notices.quoted", "Text", l.Text) + "\n\n"}, {S: text},
	}}
	if err := d.tell(tx, "w"+l.ID, l.From, outbox.Answers, outbox.Answer, "", m, now); err != nil {
		return err
	}
	l.Text, l.Answered = "", now.UTC()
	return letters.Put(tx, l)
}
