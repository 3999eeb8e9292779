package outbox

import (
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Check goes through the room's records: each reads and has its index rows and no others, so it is
// counted in exactly one state; what is being sent is a delivery that is open; and what is still to be
// sent of a cause has the cause's body. Corrupt, with the record, at the first that is not so.
func Check(r kv.Reader) error {
	if err := deliveries.Check(r); err != nil {
		return err
	}
	err := sendings.Scan(r, nil, nil, func(s sending) error {
		d, err := deliveries.Get(r, s.ID)
		switch {
		case fault.Is(err, fault.NotFound):
			return fault.New(fault.Corrupt, "delivery %q is being sent and not there", s.ID)
		case err != nil:
			return err
		case !d.open() || d.Channel != s.Channel:
			return fault.New(fault.Corrupt, "delivery %q is being sent and %s", s.ID, d.State)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var last lastBody
	return deliveries.Scan(r, nil, nil, func(d Delivery) error {
		if int(d.State) >= len(stateNames) || d.State == Sending {
			return fault.New(fault.Corrupt, "delivery %q is in no state", d.ID)
		}
		if !d.open() || d.Cause == "" || !d.Message.Empty() {
			return nil
		}
		parts, err := last.get(r, d.Cause, d.Channel)
		if fault.Is(err, fault.NotFound) || err == nil && d.Part >= len(parts) {
			return fault.New(fault.Corrupt, "delivery %q is to be sent and has no body", d.ID)
		}
		return err
	})
}
