package review

import (
	"encoding/binary"
	"slices"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Standing is what staff and residents have said about one Subject. It is kept above the files: they say
// what the content is, this says what the commune thinks of it.
type Standing struct {
	ID        string   `json:"id"`                 // Subject.String
	Hash      string   `json:"hash,omitempty"`     // what Approvals are about
	Approvals []Mark   `json:"approved,omitempty"` // by different people, the first first
	Hidden    *Mark    `json:"hidden,omitempty"`   // by staff; whatever the file says by now
	Disputed  *Mark    `json:"disputed,omitempty"` // By is empty where residents did it
	Reports   []report `json:"reports,omitempty"`  // of residents, that a number of it is wrong; for reportsCount
	Told      string   `json:"told,omitempty"`     // day on which staff were last told of a report
}

// Mark is who did something and when.
type Mark struct {
	By commune.StaffID `json:"by,omitempty"`
	At time.Time       `json:"at"`
}

// report is one resident's word that a number is wrong. It names the conversation and goes after
// reportsCount.
type report struct {
	Who string    `json:"who"` // address id
	At  time.Time `json:"at"`
}

var standings = kv.NewTable("standing", func(s Standing) string { return s.ID })

// StandingOf is what is known of a subject; a zero Standing with its ID where nothing is.
func StandingOf(r kv.Reader, s Subject) (Standing, error) {
	st, err := standings.Get(r, s.String())
	if fault.Is(err, fault.NotFound) {
		return Standing{ID: s.String()}, nil
	}
	return st, err
}

// Standings calls visit for each subject that anything is known of.
func Standings(r kv.Reader, visit func(Standing) error) error {
	return standings.Scan(r, nil, nil, visit)
}

// ApprovedBy tells whether that person has approved what has this hash.
func (s Standing) ApprovedBy(who commune.StaffID, hash string) bool {
	return s.Hash == hash && slices.ContainsFunc(s.Approvals, func(m Mark) bool { return m.By == who })
}

// Approved is how many different people have approved what has this hash.
func (s Standing) Approved(hash string) int {
	if s.Hash != hash {
		return 0
	}
	return len(s.Approvals)
}

// empty tells that nothing is left to be remembered.
func (s Standing) empty() bool {
	return len(s.Approvals) == 0 && s.Hidden == nil && s.Disputed == nil && len(s.Reports) == 0 && s.Told == ""
}

// change reads, changes and stores a subject's standing. What residents see may differ afterwards, so
// the revision grows.
func change(tx kv.Tx, s Subject, do func(*Standing) error) error {
	if err := revise(tx, s, do); err != nil {
		return err
	}
	rev, err := Revision(tx)
	if err != nil {
		return err
	}
	return tx.Put(revisionTable, revisionKey, binary.BigEndian.AppendUint64(nil, rev+1))
}

// revise is change where nothing that residents see differs afterwards.
func revise(tx kv.Tx, s Subject, do func(*Standing) error) error {
	st, err := StandingOf(tx, s)
	if err != nil {
		return err
	}
	if err := do(&st); err != nil {
		return err
	}
	return st.put(tx)
}

// put stores a standing, or takes it away where nothing is left of it.
func (s Standing) put(tx kv.Tx) error {
	if s.empty() {
		return standings.Delete(tx, s.ID)
	}
	return standings.Put(tx, s)
}

// The revision is one row, so that a turn learns by a single read whether anything was decided since
// the turn before.
const revisionTable = "review"

var revisionKey = []byte("revision")

// Revision grows with every decision that may change what residents see.
func Revision(r kv.Reader) (uint64, error) {
	b, ok, err := r.Get(revisionTable, revisionKey)
	if err != nil || !ok {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fault.New(fault.Corrupt, "review: the revision has %d bytes", len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}
