package app

import (
	"context"
	"fmt"

	"loaxom/internal/kv"
)

// keeper keeps the last good overlay in the store (content.Keep), cut into pieces that fit a value.
type keeper struct{ db kv.DB }

// keptTable holds the pieces by number.
const keptTable = "content"

// mostPieces bounds the overlay that is kept: far above what 120 entries need, and together with the
// old pieces' removal within one transaction.
const mostPieces = 200

func pieceKey(i int) []byte { return fmt.Appendf(nil, "overlay-%04d", i) }

// Put implements content.Keep. All pieces are replaced in one transaction.
func (k keeper) Put(ctx context.Context, overlay []byte) error {
	if len(overlay) > mostPieces*kv.MaxValue {
		return fmt.Errorf("app: the overlay has %d bytes packed; at most %d are kept", len(overlay), mostPieces*kv.MaxValue)
	}
	return k.db.Update(ctx, func(tx kv.Tx) error {
		i := 0
		for rest := overlay; len(rest) > 0; i++ {
			n := min(len(rest), kv.MaxValue)
			if err := tx.Put(keptTable, pieceKey(i), rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return tx.Scan(keptTable, pieceKey(i), pieceKey(mostPieces+1), func(key, _ []byte) error { return tx.Delete(keptTable, key) })
	})
}

// Get implements content.Keep.
func (k keeper) Get(ctx context.Context) (overlay []byte, err error) {
	err = k.db.View(ctx, func(r kv.Reader) error {
		overlay = nil
		return r.Scan(keptTable, pieceKey(0), pieceKey(mostPieces+1), func(_, piece []byte) error {
			overlay = append(overlay, piece...)
			return nil
		})
	})
	return overlay, err
}
