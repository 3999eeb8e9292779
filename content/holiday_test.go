package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// madeUp are ten years of holidays that a government might decide: five days of Tết, the fixed days, and days
// off that are worked on a Saturday instead. Some years have no file.
type madeUp struct {
	files    map[string]string
	known    map[int]bool
	holidays map[string]bool
	workdays map[string]bool
}

const firstMadeUp, madeUpYears = 2040, 10

func drawYears(t *rapid.T) madeUp {
	m := madeUp{files: map[string]string{}, known: map[int]bool{}, holidays: map[string]bool{}, workdays: map[string]bool{}}
	for year := firstMadeUp; year < firstMadeUp+madeUpYears; year++ {
		if rapid.IntRange(0, 4).Draw(t, "no file") == 0 {
			continue
		}
		m.known[year] = true
		off := map[string]bool{}
		for _, h := range fixedHolidays(year) {
			off[h.date.String()] = true
		}
		tet := NewDate(year, time.January, 20).AddDays(rapid.IntRange(0, 30).Draw(t, "Tết"))
		for i := range 5 {
			off[tet.AddDays(i).String()] = true
		}
		worked := map[string]bool{}
		for range rapid.IntRange(0, 4).Draw(t, "swaps") {
			d := NewDate(year, time.January, 5).AddDays(rapid.IntRange(0, 340).Draw(t, "swap"))
			for weekend(d) || off[d.String()] {
				d = d.AddDays(1)
			}
			saturday := d.AddDays(int(time.Saturday-d.Weekday()) + 7*rapid.IntRange(-1, 1).Draw(t, "week"))
			if s := saturday.String(); saturday.Year() == year && d.Year() == year && !off[s] && !worked[s] {
				off[d.String()], worked[s] = true, true
			}
		}
		var text strings.Builder
		fmt.Fprintf(&text, "year = %d\n", year)
		for table, days := range map[string]map[string]bool{"holiday": off, "workday": worked} {
			for d := range days {
				fmt.Fprintf(&text, "[[%s]]\ndate = %s\nname = \"Ngày thử\"\nsource = \"x\"\nconfidence = \"cao\"\n", table, d)
			}
		}
		for d := range off {
			m.holidays[d] = true
		}
		for d := range worked {
			m.workdays[d] = true
		}
		m.files[fmt.Sprintf("holiday/%d.toml", year)] = text.String()
	}
	return m
}

// worked says by hand, without the library, whether a day of a year with a file is worked.
func (m madeUp) worked(d Date) bool {
	wd := d.Weekday()
	return m.workdays[d.String()] || wd != time.Saturday && wd != time.Sunday && !m.holidays[d.String()]
}

// The n-th working day is a working day; between it and the beginning lie exactly n-1 others; a longer time
// never ends sooner, nor does one that begins later; and the hour stays.
func TestWorkingDaysOverTenMadeUpYears(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	rapid.Check(t, func(rt *rapid.T) {
		m := drawYears(rt)
		lib := tiny(t, m.files)
		if faults := Faults(lib.problems); len(faults) > 0 {
			rt.Fatalf("faults in what was made up: %v", faults)
		}
		if faults := holidayFaults(lib); len(faults) > 0 {
			rt.Fatalf("check finds: %v", faults)
		}
		from := time.Date(firstMadeUp, 1, 1, 10, 30, 0, 0, zone).AddDate(0, 0, rapid.IntRange(0, 364*madeUpYears).Draw(rt, "from"))
		n := rapid.IntRange(1, 60).Draw(rt, "days")
		end := lib.AddWorkingDays(from, n)
		if !lib.WorkingDay(end) || !end.After(from) || end.Hour() != 10 || end.Minute() != 30 {
			rt.Fatalf("%d working days after %s is %s", n, from, end)
		}
		between := 0
		for d := DateOf(from).AddDays(1); d.Before(DateOf(end)); d = d.AddDays(1) {
			if lib.workingDay(d) {
				between++
			}
			if m.known[d.Year()] && lib.workingDay(d) != m.worked(d) {
				rt.Fatalf("%s is taken for worked: %t", d, lib.workingDay(d))
			}
		}
		if between != n-1 {
			rt.Fatalf("%d working days before the last of %d", between, n)
		}
		if more := lib.AddWorkingDays(from, n+1); !more.After(end) {
			rt.Fatalf("%d days end on %s, one more on %s", n, end, more)
		}
		if later := lib.AddWorkingDays(from.AddDate(0, 0, 1), n); later.Before(end) {
			rt.Fatalf("%d days from %s end on %s, from the day after on %s", n, from, end, later)
		}
		if step := lib.AddWorkingDays(lib.AddWorkingDays(from, 1), n-1); !step.Equal(end) {
			rt.Fatalf("in two steps %s, at once %s", step, end)
		}
	})
}

