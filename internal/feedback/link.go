package feedback

import (
	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// link is how a message to somebody who reported anonymously finds its way: the keyed hash of the address, and
// the address sealed. It stands beside no case; a case knows the hash alone.
type link struct {
	Who     string `json:"who"`
	Channel string `json:"ch"` // to cut messages to what it takes
	Sealed  []byte `json:"sealed"`
}

var links = kv.NewTable("sealed", func(l link) string { return l.Who })

// linkCode is what the address of a link is sealed for: no code of a case.
func linkCode(who string) CaseID { return CaseID("link " + who) }

// Link keeps the way to a conversation that reports anonymously, and gives the record that messages about its
// cases are prepared for (outbox.Box.Prepare): its id is hidden.
func (s *Seal) Link(tx kv.Tx, r address.Record) (address.Record, error) {
	who := s.Hash(r.ID)
	hidden := address.Record{ID: address.Hide(who), Channel: r.Channel}
	if err := s.Note(tx); err != nil {
		return hidden, err
	}
	// Made once, so that a link does not tell when its person wrote last.
	_, err := links.Add(tx, link{Who: who, Channel: r.Channel, Sealed: s.Close(r.ID, linkCode(who))})
	return hidden, err
}

// Linked is the record that Link gave, for whoever knows the hash alone. NotFound where there is no link.
func (s *Seal) Linked(r kv.Reader, who string) (address.Record, error) {
	l, err := links.Get(r, who)
	return address.Record{ID: address.Hide(who), Channel: l.Channel}, err
}

// Unlink takes the way back: what is still on it reaches nobody. Nothing is said where there is none.
func Unlink(tx kv.Tx, who string) error { return links.Delete(tx, who) }

// Hide is the hidden name of a conversation (outbox.Config).
func (s *Seal) Hide(id address.ID) address.ID { return address.Hide(s.Hash(id)) }

// Reveal is the conversation behind a hidden name (outbox.Config). NotFound where there is no link, Corrupt
// where it was sealed with another key.
func (s *Seal) Reveal(r kv.Reader, hidden address.ID) (address.ID, error) {
	who, is := hidden.Hash()
	if !is {
		return "", fault.New(fault.NotFound, "feedback: a name that is not hidden")
	}
	l, err := links.Get(r, who)
	if err != nil {
		return "", err
	}
	return s.Open(l.Sealed, linkCode(who))
}
