package content

import "time"

// Holiday is a day off by law, or a working day moved to a weekend (Bộ luật Lao động 45/2019/QH14,
// Điều 112; the days around Tết and 2/9 are fixed by the government each year).
type Holiday struct {
	Date       Date   `toml:"date"`
	Name       string `toml:"name"`
	Source     string `toml:"source"`
	Confidence string `toml:"confidence"`
	Confirm    bool   `toml:"confirm"` // the commune looks at it before deadlines hang on it

	file string
}

// holidayFile is content/holiday/<year>.toml.
type holidayFile struct {
	Year    int       `toml:"year"`
	Holiday []Holiday `toml:"holiday"`
	Workday []Holiday `toml:"workday"` // make-up days: a Saturday or Sunday that is worked
}

// Holiday tells whether that day is a public holiday, and which.
func (l *Library) Holiday(on time.Time) (Holiday, bool) {
	d := DateOf(on)
	if !l.years[d.Year()] {
		name, ok := statutory(d)
		return Holiday{Date: d, Name: name}, ok
	}
	h, ok := l.holidays[d]
	return h, ok
}

// KnowsYear tells whether there is a file for that year; without one only weekends and the holidays whose
// days the law itself names are known, so Tết and Giỗ Tổ count as working days.
func (l *Library) KnowsYear(year int) bool { return l.years[year] }

// UnknownYears are the years whose list of holidays is missing on that day and has to be written: the present
// one, and from December on the next.
func (l *Library) UnknownYears(on time.Time) (years []int) {
	today := DateOf(on)
	for _, year := range []int{today.Year(), today.AddDays(soonDays).Year()} {
		if !l.years[year] && (len(years) == 0 || years[0] != year) {
			years = append(years, year)
		}
	}
	return years
}

// WorkingDay tells whether offices of the state work on that day: Monday to Friday but holidays,
// and the make-up days.
func (l *Library) WorkingDay(on time.Time) bool { return l.workingDay(DateOf(on)) }

func (l *Library) workingDay(d Date) bool {
	if _, makeUp := l.workdays[d]; makeUp {
		return true
	}
	if _, off := l.holidays[d]; off || weekend(d) {
		return false
	}
	if l.years[d.Year()] {
		return true
	}
	_, off := statutory(d)
	return !off
}

// AddWorkingDays is the n-th working day after the day of from (n = 0: that day itself), at the
// same time of day in from's location.
func (l *Library) AddWorkingDays(from time.Time, n int) time.Time {
	d := DateOf(from)
	for n > 0 {
		from, d = from.AddDate(0, 0, 1), d.AddDays(1)
		if l.workingDay(d) {
			n--
		}
	}
	return from
}

func weekend(d Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
