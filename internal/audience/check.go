package audience

import (
	"errors"

	"loaxom/internal/kv"
)

// Check holds the room's records against their indexes. Corrupt, with the record, at the first that does
// not fit.
func Check(r kv.Reader) error {
	return errors.Join(subscriptions.Check(r), offers.Check(r), texts.Check(r), agreements.Check(r))
}
