package content

import "time"

// cultureYear is the first year in which 24/11 is a day off (Nghị quyết 28/2026/QH16, Điều 2, in force from
// 1/7/2026).
const cultureYear = 2026

// fixedHoliday is a public holiday whose day of the solar calendar the law names.
type fixedHoliday struct {
	date Date
	name string
}

// fixedHolidays are those of a year, in order, without the days off in their stead (Bộ luật Lao động
// 45/2019/QH14, Điều 112). Which day beside 2/9 is free the government decides each year; here it is the one
// that it always took so far: the day after where 2/9 is a Thursday, else the day before. Tết and Giỗ Tổ
// follow the moon and are known by a file only.
func fixedHolidays(year int) []fixedHoliday {
	national := NewDate(year, time.September, 2)
	beside := national.AddDays(-1)
	if national.Weekday() == time.Thursday {
		beside = national.AddDays(1)
	}
	days := []fixedHoliday{
		{NewDate(year, time.January, 1), "Tết Dương lịch"},
		{NewDate(year, time.April, 30), "Ngày Chiến thắng"},
		{NewDate(year, time.May, 1), "Ngày Quốc tế lao động"},
		{national, "Quốc khánh"},
		{beside, "Quốc khánh (ngày liền kề)"},
	}
	if year >= cultureYear {
		days = append(days, fixedHoliday{NewDate(year, time.November, 24), "Ngày Văn hóa Việt Nam"})
	}
	return days
}

// statutory tells whether a day is free by the law alone, and why: a fixed holiday, or the working day after
// one that fell on a weekend (Điều 111 khoản 3). 24/11 stands in a resolution of its own, to which that rule
// does not reach.
func statutory(d Date) (name string, off bool) {
	days := fixedHolidays(d.Year())
	taken := map[Date]bool{}
	for _, h := range days {
		if h.date.Equal(d) {
			return h.name, true
		}
		taken[h.date] = true
	}
	for _, h := range days {
		if !weekend(h.date) || h.date.day.Month() == time.November {
			continue
		}
		instead := h.date.AddDays(1)
		for weekend(instead) || taken[instead] {
			instead = instead.AddDays(1)
		}
		if taken[instead] = true; instead.Equal(d) {
			return "Nghỉ bù " + h.name, true
		}
	}
	return "", false
}
