package feedback

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// MayTable asks whether the actor may have cases as a table: the head of an office that office's, the chair all.
// Denied for everybody else, for whoever is at the machine without an account too: an admin reads no cases.
func MayTable(by commune.Actor) error {
	_, err := readable(by)
	return err
}

// readable tells which cases the actor may have in tables.
func readable(by commune.Actor) (func(Case) bool, error) {
	if staff.May(by, staff.ToExport, staff.Object{Leadership: true}) == nil {
		return func(Case) bool { return true }, nil
	}
	if by.Office != "" && staff.May(by, staff.ToExport, staff.Object{Office: by.Office}) == nil {
		return func(c Case) bool { return staff.May(by, staff.ToExport, c.object()) == nil }, nil
	}
	return nil, fault.New(fault.Denied, "feedback: %s has no table of cases: the chair has, and the head of an office of its own", by.Role)
}

// Rows visits the cases opened in [from, to) that the actor may have in tables, the oldest first: without whoever
// reported, and masked. A zero time is no bound. Of anonymous ones a table shows the day alone on which something was written
// (OnDay): beside the table of deliveries the minute would lead to a conversation.
func Rows(r kv.Reader, by commune.Actor, from, to time.Time, visit func(Case) error) error {
	may, err := readable(by)
	if err != nil {
		return err
	}
	var first, last []byte
	if !from.IsZero() {
		first = kv.Key{}.Time(from)
	}
	if !to.IsZero() {
		last = kv.Key{}.Time(to)
	}
	return cases.ByIndex(r, byOpened, first, last, func(c Case) error {
		if !may(c) {
			return nil
		}
		return visit(masked(c, commune.Actor{}))
	})
}

// OnDay is a time that a table shows of the case: of an anonymous one the day alone.
func (c Case) OnDay(t time.Time) time.Time {
	if c.Anonymous && !t.IsZero() {
		return t.Truncate(24 * time.Hour)
	}
	return t
}

// Hours is the time from opening to the first answer; 0 where there is none yet.
func (c Case) Hours() float64 {
	if c.First.IsZero() {
		return 0
	}
	return c.First.Sub(c.Opened).Hours()
}
