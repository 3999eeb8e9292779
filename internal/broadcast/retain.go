package broadcast

import (
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// OldLetters visits the questions about notices that were written before a time, answered or not.
func OldLetters(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return letters.Scan(r, nil, nil, func(l Letter) error {
		if !l.At.Before(before) {
			return nil
		}
		return visit(l.ID, l.At)
	})
}

// DropLetter removes one of them.
func DropLetter(tx kv.Tx, id string) (bool, error) { return true, letters.Delete(tx, id) }

// OldRuns visits the runs that ended before a time and whose deliveries are still there.
func OldRuns(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return runs.Scan(r, nil, nil, func(x Run) error {
		if x.working() || x.Emptied || x.Ended.IsZero() || !x.Ended.Before(before) {
			return nil
		}
		return visit(x.Cause, x.Ended)
	})
}

// dropEach is how many deliveries, and how many words of having read it, of a run go in one transaction.
const dropEach = 150

// DropRun takes a step in removing who got what of a run, and leaves its sums. What was sent stays as the
// notice's or the issue's own text.
func DropRun(tx kv.Tx, cause string) (bool, error) {
	x, err := runs.Get(tx, cause)
	if fault.Is(err, fault.NotFound) || err == nil && (x.working() || x.Emptied) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	was := x
	if x.Final == nil {
		rep, err := ReportOf(tx, cause)
		if err != nil {
			return false, err
		}
		x.Final = &Sums{Sent: rep.Sent, Gone: rep.Gone, Failed: rep.Failed, Uncertain: rep.Uncertain, Stopped: rep.Stopped, Dropped: rep.Dropped, Late: rep.Late,
			Corrected: rep.Corrected, Read: rep.Read}
	}
	n, err := outbox.DropCause(tx, cause, dropEach)
	if err == nil && x.Work == Correct {
		_, err = outbox.DropCause(tx, anew(cause), dropEach) // its body alone
	}
	if err != nil {
		return false, err
	}
	if n < dropEach {
		more, err := dropReads(tx, ID(cause))
		if err == nil && !more {
			x.Emptied = true
			err = thaw(tx, cause)
		}
		if err != nil {
			return false, err
		}
	}
	return true, runs.Change(tx, was, x)
}

func dropReads(tx kv.Tx, id ID) (more bool, err error) {
	key, n := kv.Key{}.Text(string(id)), 0
	err = tx.Scan(readTable, key, key.End(), func(at, _ []byte) error {
		if n++; n > dropEach {
			more = true
			return kv.Stop
		}
		return tx.Delete(readTable, at)
	})
	return more, err
}
