package review

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// MayDecide tells whether the actor may approve, hide and settle content (design, section 8).
func MayDecide(by commune.Actor) bool { return mustDecide(by) == nil }

// mustDecide is Denied where the actor may not. Whoever decides is somebody: an approval without a name
// is none, also at the machine.
func mustDecide(by commune.Actor) error {
	if by.Staff == "" {
		return fault.New(fault.Denied, "review: nobody in particular decides about content; at the machine say who with --by")
	}
	return staff.May(by, staff.ToEditContent, staff.Object{})
}

// Approve notes that the actor stands by what has this hash. An entry needs one person, a figure two
// different ones. Whoever has approved it already gets Conflict: a second approval is another's.
//
// The hash is of what the actor looked at. Where the file was changed since, the approval is for what it
// was and shows nothing.
func Approve(tx kv.Tx, by commune.Actor, s Subject, hash string, now time.Time) error {
	if err := mustDecide(by); err != nil {
		return err
	}
	if hash == "" {
		return fault.New(fault.Invalid, "%s: an approval names what it is of", s)
	}
	err := change(tx, s, func(st *Standing) error {
		if st.ApprovedBy(by.Staff, hash) || st.Approved(hash) >= s.people() {
			return fault.New(fault.Conflict, "%s is approved already", s)
		}
		if s.Kind == Figure && st.Approved(hash) > 0 {
			if err := staff.May(by, staff.ToSecondNumber, staff.Object{First: st.Approvals[0].By}); err != nil {
				return err
			}
		}
		if st.Hash != hash {
			st.Hash, st.Approvals = hash, nil
		}
		st.Approvals = append(st.Approvals, Mark{by.Staff, now.UTC()})
		if len(st.Approvals) >= s.people() { // it was looked at again, by as many as it takes
			st.Disputed, st.Reports = nil, nil
		}
		return nil
	})
	if err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: "content.approve", Kind: string(s.Kind), Object: s.ID, New: hash}, now)
}

// Hide takes a subject out of what residents see, until Unhide: an entry is not shown, for a number the
// desk is named. hash is of what it says now.
func Hide(tx kv.Tx, by commune.Actor, s Subject, hash string, now time.Time) error {
	return decide(tx, by, s, "content.hide", hash, now, func(st *Standing) error {
		if st.Hidden != nil {
			return fault.New(fault.Conflict, "%s is hidden already", s)
		}
		st.Hidden = &Mark{by.Staff, now.UTC()}
		return nil
	})
}

// Unhide shows it again.
func Unhide(tx kv.Tx, by commune.Actor, s Subject, hash string, now time.Time) error {
	return decide(tx, by, s, "content.unhide", hash, now, func(st *Standing) error {
		if st.Hidden == nil {
			return fault.New(fault.Conflict, "%s is not hidden", s)
		}
		st.Hidden = nil
		return nil
	})
}

// Settle ends a dispute: the number is right as it stands, and what residents reported counts no more.
func Settle(tx kv.Tx, by commune.Actor, s Subject, hash string, now time.Time) error {
	return decide(tx, by, s, "content.settle", hash, now, func(st *Standing) error {
		if st.Disputed == nil && len(st.Reports) == 0 {
			return fault.New(fault.Conflict, "%s is not disputed", s)
		}
		st.Disputed, st.Reports = nil, nil
		return nil
	})
}

func decide(tx kv.Tx, by commune.Actor, s Subject, act, hash string, now time.Time, do func(*Standing) error) error {
	if err := mustDecide(by); err != nil {
		return err
	}
	if err := change(tx, s, do); err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: act, Kind: string(s.Kind), Object: s.ID, Old: hash, New: hash}, now)
}
