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

// Figures are the figures of the month that contains a time, in the commune's zone: of those cases that the
// actor may read in tables, by office and category, in that order. Received is OnTime, Late, Waiting and Merged.
func (d *Desk) Figures(r kv.Reader, by commune.Actor, month time.Time) (list []Figure, err error) {
	m := month.In(d.cfg.Zone)
	from := time.Date(m.Year(), m.Month(), 1, 0, 0, 0, 0, d.cfg.Zone)
	now := d.now()
	type key struct {
		office   commune.OfficeID
		category string
	}
	all, hours, stars := map[key]*Figure{}, map[key][]float64{}, map[key]int{}
	err = d.Rows(r, by, from, from.AddDate(0, 1, 0), func(c Row) error {
		k := key{c.Office, c.Category}
		f := all[k]
		if f == nil {
			f = &Figure{Office: c.Office, Category: c.Category}
			all[k] = f
		}
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
		if c.Hours > 0 {
			hours[k] = append(hours[k], c.Hours)
		}
		if c.Stars > 0 {
			f.Rated++
			stars[k] += c.Stars
		}
		if c.Reopened > 0 {
			f.Reopened++
		}
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
		return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Category, b.Category))
	})
	return list, err
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
