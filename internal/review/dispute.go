package review

import (
	"slices"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// What makes a number disputed (design, section 4).
const (
	reportsCount = 7 * 24 * time.Hour // how long a resident's report counts
	reporters    = 3                  // different residents whose reports dispute a number
)

// mostReports bounds what one record keeps; three are enough to decide.
const mostReports = 20

// Dispute notes that somebody says that a number is wrong. A person of the staff disputes it at once,
// residents when three different ones have said so within seven days. Group chats count as one.
//
// first tells that staff have not been told of it yet today; whoever gets true tells them, in the same
// transaction. day is today in the commune's zone.
func Dispute(tx kv.Tx, by commune.Actor, s Subject, hash, day string, now time.Time) (first bool, err error) {
	official := MayDecide(by)
	if by.Address == "" && !official {
		return false, fault.New(fault.Invalid, "%s: nobody disputes it", s)
	}
	st, err := StandingOf(tx, s)
	if err != nil {
		return false, err
	}
	was := st.Disputed
	if official {
		if was == nil {
			st.Disputed = &Mark{by.Staff, now.UTC()}
		}
	} else {
		st.Reports = slices.DeleteFunc(st.Reports, func(r report) bool { return r.Who == by.Address || outdated(r, now) })
		st.Reports = append(st.Reports, report{by.Address, now.UTC()})
		st.Reports = st.Reports[max(0, len(st.Reports)-mostReports):]
		if was == nil && len(st.Reports) >= reporters {
			st.Disputed = &Mark{At: now.UTC()}
		}
	}
	if first = st.Told != day; first {
		st.Told = day
	}
	put := func(now *Standing) error { *now = st; return nil }
	if was != nil || st.Disputed == nil {
		return first, revise(tx, s, put)
	}
	if err := change(tx, s, put); err != nil {
		return first, err
	}
	return first, staff.Note(tx, by, staff.Entry{Act: "content.dispute", Kind: string(s.Kind), Object: s.ID, Old: hash, New: hash}, now)
}

// Narrow takes somebody's word on a subject back, who has just said on which of its numbers it is: what was
// disputed by that word alone is not any more.
func Narrow(tx kv.Tx, by commune.Actor, s Subject, now time.Time) error {
	st, err := StandingOf(tx, s)
	if err != nil {
		return err
	}
	st.Reports = slices.DeleteFunc(st.Reports, func(r report) bool { return r.Who == by.Address })
	put := func(now *Standing) error { *now = st; return nil }
	d := st.Disputed
	if d == nil || d.By != "" && d.By != by.Staff || d.By == "" && len(st.Reports) >= reporters {
		return revise(tx, s, put)
	}
	st.Disputed = nil
	if err := change(tx, s, put); err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: "content.narrow", Kind: string(s.Kind), Object: s.ID}, now)
}

// outdated tells that a report counts no more. One from after now was written before the clock was set
// back and counts.
func outdated(r report, now time.Time) bool { return now.Sub(r.At) >= reportsCount }
