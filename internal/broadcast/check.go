package broadcast

import (
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Check holds the room's records against their indexes, and each run that is under way against the outbox:
// its recipients, each in one state, are as many as its frozen audience. Corrupt, with the record, at the
// first that does not fit.
func Check(r kv.Reader) error {
	for _, check := range []func(kv.Reader) error{notices.Check, letters.Check, runs.Check} {
		if err := check(r); err != nil {
			return err
		}
	}
	list, err := working(r)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Work == Withdraw { // a message that became several is taken back by several deliveries
			continue
		}
		rep, err := ReportOf(r, x.Cause)
		if err != nil {
			return err
		}
		if rep.Sum() != x.Total {
			return fault.New(fault.Corrupt, "run %q: %d recipients have a state; its audience is %d", x.Cause, rep.Sum(), x.Total)
		}
	}
	return nil
}
