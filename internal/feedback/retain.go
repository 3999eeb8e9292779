package feedback

import (
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Old visits the cases that were over before a time.
func Old(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return EndedBefore(r, before, func(c Case) error { return visit(string(c.ID), c.Ended) })
}

// Drop removes one of them with its history, and the sealed link of its reporter where no other case hangs on
// it. Its files follow, where no other record names them.
func Drop(tx kv.Tx, id string) (bool, error) {
	c, err := cases.Get(tx, CaseID(id))
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	removed, err := Remove(tx, c.ID)
	if err != nil || !removed || c.Who == "" {
		return removed, err
	}
	return true, closeWay(tx, c.Who)
}
