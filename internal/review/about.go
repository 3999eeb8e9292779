package review

import (
	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// About tells which questions a conversation waits for, and on what it has said that a number is wrong.
func About(r kv.Reader, who address.ID, tell address.Tell) error {
	key := kv.Key{}.Text(string(who))
	err := askers.ByIndex(r, addressIndex, key, key.End(), func(a asker) error {
		q, err := questions.Get(r, a.Question)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		tell("question", "Text", q.Text, "At", a.At)
		return nil
	})
	if err != nil {
		return err
	}
	return Standings(r, func(s Standing) error {
		for _, one := range s.Reports {
			if one.Who == string(who) {
				tell("report", "Subject", s.ID, "At", one.At)
			}
		}
		return nil
	})
}
