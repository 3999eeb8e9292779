package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// recover reads what a previous run left: what it was sending is perhaps taken, and what the platform
// asked to wait still holds.
func (l *line) recover(ctx context.Context) error {
	var begun []ID
	l.follow(l.box.now()) // from here on a clock that is set back is noticed
	err := l.box.db.View(ctx, func(r kv.Reader) error {
		h, err := holds.Get(r, l.ch.Name())
		if err == nil {
			l.hold = h.Until
			if back := h.Set.Sub(l.box.now()); back > 0 {
				l.hold = l.hold.Add(-back)
			}
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		return sendings.Scan(r, nil, nil, func(s sending) error {
			if s.Channel == l.ch.Name() {
				begun = append(begun, s.ID)
			}
			return nil
		})
	})
	for err == nil && len(begun) > 0 {
		n := min(len(begun), 100)
		err = l.box.db.Update(ctx, func(tx kv.Tx) error { return interrupted(tx, begun[:n], l.box.now()) })
		begun = begun[n:]
		l.trouble = true
	}
	if err == nil {
		err = l.fill(ctx)
	}
	if err != nil {
		return fmt.Errorf("outbox: reading what waits: %w", err)
	}
	return nil
}

// interrupted makes what was being sent when the process died uncertain.
func interrupted(tx kv.Tx, ids []ID, now time.Time) error {
	var errs []error
	for _, id := range ids {
		was, err := deliveries.Get(tx, id)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		d := was
		d.Cuts++
		d.Perhaps = true
		if d.State, d.At = Uncertain, now; !d.open() {
			d.end(Uncertain, "", now)
		}
		errs = append(errs, deliveries.Change(tx, was, d), sendings.Delete(tx, id))
	}
	return errors.Join(errs...)
}

// fill puts addresses with work into the queue again, after more waited than it could hold.
func (l *line) fill(ctx context.Context) error {
	return l.box.db.View(ctx, func(r kv.Reader) error {
		all := kv.Key{}.Text(l.ch.Name())
		return deliveries.IDs(r, openIndex, all, all.End(), func(at kv.Key, _ ID) error {
			_, rest, ok := at.CutText()
			level, rest, ok2 := rest.CutUint()
			to, _, ok3 := rest.CutText()
			if !ok || !ok2 || !ok3 || level >= lanes {
				return fault.New(fault.Corrupt, "outbox: a row of the open deliveries does not read")
			}
			who, err := l.box.names.of(r, address.ID(to))
			if err != nil {
				return err
			}
			l.add(who, Lane(level))
			if l.overflow.Load() {
				return kv.Stop
			}
			return nil
		})
	})
}

// keepHold stores what the platform asked, so that a restart obeys it too.
func (b *Box) keepHold(name string, until time.Time, log *slog.Logger) {
	err := b.db.Update(context.Background(), func(tx kv.Tx) error {
		return holds.Put(tx, hold{Channel: name, Until: until.UTC(), Set: b.now().UTC()})
	})
	if err != nil {
		log.Error("the wait that the platform asked for cannot be stored", "err", err)
	}
}
