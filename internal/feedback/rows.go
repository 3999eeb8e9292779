package feedback

import (
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// Row is a case as a table has it: without whoever reported, its numbers masked.
type Row struct {
	Case
	OfficeName string // empty: the leadership's
	Kind       string // the category's name
	HamletName string
	Hours      float64 // from opening to the first answer; 0: none yet
}

// readable tells whether the actor may read the case in tables: the head of an office that office's, the chair
// all.
func readable(by commune.Actor) (func(Case) bool, error) {
	if staff.May(by, staff.ToExport, staff.Object{Leadership: true}) == nil {
		return func(Case) bool { return true }, nil
	}
	if by.Office != "" && staff.May(by, staff.ToExport, staff.Object{Office: by.Office}) == nil {
		return func(c Case) bool { return staff.May(by, staff.ToExport, c.object()) == nil }, nil
	}
	return nil, fault.New(fault.Denied, "feedback: %s has no table of cases", by.Role)
}

// Rows visits the cases opened in [from, to) that the actor may read in tables, the oldest first. A zero time is
// no bound. Denied for whoever is neither head of an office nor chair.
func (d *Desk) Rows(r kv.Reader, by commune.Actor, from, to time.Time, visit func(Row) error) error {
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
		row := Row{Case: masked(c, commune.Actor{}), OfficeName: d.office(c.Office), Kind: d.category(c.Category).Name, HamletName: d.cfg.Hamlet(c.Hamlet)}
		row.Text = vi.Mask(row.Text)
		if !c.First.IsZero() {
			row.Hours = c.First.Sub(c.Opened).Hours()
		}
		if c.Anonymous { // beside the table of deliveries the minute would lead to a conversation
			row.Opened, row.Runs, row.Rated = d.wholeDay(c.Opened), d.wholeDay(c.Runs), d.wholeDay(c.Rated)
		}
		return visit(row)
	})
}

// wholeDay is the beginning of a time's day; zero stays zero.
func (d *Desk) wholeDay(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	l := t.In(d.cfg.Zone)
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, d.cfg.Zone).UTC()
}
