package review

import (
	"context"
	"slices"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// tidyAtOnce bounds one transaction: a question is up to four writes and an asker four.
const tidyAtOnce = 100

// Tidy removes what was kept long enough: questions and whoever waits for them after Keep, residents'
// reports when they count no more. Run does it every hour.
func (d *Desk) Tidy(ctx context.Context) error {
	for _, old := range []batch{d.forgetAskers, d.forgetQuestions} {
		if err := d.batches(ctx, old); err != nil {
			return err
		}
	}
	now := d.c.Now()
	stale := false
	err := d.c.DB.View(ctx, func(r kv.Reader) error {
		return Standings(r, func(st Standing) error {
			stale = stale || st.toldLongAgo(now) || slices.ContainsFunc(st.Reports, func(r report) bool { return outdated(r, now) })
			return nil
		})
	})
	if err != nil || !stale {
		return err
	}
	return d.c.DB.Update(ctx, func(tx kv.Tx) error {
		var old []Standing
		err := Standings(tx, func(st Standing) error {
			if st.toldLongAgo(now) {
				old = append(old, st)
			}
			return nil
		})
		for _, st := range old {
			if err == nil {
				st.Told = ""
				err = st.put(tx)
			}
		}
		if err != nil {
			return err
		}
		return dropReports(tx, func(r report) bool { return outdated(r, now) })
	})
}

// toldLongAgo tells that the day on which staff were told is over everywhere on earth.
func (s Standing) toldLongAgo(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, s.Told)
	return err == nil && now.Sub(day) > 48*time.Hour
}

// keep is for how long a question is kept.
func (d *Desk) keep() time.Duration {
	if d.c.Keep > 0 {
		return d.c.Keep
	}
	return Keep
}

// batch does a part of something and tells whether there is more.
type batch func(tx kv.Tx, now time.Time) (more bool, err error)

// batches does all of it, a transaction a part.
func (d *Desk) batches(ctx context.Context, do batch) error {
	now := d.c.Now()
	for more := true; more; {
		err := d.c.DB.Update(ctx, func(tx kv.Tx) (err error) { more, err = do(tx, now); return err })
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetAskers releases those who have waited for Keep.
func (d *Desk) forgetAskers(tx kv.Tx, now time.Time) (more bool, err error) {
	var old []asker
	err = askers.ByIndex(tx, sinceIndex, nil, kv.Key{}.Time(now.Add(-d.keep())), func(a asker) error {
		if old = append(old, a); len(old) == tidyAtOnce {
			more = true
			return kv.Stop
		}
		return nil
	})
	for _, a := range old {
		if err == nil {
			err = release(tx, a)
		}
	}
	return more, err
}

// forgetQuestions removes those that were last asked before Keep. Their askers went before them.
func (d *Desk) forgetQuestions(tx kv.Tx, now time.Time) (more bool, err error) {
	var old []QuestionID
	err = questions.ByIndex(tx, lastIndex, nil, kv.Key{}.Time(now.Add(-d.keep())), func(q Question) error {
		if old = append(old, q.ID); len(old) == tidyAtOnce {
			more = true
			return kv.Stop
		}
		return nil
	})
	for _, id := range old {
		if err == nil {
			err = questions.Delete(tx, id)
		}
	}
	return more, err
}

// renew puts questions of the first version, which had no reasons counted and lay outside all indexes,
// where their present ids have them.
func renew(tx kv.Tx, _ time.Time) (more bool, err error) {
	var old []Question
	err = questions.Scan(tx, nil, nil, func(q Question) error {
		if q.Why != nil {
			return nil
		}
		if old = append(old, q); len(old) == tidyAtOnce {
			more = true
			return kv.Stop
		}
		return nil
	})
	for _, q := range old {
		if err == nil {
			err = renewOne(tx, q)
		}
	}
	return more, err
}

func renewOne(tx kv.Tx, old Question) error {
	if err := tx.Delete(questionTable, []byte(old.ID)); err != nil {
		return err
	}
	w := Wording{Text: old.Text, Entry: old.Entry, Reason: old.Reason}
	q, err := questions.Get(tx, w.ID())
	if fault.Is(err, fault.NotFound) {
		q, err = Question{ID: w.ID(), Text: w.Text, Entry: w.Entry, Reason: w.Reason, First: old.First, Last: old.Last, Why: map[string]int{}}, nil
	}
	if err != nil {
		return err
	}
	q.Count += old.Count
	q.Why[old.Reason] += old.Count
	if old.First.Before(q.First) {
		q.First = old.First
	}
	if old.Last.After(q.Last) {
		q.Last = old.Last
	}
	return questions.Put(tx, q)
}

// dropReports removes the reports that are meant from all standings.
func dropReports(tx kv.Tx, meant func(report) bool) error {
	var changed []Standing
	err := Standings(tx, func(st Standing) error {
		if slices.ContainsFunc(st.Reports, meant) {
			changed = append(changed, st)
		}
		return nil
	})
	for _, st := range changed {
		if err != nil {
			break
		}
		st.Reports = slices.DeleteFunc(st.Reports, meant)
		err = st.put(tx)
	}
	return err
}
