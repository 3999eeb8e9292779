package archive

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/restored"
	"loaxom/internal/staff"
)

// Go is an admin's word that everything may leave again after a restore. It gives the restore that it was
// about; the outbox is told with it when tx is committed (outbox.Box.Released). Denied to others; Conflict
// where nothing waits for the word.
func Go(tx kv.Tx, by commune.Actor, now time.Time) (restored.Mark, error) {
	if err := staff.May(by, staff.ToKeepStore, staff.Object{}); err != nil {
		return restored.Mark{}, err
	}
	m, err := restored.Last(tx)
	if err != nil {
		return m, err
	}
	if !m.Waiting() {
		return m, fault.New(fault.Conflict, "nothing waits: everything leaves as usual")
	}
	m.Go, m.By = now.UTC(), by.Staff
	if err := restored.Put(tx, m); err != nil {
		return m, err
	}
	return m, staff.Note(tx, by, staff.Entry{Act: "store.go", Kind: "backup", Object: m.Made.Format(time.RFC3339)}, now)
}
