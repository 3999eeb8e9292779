package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/restored"
)

// Restored is the reason of a delivery that waited when a backup was made and was found in it: whether it
// was sent afterwards nobody knows. It is uncertain, and unlike others it is not sent again by itself
// whatever its kind: a person decides.
const Restored = "restored"

// Withhold makes a delivery that is not stored yet one of those: for what is answered from a backup.
func (d *Delivery) Withhold(now time.Time) { d.end(Uncertain, Restored, now.UTC()) }

// How many deliveries are withheld in one transaction (each is five writes), and how many transactions
// are given to the store at once.
const (
	withholdEach = kv.MaxWrites / 5
	withholdMany = 16
)

// WithholdAll makes uncertain whatever waits in a store that was just restored, and tells how many that
// were. Nobody may use the store meanwhile. Doing it twice, also half, is harmless.
func WithholdAll(ctx context.Context, db kv.DB, now time.Time) (n int, err error) {
	for {
		var ids []ID
		err := db.View(ctx, func(r kv.Reader) error {
			return deliveries.IDs(r, openIndex, nil, nil, func(_ kv.Key, id ID) error {
				if ids = append(ids, id); len(ids) == withholdEach*withholdMany {
					return kv.Stop
				}
				return nil
			})
		})
		if err != nil || len(ids) == 0 {
			return n, err
		}
		if err := withhold(ctx, db, ids, now); err != nil {
			return n, err
		}
		n += len(ids)
	}
}

func withhold(ctx context.Context, db kv.DB, ids []ID, now time.Time) error {
	var all sync.WaitGroup
	errs := make([]error, withholdMany)
	for i := 0; len(ids) > 0; i++ {
		some := ids[:min(len(ids), withholdEach)]
		ids = ids[len(some):]
		all.Go(func() {
			errs[i] = db.Update(ctx, func(tx kv.Tx) error {
				for _, id := range some {
					was, err := deliveries.Get(tx, id)
					if err != nil {
						return err
					}
					d := was
					d.Withhold(now)
					if err := errors.Join(deliveries.Change(tx, was, d), sendings.Delete(tx, id)); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// Held is the restore after which nobody has said go yet: only answers are sent. The zero Mark: all is. It
// is not to be called inside a transaction.
func (b *Box) Held() restored.Mark {
	m := b.held.Load()
	if m == nil { // before Run: others may begin earlier
		if err := b.readHeld(context.Background()); err != nil {
			return restored.Mark{At: b.now()} // as long as nobody knows
		}
		m = b.held.Load()
	}
	if m.Waiting() {
		return *m
	}
	return restored.Mark{}
}

// Released lets everything leave again, after an admin's word was committed (archive.Go). m is what
// restored.Last then gives.
func (b *Box) Released(m restored.Mark) {
	b.held.Store(&m)
	for _, l := range b.order {
		l.change()
	}
}

// readHeld finds out at the start whether the store waits for an admin's word.
func (b *Box) readHeld(ctx context.Context) error {
	return b.db.View(ctx, func(r kv.Reader) error {
		m, err := restored.Last(r)
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		b.held.CompareAndSwap(nil, &m)
		return nil
	})
}
