package staff

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Codes are guessed at most so often: 51 bits stand against 200 tries an hour, and a person who mistypes
// has five.
const (
	mostWrong = 5         // from one conversation within guessing; then silence for as long again
	mostAll   = 200       // from all conversations within guessing; then no code is looked at until it is over
	guessing  = time.Hour //
)

// guess is what is remembered of codes that were not taken: of a conversation, or of all under the empty
// id.
type guess struct {
	Address address.ID `json:"id"`
	Since   time.Time  `json:"since"`         // of the first that counts
	Last    time.Time  `json:"last"`          //
	N       int        `json:"n"`             // since then
	Shut    time.Time  `json:"shut,omitzero"` // when it was too many
}

var guesses = kv.NewTable("guess", func(g guess) string { return "g" + string(g.Address) })

// within tells whether t lies in the hour before now. A clock that was set back makes a time lie ahead;
// that one does not count, so that nobody is shut out for longer than an hour.
func within(t, now time.Time) bool {
	age := now.Sub(t)
	return !t.IsZero() && age >= 0 && age < guessing
}

// guessed is what is remembered of an address and still counts at now.
func guessed(r kv.Reader, id address.ID, now time.Time) (guess, error) {
	g, err := guesses.Get(r, "g"+string(id))
	if fault.Is(err, fault.NotFound) {
		return guess{Address: id}, nil
	}
	if err != nil {
		return g, err
	}
	if !within(g.Since, now) {
		g.Since, g.N = time.Time{}, 0
	}
	if !within(g.Shut, now) {
		g.Shut = time.Time{}
	}
	return g, nil
}

// count adds one wrong code; most of them shut.
func (g guess) count(now time.Time, most int) guess {
	if g.N == 0 {
		g.Since = now.UTC()
	}
	g.N++
	g.Last = now.UTC()
	if g.N >= most {
		g.Shut, g.N = now.UTC(), 0
	}
	return g
}

// forget removes what counts no more.
func forget(tx kv.Tx, now time.Time) error {
	return guesses.Scan(tx, nil, nil, func(g guess) error {
		if within(g.Last, now) {
			return nil
		}
		return guesses.Delete(tx, "g"+string(g.Address))
	})
}
