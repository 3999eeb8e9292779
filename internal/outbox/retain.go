package outbox

import (
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Old visits the deliveries that ended before a time and are none of many: those of a notice or an issue go
// with it (DropCause). one tells of a cause that it is no such; nil: none is.
func Old(r kv.Reader, before time.Time, one func(cause string) bool, visit func(id string, at time.Time) error) error {
	return deliveries.Scan(r, nil, nil, func(d Delivery) error {
		if d.Open() || !d.At.Before(before) || d.Cause != "" && (one == nil || !one(d.Cause)) {
			return nil
		}
		return visit(string(d.ID), d.At)
	})
}

// Remove removes one of them, unless it is being sent again.
func Remove(tx kv.Tx, id string) (bool, error) {
	d, err := deliveries.Get(tx, ID(id))
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil || d.open() {
		return false, err
	}
	return true, deliveries.Delete(tx, d.ID)
}

// DropCause removes at most most deliveries of a cause that is over, and its body with the last of them. It
// tells how many it removed: fewer than most means that none is left.
func DropCause(tx kv.Tx, cause string, most int) (n int, err error) {
	var ids []ID
	key := causeKey(cause)
	err = deliveries.IDs(tx, causeIndex, key, key.End(), func(_ kv.Key, id ID) error {
		if ids = append(ids, id); len(ids) == most {
			return kv.Stop
		}
		return nil
	})
	for _, id := range ids {
		if err == nil {
			err = deliveries.Delete(tx, id)
		}
	}
	if err != nil || len(ids) == most {
		return len(ids), err
	}
	key = kv.Key{}.Text(cause)
	return len(ids), bodies.Scan(tx, key, key.End(), func(b body) error { return bodies.Delete(tx, bodyKey(b.Cause, b.Channel)) })
}
