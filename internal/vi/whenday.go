package vi

import (
	"regexp"
	"time"
)

var (
	slashDate = regexp.MustCompile(`\b(\d{1,2}) ?[/-] ?(\d{1,2})(?: ?[/-] ?(\d{4}|\d{2}))?\b`)
	pointDate = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b`)
	wordDate  = regexp.MustCompile(`\b(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?\b`)
	dayOnly   = regexp.MustCompile(`\bngay (\d{1,2})\b`)
	daysOn    = regexp.MustCompile(`\b(?:sau )?(\d{1,2}) (ngay|hom)(?: nua)?\b`)
)

// date reads a day with its month, or a day of this month or the next.
func (r *reading) date() Unclear {
	for _, re := range []*regexp.Regexp{pointDate, slashDate, wordDate} {
		if m := r.take(re); m != nil {
			return r.dated(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	if m := r.take(dayOnly); m != nil {
		y, month, _ := r.now.Date()
		for i := range 3 { // a month without a 31st is passed over
			on, ok := r.on(y, int(month)+i, number(m[1]))
			if ok && !on.Before(r.noon(0)) {
				r.day = on
				return ""
			}
		}
		return NoSuchDay
	}
	if m := r.take(daysOn); m != nil {
		r.day = r.noon(number(m[1]))
	}
	return ""
}

func (r *reading) dated(d, m, y int) Unclear {
	switch {
	case m < 1 || m > 12:
		return NoSuchDay
	case y > 0 && y < 100:
		y += 2000
	case y == 0:
		y = r.now.Year()
		// In December a day of January is the next year's; what is long over was meant as it stands.
		if on, ok := r.on(y, m, d); ok && r.now.Sub(on) > 180*24*time.Hour {
			y++
		}
	}
	on, ok := r.on(y, m, d)
	if !ok {
		return NoSuchDay
	}
	r.day = on
	return ""
}

// on is noon of a day; false: there is none such.
func (r *reading) on(y, m, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(m), d, 12, 0, 0, 0, r.now.Location())
	return t, d >= 1 && t.Day() == d
}

var (
	weekWord = regexp.MustCompile(`\b(?:sang )?tuan (sau|toi|nay)\b|\bsang tuan\b`)
	weekDay  = regexp.MustCompile(`\b(?:thu|t) ?(\d{1,2})\b|\b(chu nhat|cn)\b`)
	thisDay  = regexp.MustCompile(`\| nay\b`)
)

// weekday reads "thứ bảy", "t7", "chủ nhật tuần sau". The week begins on Monday.
func (r *reading) weekday() Unclear {
	week := r.take(weekWord)
	m := r.take(weekDay)
	switch {
	case m == nil && week != nil:
		return Unread
	case m == nil:
		return ""
	case !r.day.IsZero(): // "thứ bảy 28/11": the date says it already, if it is that day
		if want, ok := dayOfWeek(m); !ok || r.day.Weekday() != want {
			return NoSuchDay
		}
		return ""
	}
	want, ok := dayOfWeek(m)
	if !ok {
		return NoSuchDay
	}
	monday := -(int(r.now.Weekday()) + 6) % 7
	ahead := monday + (int(want)+6)%7
	switch {
	case week == nil && r.take(thisDay) == nil:
		if r.coming = ahead == 0; ahead < 0 {
			ahead += 7
		}
	case week != nil && week[1] != "nay":
		ahead += 7
	}
	r.day = r.noon(ahead)
	return ""
}

func dayOfWeek(m []string) (time.Weekday, bool) {
	if m[2] != "" {
		return time.Sunday, true
	}
	n := number(m[1])
	return time.Weekday(n - 1), n >= 2 && n <= 7
}

var nearDays = []struct {
	re   *regexp.Regexp
	days int
}{
	{regexp.MustCompile(`\b(?:hom|ngay|bua) nay\b`), 0},
	{regexp.MustCompile(`\b(?:ngay |hom |bua )?mai\b`), 1},
	{regexp.MustCompile(`\b(?:ngay |hom |bua )?kia\b`), 2},
	{regexp.MustCompile(`\bnay\b`), 0},
}

// nearDay reads "hôm nay", "mai", "ngày kia".
func (r *reading) nearDay() Unclear {
	for _, n := range nearDays {
		if r.take(n.re) == nil {
			continue
		}
		if on := r.noon(n.days); !r.day.IsZero() && !r.day.Equal(on) {
			return Unread // two days
		}
		r.day, r.coming = r.noon(n.days), false
	}
	return ""
}
