package privacy

import (
	"context"
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// Again erases once more, from a store that was brought back from a backup made at that time, whoever the list
// names with a later erasure. Nobody may use the store meanwhile; doing it twice, also half, is harmless. It
// tells how many they were.
func (d *Desk) Again(ctx context.Context, list []byte, made time.Time) (n int, err error) {
	gone := readList(list)
	var found []address.Record
	err = d.db.View(ctx, func(r kv.Reader) error {
		found = nil
		return address.All(r, func(to address.Record) error {
			for _, chat := range append(slices.Clone(to.Former), to.Chat) {
				// The list knows whole seconds.
				if at, ok := gone[d.cfg.Gone(to.Channel, chat)]; ok && !at.Before(made.Truncate(time.Second)) {
					found = append(found, to)
					break
				}
			}
			return ctx.Err()
		})
	})
	now := d.now()
	for _, to := range found {
		if err != nil {
			break
		}
		l := leaving{Who: to.ID, Nobody: address.ID(d.newID()), Hash: d.cfg.Gone(to.Channel, to.Chat), At: now.UTC(), Noted: true}
		err = d.db.Update(ctx, func(tx kv.Tx) error {
			if _, err := d.forget(tx, to, l.Nobody, now, ""); err != nil {
				return err
			}
			if err := d.mark(tx, now, now); err != nil {
				return err
			}
			return leavings.Put(tx, l)
		})
		if err == nil {
			err = d.sweep(ctx, l, now.Add(time.Hour))
		}
		if err == nil {
			err = d.leaveOne(ctx, l)
		}
		n++
	}
	return n, err
}
