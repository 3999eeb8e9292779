package broadcast

import (
	"context"

	"loaxom/internal/kv"
	"loaxom/internal/restored"
)

// Restored tells a store that was brought back from a backup what to make of the runs that were under way
// when the backup was made, or due before it was restored: how many of their recipients got the message
// meanwhile nobody knows. They go on, and whoever is still without a delivery gets one that is uncertain,
// so that the sums agree and the author may have it sent again. A run whose time is still to come goes as
// planned. Nobody may use the store meanwhile; doing it twice is harmless.
func Restored(ctx context.Context, db kv.DB, m restored.Mark) error {
	return db.Update(ctx, func(tx kv.Tx) error {
		list, err := working(tx)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.State == Scheduled && x.At.After(m.At) {
				continue
			}
			was := x
			x.Withheld = true
			if err := runs.Change(tx, was, x); err != nil {
				return err
			}
		}
		return nil
	})
}
