package feedback

import "time"

// deadline is the end of the n-th working day after the day of from: the day counts whole, because it is told
// as a date.
func (d *Desk) deadline(from time.Time, n int) time.Time {
	day := d.cfg.WorkingDay(from.In(d.cfg.Zone), max(n, 1))
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, d.cfg.Zone).UTC()
}

// morning is the time of day at which reminders are due: early enough to do something about it that day.
const morning = 8

// The steps of reminding (design, section 7): the officer in charge at 50, 80 and 100 percent of the working
// days, then the head of the office, then the chair. Of the officer's, the last is on the morning of the last
// day. The head hears of it on the first working day after it, the chair on the third.
var reminderSteps = []struct {
	percent int // of the working days, rounded up to whole ones
	after   int // working days after the deadline
	to      reminded
}{
	{percent: 50, to: remindOfficer},
	{percent: 80, to: remindOfficer},
	{percent: 100, to: remindOfficer},
	{percent: 100, after: 1, to: remindHead},
	{percent: 100, after: 3, to: remindChair},
}

type reminded int

const (
	remindOfficer reminded = iota
	remindHead
	remindChair
)

// stepAt is when a step of reminding is due for a deadline of n working days that runs from that time on.
func (d *Desk) stepAt(from time.Time, n, step int) time.Time {
	s := reminderSteps[step]
	n = max(n, 1)
	day := d.cfg.WorkingDay(from.In(d.cfg.Zone), (n*s.percent+99)/100+s.after)
	return time.Date(day.Year(), day.Month(), day.Day(), morning, 0, 0, 0, d.cfg.Zone).UTC()
}

// run starts the clock of a case: the deadline, and the first reminder.
func (d *Desk) run(c *Case, now time.Time) {
	c.Runs = now.UTC()
	if c.Anonymous { // the day is what counts; the moment would lead to the message in which it was written
		c.Runs = c.Runs.Truncate(blurred)
	}
	c.Deadline = d.deadline(now, c.Days)
	c.Step = 0
	c.Remind = time.Time{}
	if d.cfg.Reminders {
		c.Remind = d.stepAt(now, c.Days, 0)
	}
}
