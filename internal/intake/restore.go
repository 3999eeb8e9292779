package intake

import (
	"context"
	"encoding/binary"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// oldTable holds, for a store that was restored, the last Seq of the backup by channel: what has no higher
// one was perhaps answered after the backup. Numbers and not times, because a clock that was set back
// must not keep new questions from being answered.
const oldTable = "oldcounter"

// Restored tells a store that was brought back from a backup which updates in its inbox are the backup's.
// They are handled, so that a word to stop is not lost, but their answers are withheld. Nobody may use the
// store meanwhile; doing it twice is harmless.
func Restored(ctx context.Context, db kv.DB) error {
	return db.Update(ctx, func(tx kv.Tx) error {
		return tx.Scan(counterTable, nil, nil, func(name, seq []byte) error { return tx.Put(oldTable, name, seq) })
	})
}

// readOld finds out which updates are those of a backup.
func (in *Intake) readOld(ctx context.Context) error {
	return in.db.View(ctx, func(r kv.Reader) error {
		in.old = map[string]uint64{}
		return r.Scan(oldTable, nil, nil, func(name, seq []byte) error {
			if len(seq) != 8 {
				return fault.New(fault.Corrupt, "intake: the last number of %s has %d bytes", name, len(seq))
			}
			in.old[string(name)] = binary.BigEndian.Uint64(seq)
			return nil
		})
	})
}

// withheld tells whether an update lay in the inbox when the backup was made. One that is answered at once
// has no Seq.
func (in *Intake) withheld(r row) bool { return r.Seq > 0 && r.Seq <= in.old[r.Chan] }
