package review

import (
	"loaxom/internal/kv"
)

// Check holds the room's records against their indexes.
func Check(r kv.Reader) error {
	old := false // questions of the first version lie outside the indexes until Run has renewed them
	err := All(r, func(q Question) error {
		if old = q.Why == nil; old {
			return kv.Stop
		}
		return nil
	})
	if err == nil && !old {
		err = questions.Check(r)
	}
	for _, check := range []func(kv.Reader) error{askers.Check, standings.Check, files.Check, lastSeen.Check} {
		if err == nil {
			err = check(r)
		}
	}
	return err
}