// holidayFaults is what check says of holidays alone.
func holidayFaults(lib *Library) []Problem {
	c := &check{lib: lib}
	c.holidays()
	return c.all
}

// Without a file the days that the law names are free, and the days after those that fall on a weekend.
func TestAYearWithoutAFileKnowsTheFixedHolidays(t *testing.T) {
	l := tiny(t, map[string]string{"holiday/2026.toml": "year = 2026\n"})
	for _, c := range []struct {
		year int
		off  []string // of the days around the holidays, Monday to Friday
	}{
		{2028, []string{"01-03", "05-01", "05-02", "09-01", "09-04", "11-24"}}, // 1/1 on a Saturday, 30/4 on a Sunday, 2/9 on a Saturday
		{2029, []string{"01-01", "04-30", "05-01", "09-03", "09-04"}},          // 2/9 on a Sunday, 24/11 on a Saturday: not made up
		{2021, []string{"01-01", "04-30", "05-03", "09-02", "09-03"}},          // 2/9 on a Thursday; no day of culture yet
	} {
		var got []string
		for d := NewDate(c.year, time.January, 1); d.Year() == c.year; d = d.AddDays(1) {
			if !weekend(d) && !l.workingDay(d) {
				got = append(got, d.String()[5:])
			}
		}
		if !slices.Equal(got, c.off) {
			t.Errorf("%d: %v, want %v", c.year, got, c.off)
		}
	}
	if h, ok := l.Holiday(day(2028, 9, 2)); !ok || h.Name != "Quốc khánh" {
		t.Errorf("2/9/2028 is %q, %t", h.Name, ok)
	}
}

func TestWhichListsOfHolidaysAreMissing(t *testing.T) {
	l := tiny(t, map[string]string{"holiday/2026.toml": "year = 2026\n"})
	for _, c := range []struct {
		on   time.Time
		want []int
	}{
		{day(2026, 6, 1), nil},
		{day(2026, 12, 10), []int{2027}},
		{day(2027, 3, 1), []int{2027}},
		{day(2027, 12, 20), []int{2027, 2028}},
	} {
		if got := l.UnknownYears(c.on); !slices.Equal(got, c.want) {
			t.Errorf("on %s: %v, want %v", c.on.Format(time.DateOnly), got, c.want)
		}
	}
}

// The shipped years, day by day, as the law and the notices of the ministry have them.
func TestShippedHolidays(t *testing.T) {
	l, _ := Load()
	for year, want := range map[int][]string{
		2026: {"01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30", "05-01", "08-31", "09-01", "09-02", "11-24"},
		2027: {"01-01", "02-05", "02-08", "02-09", "02-10", "02-11", "04-16", "04-30", "05-03", "09-02", "09-03", "11-24"},
	} {
		var got, worked []string
		for d := NewDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
			switch is := l.workingDay(d); {
			case !weekend(d) && !is:
				got = append(got, d.String()[5:])
			case weekend(d) && is:
				worked = append(worked, d.String()[5:])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
		if year == 2026 && !slices.Equal(worked, []string{"01-10", "08-22"}) {
			t.Errorf("weekend days that are worked: %v", worked)
		}
	}
}
