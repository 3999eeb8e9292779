package review

import (
	"time"

	"loaxom/internal/kv"
)

// Old visits the open questions that were asked last before a time, and those who have waited since before it.
func Old(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	err := questions.ByIndex(r, lastIndex, nil, kv.Key{}.Time(before), func(q Question) error { return visit("question "+string(q.ID), q.Last) })
	if err != nil {
		return err
	}
	return askers.ByIndex(r, sinceIndex, nil, kv.Key{}.Time(before), func(a asker) error { return visit("asker "+string(a.Question), a.At) })
}
