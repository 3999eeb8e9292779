package bulletin

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// keepSheets is for how long after the closing of a quiz it is kept who answered what: long enough to
// look into a doubt, then the counts alone stay.
const keepSheets = 30 * 24 * time.Hour

// Sheet is what one conversation has answered in one round. It knows no name; the hamlet is the one whose
// news the person asked for when the first answer came.
type Sheet struct {
	Round  IssueID          `json:"r"`
	Who    address.ID       `json:"a"`
	Marks  string           `json:"m"` // letters in the order of the questions: "BDA" has answered three
	Hamlet commune.HamletID `json:"h,omitempty"`
	Place  string           `json:"p,omitempty"` // as it was typed, where the commune has listed no hamlets
	At     time.Time        `json:"at"`          // of the last answer, or when it was begun
}

func sheetKey(round IssueID, who address.ID) kv.Key {
	return kv.Key{}.Text(string(round)).Text(string(who))
}

// sheets by round and conversation, found by the conversation too.
var sheets = kv.NewTable("sheet", func(s Sheet) kv.Key { return sheetKey(s.Round, s.Who) },
	kv.Index[Sheet]{Name: whoIndex, Keys: func(s Sheet) []kv.Key { return []kv.Key{kv.Key{}.Text(string(s.Who))} }})

const whoIndex = "who"

// SheetOf is what a conversation has answered so far in a round; an empty one where nothing.
func SheetOf(r kv.Reader, round IssueID, who address.ID) (Sheet, error) {
	s, err := sheets.Get(r, sheetKey(round, who))
	if fault.Is(err, fault.NotFound) {
		return Sheet{Round: round, Who: who}, nil
	}
	return s, err
}

// Mark notes the answer to question number n, from 1, of whoever acts. Each question is answered once and
// in order: Conflict where it was answered or is not the next one, NotFound where there is no such round
// or it has closed, Invalid where there is no such option.
func Mark(tx kv.Tx, by commune.Actor, round IssueID, n int, letter string, now time.Time) error {
	x, err := RoundOf(tx, round)
	if err != nil {
		return err
	}
	if !x.Open(now) {
		return fault.New(fault.NotFound, "bulletin: the quiz has closed")
	}
	s, err := SheetOf(tx, round, address.ID(by.Address))
	if err != nil {
		return err
	}
	switch {
	case n != len(s.Marks)+1 || n > len(x.Questions):
		return fault.New(fault.Conflict, "bulletin: question %d, %d are answered", n, len(s.Marks))
	case !x.Questions[n-1].Has(letter):
		return fault.New(fault.Invalid, "bulletin: no such option")
	}
	if s.Marks == "" {
		sub, found, err := audience.Of(tx, s.Who)
		if err != nil {
			return err
		}
		if found && len(sub.Hamlets) > 0 {
			s.Hamlet = sub.Hamlets[0]
		} else if found {
			s.Place = sub.Place
		}
	}
	s.Marks += letter
	s.At = now.UTC()
	return sheets.Put(tx, s)
}

// Begin notes that a round was opened in a conversation that it was not sent to, so that bare letters are
// understood there. Twice is harmless.
func Begin(tx kv.Tx, by commune.Actor, round IssueID, now time.Time) error {
	s, err := SheetOf(tx, round, address.ID(by.Address))
	if err != nil || !s.At.IsZero() {
		return err
	}
	s.At = now.UTC()
	return sheets.Put(tx, s)
}

// Pending is a round that was asked in a conversation, as it stands there.
type Pending struct {
	Round Round
	Sheet Sheet
	At    time.Time // when it was asked, or answered, last
	Waits bool      // it can be answered, and has a question left
}

// For how long a bare letter is still taken for an answer to a quiz that is over: to one that has closed,
// and to one whose questions are all answered.
const (
	heardClosed = 3 * 24 * time.Hour
	heardDone   = 24 * time.Hour
)

// AskedLast is what a bare letter in a conversation answers: of the rounds that were sent to it or begun
// in it the one asked last; one that waits for an answer before those that are over. False: there is none.
func AskedLast(r kv.Reader, who address.ID, now time.Time) (last Pending, found bool, err error) {
	err = rounds.ByIndex(r, dueIndex, nil, nil, func(x Round) error {
		p, got, err := asked(r, x, who)
		if err != nil || !got {
			return err
		}
		done := len(p.Sheet.Marks) >= len(x.Questions)
		p.Waits = x.Open(now) && !done
		switch {
		case done && now.Sub(p.At) > heardDone, !done && !p.Waits && now.Sub(x.Closes) > heardClosed:
			return nil
		case !found, p.Waits && !last.Waits, p.Waits == last.Waits && p.At.After(last.At):
			last, found = p, true
		}
		return nil
	})
	return last, found, err
}

// asked tells whether a round was sent to a conversation or begun in it.
func asked(r kv.Reader, x Round, who address.ID) (p Pending, got bool, err error) {
	p.Round = x
	if p.Sheet, err = SheetOf(r, x.ID, who); err != nil || !p.Sheet.At.IsZero() {
		p.At = p.Sheet.At
		return p, err == nil, err
	}
	d, err := outbox.Get(r, broadcast.DeliveryID(string(x.ID), who))
	if err != nil {
		return p, false, absent(err)
	}
	p.At = d.At
	return p, d.State == outbox.Sent || d.State == outbox.Uncertain || d.State == outbox.Sending, nil
}

// Forget removes what a conversation answered, in quizzes that are closed too: their tables stay, which
// are counts. For whoever asks to be erased.
func Forget(tx kv.Tx, who address.ID) error {
	key := kv.Key{}.Text(string(who))
	return sheets.ByIndex(tx, whoIndex, key, key.End(), func(s Sheet) error { return sheets.Delete(tx, sheetKey(s.Round, s.Who)) })
}
