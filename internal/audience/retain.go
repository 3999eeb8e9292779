package audience

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// Old visits those who stopped before a time: all that is kept of them are their consents.
func Old(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return All(r, func(s Subscription) error {
		var last time.Time
		for _, c := range s.Consents {
			if c.Withdrawn.After(last) {
				last = c.Withdrawn
			}
		}
		if s.Active() || !last.Before(before) {
			return nil
		}
		return visit(string(s.ID), last)
	})
}

// Drop removes one of them, unless it receives again.
func Drop(tx kv.Tx, id string) (bool, error) {
	s, found, err := Of(tx, address.ID(id))
	if err != nil || !found || s.Active() {
		return false, err
	}
	return true, subscriptions.Delete(tx, s.ID)
}
