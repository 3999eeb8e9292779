// Package restored knows that the store was brought back from a backup, which every room that sends by
// itself has to ask: what happened between the backup and the restore is in nobody's memory but the
// recipients'. So what had been queued is not sent by itself, a firing in between is skipped and said to
// be (Mark.Lost), and nothing but answers leaves until an admin says go (Mark.Waiting).
//
// It lies below all those rooms and holds one record; who may say go is asked in archive.
package restored

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Mark is one restore. The zero Mark is a store that never was restored.
type Mark struct {
	Made time.Time       `json:"made"`          // when the backup was made: up to here the store knows what happened
	At   time.Time       `json:"at"`            // when it was restored
	Go   time.Time       `json:"go,omitzero"`   // when an admin said go; zero: not yet
	By   commune.StaffID `json:"by,omitempty"`  // that admin; empty: at the machine
	Held int             `json:"held,omitzero"` // deliveries that were waiting in the backup and became uncertain
}

// marks holds the last restore, in table "restored" under the key "last".
var marks = kv.NewTable("restored", func(Mark) string { return lastKey })

const lastKey = "last"

// Last is the last restore of this store; the zero Mark where there was none.
func Last(r kv.Reader) (Mark, error) {
	m, err := marks.Get(r, lastKey)
	if fault.Is(err, fault.NotFound) {
		return Mark{}, nil
	}
	return m, err
}

// Put notes a restore, or what became of it.
func Put(tx kv.Tx, m Mark) error { return marks.Put(tx, m) }

// Waiting tells that nothing but answers may leave.
func (m Mark) Waiting() bool { return !m.At.IsZero() && m.Go.IsZero() }

// Lost tells that t lies after the backup and not after the restore: what was due then was perhaps
// done, and must not be done again by itself.
func (m Mark) Lost(t time.Time) bool { return t.After(m.Made) && !t.After(m.At) }
