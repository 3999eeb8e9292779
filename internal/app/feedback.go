package app

import (
	"context"
	"time"

	"loaxom/internal/feedback"
)

// feedback runs the desk of cases once there is content, whose words it speaks.
func (a *App) feedback(ctx context.Context) error {
	select {
	case <-a.loaded:
	case <-ctx.Done():
		return nil
	}
	return a.cases.Run(ctx)
}

// category is a category of reports as the content in force has it, with the commune's own deadline where the
// configuration sets one.
func (a *App) category(id string) (feedback.Category, bool) {
	lib := a.inForce()
	if lib == nil {
		return feedback.Category{}, false
	}
	c, ok := lib.Category(id)
	if !ok {
		return feedback.Category{}, false
	}
	days, set := a.cfg.Feedback.Days(id)
	if !set {
		days = c.Days
	}
	return feedback.Category{ID: id, Name: c.Name, Days: days, Set: set, Evidence: c.Evidence, Official: c.Official}, true
}

// workingDay is the n-th working day after the day of from, by the commune's calendar; without content every day
// is one.
func (a *App) workingDay(from time.Time, n int) time.Time {
	if lib := a.inForce(); lib != nil {
		return lib.AddWorkingDays(from, n)
	}
	return from.AddDate(0, 0, n)
}
