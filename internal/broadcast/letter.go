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
	"loaxom/internal/staff"
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

var letters = kv.NewTable("letter", func(l Letter) string { return l.ID },
	kv.Index[Letter]{Name: openIndex, Keys: func(l Letter) []kv.Key {
		if !l.Answered.IsZero() {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(string(l.From))}
	}})

// openIndex finds the letters that are not answered, by who wrote them.
const openIndex = "open"

// mostOpen is how many letters of one conversation may wait for an answer that were written within a day: a
// leader must not be buried by one person.
const mostOpen = 5

// MayWrite tells whether a conversation may send a question about a notice now: NotFound where its author is
// not there any more, Conflict where too many of its letters wait.
func MayWrite(r kv.Reader, from address.ID, n Notice, now time.Time) error {
	a, err := staff.Get(r, n.Author)
	if err == nil && !a.Active() {
		err = fault.New(fault.NotFound, "broadcast: the notice's author has the duty no more")
	}
	if err != nil {
		return err
	}
	to, err := address.Get(r, n.From)
	if err == nil && to.Left {
		err = fault.New(fault.NotFound, "broadcast: the notice's author is not to be reached")
	}
	if err != nil {
		return err
	}
	open, key := 0, kv.Key{}.Text(string(from))
	err = letters.ByIndex(r, openIndex, key, key.End(), func(l Letter) error {
		if now.Sub(l.At) < 24*time.Hour {
			open++
		}
		return nil
	})
	if err == nil && open >= mostOpen {
		err = fault.New(fault.Conflict, "broadcast: %d letters of the conversation wait", open)
	}
	return err
}

// Write brings a question about a notice to its author. NotFound and Conflict as MayWrite; Invalid where the
// text is empty or over MaxLetter.
func (d *Desk) Write(tx kv.Tx, from address.ID, id ID, text string, now time.Time) error {
	n, err := notices.Get(tx, id)
	if err != nil {
		return err
	}
	if !channel.Shows(text) || utf8.RuneCountInString(text) > MaxLetter {
		return fault.New(fault.Invalid, "broadcast: a letter of %d characters; 1 to %d", utf8.RuneCountInString(text), MaxLetter)
	}
	if err := MayWrite(tx, from, n, now); err != nil {
		return err
	}
	l := Letter{ID: d.newID(), Notice: id, From: from, To: n.Author, Text: text, At: now.UTC()}
	if err := letters.Put(tx, l); err != nil {
		return err
	}
	m := channel.Outgoing{
		Text:    channel.Text{{S: d.say("notices.letter", "To", d.Describe(n.Draft)) + "\n", Bold: true}, {S: text}},
		Buttons: [][]channel.Button{{{Label: d.say("notices.button_answer"), Data: Data("letter", ID(l.ID))}}},
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
