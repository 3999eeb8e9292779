package bulletin

import (
	"loaxom/internal/broadcast"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Check holds the room's records against their indexes, each issue that went out against its broadcast,
// and each answer to a quiz against its round. Corrupt, with the record, at the first that does not fit.
func Check(r kv.Reader) error {
	for _, check := range []func(kv.Reader) error{standings.Check, issues.Check, rounds.Check, sheets.Check} {
		if err := check(r); err != nil {
			return err
		}
	}
	err := issues.Scan(r, nil, nil, func(i Issue) error {
		x, err := broadcast.RunOf(r, string(i.ID))
		switch {
		case absent(err) != nil:
			return err
		case err == nil && !i.Out():
			return fault.New(fault.Corrupt, "issue %q was skipped and has a broadcast", i.ID)
		case err == nil && x.Total != i.Total:
			return fault.New(fault.Corrupt, "issue %q says %d recipients, its broadcast %d", i.ID, i.Total, x.Total)
		}
		if !i.Quiz {
			return nil
		}
		_, err = rounds.Get(r, i.ID)
		return err
	})
	if err != nil {
		return err
	}
	return sheets.Scan(r, nil, nil, func(s Sheet) error {
		x, err := rounds.Get(r, s.Round)
		if err != nil {
			return err
		}
		for n := range s.Marks {
			if n >= len(x.Questions) || !x.Questions[n].Has(s.Marks[n:n+1]) {
				return fault.New(fault.Corrupt, "quiz %q: answer %d of %q fits no question", s.Round, n+1, s.Who)
			}
		}
		return nil
	})
}
