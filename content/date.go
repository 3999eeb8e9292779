package content

import (
	"errors"
	"time"
)

// Date is a day of the calendar without a clock or a zone, as content writes it: 2026-11-23. The
// zero Date means that none was given.
type Date struct{ day time.Time }

// DateOf is the calendar day that t shows in its own location. Pass times in the commune's zone:
// 23:30 of the 31st in Viet Nam is still the 31st.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// NewDate is the given day.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// UnmarshalTOML takes a TOML local date and nothing else: a time of day has no meaning here, and a
// quoted date is a string that nobody has looked at.
func (d *Date) UnmarshalTOML(v any) error {
	t, ok := v.(time.Time)
	if !ok || t.Location().String() != "date-local" {
		return errors.New("not a date; write it without quotes and without a time, like 2026-11-23")
	}
	*d = DateOf(t)
	return nil
}

// IsZero tells that no day was given.
func (d Date) IsZero() bool { return d.day.IsZero() }

// Before, After and Equal compare days.
func (d Date) Before(o Date) bool { return d.day.Before(o.day) }

// After tells whether d is a later day than o.
func (d Date) After(o Date) bool { return d.day.After(o.day) }

// Equal tells whether both are the same day.
func (d Date) Equal(o Date) bool { return d.day.Equal(o.day) }

// AddDays is the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return Date{d.day.AddDate(0, 0, n)} }

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return d.day }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.day.Weekday() }

// Year is the year.
func (d Date) Year() int { return d.day.Year() }

// Vietnamese is the day as it is written here: 23/11/2026.
func (d Date) Vietnamese() string { return d.day.Format("02/01/2006") }

// String is the day as content files write it: 2026-11-23; "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.day.Format(time.DateOnly)
}
