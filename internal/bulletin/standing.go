package bulletin

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Standing is where a publication stands: up to which moment its firings are settled, and what comes
// next. Times are UTC.
type Standing struct {
	ID       PubID           `json:"id"`
	Spec     string          `json:"spec,omitempty"` // the plan by which it was settled so far; empty: the content does not have it
	Last     time.Time       `json:"last"`           // firings up to here are settled
	Next     time.Time       `json:"next,omitzero"`  // the next firing; zero: there is none any more
	Turn     int             `json:"turn,omitempty"` // of the series, what went out last; 0: nothing yet
	Paused   time.Time       `json:"paused,omitzero"`
	PausedBy commune.StaffID `json:"by,omitempty"`
}

var standings = kv.NewTable("publication", func(s Standing) PubID { return s.ID })

// standingOf reads where a publication stands; the zero Standing where it is met for the first time.
func standingOf(r kv.Reader, id PubID) (Standing, error) {
	s, err := standings.Get(r, id)
	if fault.Is(err, fault.NotFound) {
		return Standing{}, nil
	}
	return s, err
}
