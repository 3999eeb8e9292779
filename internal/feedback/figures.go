package feedback

import (
	"cmp"
	"slices"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Figure is a month of an office and a category in numbers, of the cases that were opened in it.
type Figure struct {
	Month    string           // 2026-11
	Office   commune.OfficeID // empty: the leadership's
	Category string
	Received int
	OnTime   int     // answered, each time before the deadline
	Late     int     // an answer came late, or is overdue
	Waiting  int     // not answered yet, and not overdue
	Hours    float64 // median from opening to the first answer; 0: none was answered
	Rated    int     //
	Stars    float64 // mean of those that were rated; 0: none was
	Reopened int     // cases that were reopened at least once
	Refused  int
	Merged   int // not among OnTime, Late, Waiting
}

// Figures are the figures of the months in [from, to), by the days of zone: of those cases that the actor may
// have in tables, by month, office and category, in that order. Received is OnTime, Late, Waiting and Merged.
func Figures(r kv.Reader, by commune.Actor, from, to, now time.Time, zone *time.Location) (list []Figure, err error) {
	type key struct {
		month    string
		office   commune.OfficeID
		category string
	}
	all, hours, stars := map[key]*Figure{}, map[key][]float64{}, map[key]int{}
	err = Rows(r, by, from, to, func(c Case) error {
		k := key{c.Opened.In(zone).Format("2006-01"), c.Office, c.Category}
		f := all[k]
		if f == nil {
			f = &Figure{Month: k.month, Office: k.office, Category: k.category}
			all[k] = f
		}
		f.count(c, now)
		if h := c.Hours(); h > 0 {
			hours[k] = append(hours[k], h)
		}
		stars[k] += c.Stars
		return nil
	})
	for k, f := range all {
		f.Hours = median(hours[k])
		if f.Rated > 0 {
			f.Stars = float64(stars[k]) / float64(f.Rated)
		}
		list = append(list, *f)
	}
	slices.SortFunc(list, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Office, b.Office), cmp.Compare(a.Category, b.Category))
	})
	return list, err
}

func (f *Figure) count(c Case, now time.Time) {
	f.Received++
	switch {
	case c.State == Merged:
		f.Merged++
	case c.Late || c.Overdue(now):
		f.Late++
	case c.State.Waits():
		f.Waiting++
	default:
		f.OnTime++
	}
	if c.State == Refused {
		f.Refused++
	}
	if c.Stars > 0 {
		f.Rated++
	}
	if c.Reopened > 0 {
		f.Reopened++
	}
}

func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	slices.Sort(of)
	n := len(of)
	if n%2 == 1 {
		return of[n/2]
	}
	return (of[n/2-1] + of[n/2]) / 2
}
