package kvtest

import (
	"context"

	"loaxom/internal/kv"
	"loaxom/internal/kv/overlay"
)

// Twice is db where every write function is run twice, as the contract allows after a conflict: first
// on a transaction that is thrown away, whatever it says, then for real. A room that reads the clock,
// sends or counts inside an Update shows it in its tests when they run on Twice.
func Twice(db kv.DB) kv.DB { return twice{db} }

type twice struct{ kv.DB }

func (d twice) Update(ctx context.Context, write func(kv.Tx) error) error {
	return d.DB.Update(ctx, func(tx kv.Tx) error {
		rehearse(tx, write)
		return write(tx)
	})
}

func rehearse(base kv.Reader, write func(kv.Tx) error) {
	tx := overlay.New(base)
	defer func() {
		tx.End()
		_ = recover() // the second run panics again if the function does
	}()
	_ = write(tx)
}
