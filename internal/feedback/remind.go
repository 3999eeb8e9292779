package feedback

import (
	"context"
	"maps"
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// remindAtOnce is how many cases are reminded of in one transaction.
const remindAtOnce = 20

// remind takes the steps of reminding that are due, and then tells everybody concerned in one message each. Of steps
// that an outage has passed over only the last is told; at night nothing is.
func (d *Desk) remind(ctx context.Context) error {
	for ctx.Err() == nil {
		now := d.now()
		if d.quiet(now) {
			return nil
		}
		var due []CaseID
		err := d.db.View(ctx, func(r kv.Reader) (err error) {
			due, err = remindable(r, now)
			return err
		})
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return d.tellNudged(ctx, now)
		}
		if err := d.db.Update(ctx, func(tx kv.Tx) error { return d.takeSteps(tx, due, now) }); err != nil {
			return err
		}
	}
	return nil
}

// takeSteps takes the steps of reminding that are due for some cases, and notes whom to tell: one write for each
// conversation, however many cases.
func (d *Desk) takeSteps(tx kv.Tx, some []CaseID, now time.Time) error {
	tell := map[address.ID][]stepDue{}
	for _, id := range some {
		if err := d.remindOf(tx, id, now, tell); err != nil {
			return err
		}
	}
	for _, who := range slices.Sorted(maps.Keys(tell)) {
		if err := nudgeOf(tx, who, tell[who]...); err != nil {
			return err
		}
	}
	return nil
}

func remindable(r kv.Reader, now time.Time) (due []CaseID, err error) {
	err = cases.IDs(r, byRemind, nil, kv.Key{}.Time(now.Add(time.Millisecond)), func(_ kv.Key, id CaseID) error {
		if due = append(due, id); len(due) == remindAtOnce {
			return kv.Stop
		}
		return nil
	})
	return due, err
}

// remindOf takes the step of reminding that is due for a case, and adds to tell who is to be told.
func (d *Desk) remindOf(tx kv.Tx, id CaseID, now time.Time, tell map[address.ID][]stepDue) error {
	old, err := cases.Get(tx, id)
	if err != nil || !old.State.Waits() || old.Remind.IsZero() || old.Remind.After(now) {
		return err
	}
	c := old
	step := c.Step
	for next := step + 1; next < len(reminderSteps) && !d.stepAt(c.Runs, c.Days, next).After(now); next++ {
		step = next
	}
	c.Step, c.Remind = step+1, time.Time{}
	if c.Step < len(reminderSteps) {
		c.Remind = d.stepAt(c.Runs, c.Days, c.Step)
	}
	if err := cases.Change(tx, old, c); err != nil {
		return err
	}
	to, err := c.reminded(tx, reminderSteps[step].to)
	for _, who := range to {
		tell[who] = append(tell[who], stepDue{id, step})
	}
	return err
}

// reminded are the conversations that a step of reminding goes to. Where there is no head, or no chair, the next
// below hear of it: a step is never lost.
func (c Case) reminded(r kv.Reader, who reminded) ([]address.ID, error) {
	chair := func(a staff.Account) bool { return a.Is(commune.Chair) }
	head := func(a staff.Account) bool {
		return !c.Official && a.Is(commune.Head) && a.Office == c.Office && c.Office != ""
	}
	switch who {
	case remindHead:
		to, err := whoever(r, []func(staff.Account) bool{head, chair})
		if err != nil || len(to) > 0 {
			return to, err
		}
	case remindChair:
		to, err := whoever(r, []func(staff.Account) bool{chair, head})
		if err != nil || len(to) > 0 {
			return to, err
		}
	}
	return concerned(r, c)
}
