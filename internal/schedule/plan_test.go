package schedule

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func vietnam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestLinesFireByTheCommunesClock(t *testing.T) {
	zone := vietnam(t)
	for _, c := range []struct {
		name, line string
		after      time.Time
		want       string // "" for never
	}{
		{"a Monday at seven", "0 7 * * 1", time.Date(2026, 11, 25, 12, 0, 0, 0, zone), "2026-11-30T07:00:00+07:00"},
		{"asked in UTC it is the same moment", "0 7 * * 1", time.Date(2026, 11, 29, 23, 59, 59, 0, time.UTC), "2026-11-30T07:00:00+07:00"},
		{"the moment itself is not after itself", "0 7 * * 1", time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), "2026-12-07T07:00:00+07:00"},
		{"a part of a second before", "0 7 * * 1", time.Date(2026, 11, 29, 23, 59, 59, 999_999_999, time.UTC), "2026-11-30T07:00:00+07:00"},
		{"once a year", "30 8 15 4 *", time.Date(2026, 11, 25, 0, 0, 0, 0, zone), "2027-04-15T08:30:00+07:00"},
		{"names of days and months", "0 7 * JAN mon", time.Date(2026, 11, 25, 0, 0, 0, 0, zone), "2027-01-04T07:00:00+07:00"},
		{"the 29th of February waits for its year", "0 7 29 2 *", time.Date(2026, 11, 25, 0, 0, 0, 0, zone), "2028-02-29T07:00:00+07:00"},
		{"the 31st skips short months", "0 7 31 * *", time.Date(2027, 1, 31, 8, 0, 0, 0, zone), "2027-03-31T07:00:00+07:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Parse(c.line, zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Next(c.after).Format(time.RFC3339); got != c.want {
				t.Errorf("%q after %s is %s, want %s", c.line, c.after, got, c.want)
			}
		})
	}
}

// The machine's own zone must not creep in: robfig/cron reads a line whose zone is time.Local as if
// it had none.
func TestTheMachinesZoneIsAZoneLikeOthers(t *testing.T) {
	p, err := Parse("0 7 * * *", time.Local)
	if err != nil {
		t.Fatal(err)
	}
	far := time.FixedZone("far", 11*3600)
	got := p.Next(time.Date(2026, 11, 25, 0, 0, 0, 0, far)).In(time.Local)
	if got.Hour() != 7 || got.Minute() != 0 {
		t.Errorf("fires at %s", got)
	}
}

func TestLinesThatAreRefused(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", "write five fields"},
		{"   ", "write five fields"},
		{"0 7 * *", "write five fields"},
		{"0 0 7 * * 1", "write five fields"},
		{"60 7 * * *", "write five fields"},
		{"0 25 * * *", "write five fields"},
		{"0 7 32 * *", "write five fields"},
		{"0 7 * 13 *", "write five fields"},
		{"0 7 * * 7", "write five fields"},
		{"0 7 * * thứ-hai", "write five fields"},
		{"7h sáng thứ hai", "write five fields"},
		{"*/0 7 * * *", "write five fields"},
		{"0 7 30 2 *", "does not exist"},
		{"0 7 31 2,4,6,9,11 *", "does not exist"},
		{"0 7 31 4 *", "does not exist"},
		{"TZ=Asia/Tokyo 0 7 * * 1", "names a time zone"},
		{"TZ=Asia/Tokyo", "names a time zone"},
		{"CRON_TZ=UTC 0 7 * * 1", "names a time zone"},
		{" CRON_TZ=UTC 0 7 * * 1", "names a time zone"},
		{"@every 1h", `begins with "@"`},
		{" @every 1h", `begins with "@"`},
		{"@weekly", `begins with "@"`},
		{"0 7 * * 1\n0 8 * * 2", "more than one line"},
	} {
		p, err := Parse(c.line, vietnam(t))
		if err == nil {
			t.Errorf("%q was taken; it fires on %s", c.line, p.Next(time.Now()))
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %q says nothing of %q", c.line, err, c.want)
		}
	}
}

func TestWhatALineSays(t *testing.T) {
	for _, c := range []struct {
		line            string
		oftener, either bool
	}{
		{"0 7 * * 1", false, false},
		{"0 7 1 * *", false, false},
		{"0 7 * * *", false, false},
		{"0 7,19 * * *", true, false},
		{"*/5 7 * * *", true, false},
		{"* 7 * * *", true, false},
		{"0 * * * *", true, false},
		{"0 7 1-7 * 1", false, true},
		{"0 7 ? * 1", false, false},
	} {
		p, err := Parse(c.line, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if p.OftenerThanDaily() != c.oftener || p.EitherDay() != c.either {
			t.Errorf("%q: oftener than daily %v, either day %v", c.line, p.OftenerThanDaily(), p.EitherDay())
		}
	}
	moments := On(time.Unix(0, 0), time.Unix(1, 0))
	if moments.OftenerThanDaily() || moments.EitherDay() {
		t.Error("a list of moments is no line")
	}
}

func TestMomentsFireOnceEach(t *testing.T) {
	a, b := time.Date(2027, 1, 4, 7, 0, 0, 0, vietnam(t)), time.Date(2027, 2, 1, 7, 0, 0, 0, vietnam(t))
	p := On(b, a, b)
	if got := p.Due(time.Time{}, b.AddDate(9, 0, 0), 10); len(got) != 2 || !got[0].Equal(a) || !got[1].Equal(b) {
		t.Errorf("due %v", got)
	}
	if got := p.Due(a, b, 10); len(got) != 1 || !got[0].Equal(b) {
		t.Errorf("after the first %v", got)
	}
	if !p.Next(b).IsZero() {
		t.Errorf("after the last %s", p.Next(b))
	}
	if (Plan{}).Due(time.Time{}, b, 10) != nil || On().Due(time.Time{}, b, 10) != nil {
		t.Error("a plan without firings fires")
	}
}

// plans are lines and lists of moments of every kind.
func plans(t *rapid.T, zone *time.Location) Plan {
	if rapid.Bool().Draw(t, "moments") {
		var moments []time.Time
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			moments = append(moments, moment(t, "moment"))
		}
		return On(moments...)
	}
	field := func(name string, lo, hi int) string {
		if rapid.Bool().Draw(t, name+" any") {
			return "*"
		}
		return strconv.Itoa(rapid.IntRange(lo, hi).Draw(t, name))
	}
	line := strconv.Itoa(rapid.IntRange(0, 59).Draw(t, "minute")) + " " + strconv.Itoa(rapid.IntRange(0, 23).Draw(t, "hour")) + " " +
		field("day", 1, 28) + " " + field("month", 1, 12) + " " + field("weekday", 0, 6)
	p, err := Parse(line, zone)
	if err != nil {
		t.Fatalf("%q: %s", line, err)
	}
	return p
}

func moment(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" ns")).UTC()
}

// Due is the whole of what lies in (last, now]: nothing outside, in order, nothing twice; and asking
// in two steps finds the same as asking at once, so a firing is neither lost nor doubled where the
// program happened to look.
func TestDueIsWhatLiesBetween(t *testing.T) {
	zones := []*time.Location{vietnam(t), time.UTC, time.FixedZone("west", -9*3600-1800)}
	rapid.Check(t, func(t *rapid.T) {
		p := plans(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		last := moment(t, "last")
		between := last.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "to between")))
		now := between.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "to now")))
		const all = 5000
		due := p.Due(last, now, all)
		for i, d := range due {
			if !d.After(last) || d.After(now) {
				t.Fatalf("%s is not in (%s, %s]", d, last, now)
			}
			if i > 0 && !d.After(due[i-1]) {
				t.Fatalf("%s follows %s", d, due[i-1])
			}
		}
		steps := append(p.Due(last, between, all), p.Due(between, now, all)...)
		if !slices.EqualFunc(due, steps, time.Time.Equal) {
			t.Fatalf("at once %v, in two steps %v", due, steps)
		}
		if limit := rapid.IntRange(0, 3).Draw(t, "limit"); !slices.EqualFunc(due[:min(limit, len(due))], p.Due(last, now, limit), time.Time.Equal) {
			t.Fatalf("the first %d of %v are %v", limit, due, p.Due(last, now, limit))
		}
		if p.Due(now, last, all) != nil && now.After(last) {
			t.Fatal("a clock that went back finds something due")
		}
	})
}

// The time of day of each firing is the one on the line, whatever zone the asker lives in.
func TestEveryFiringIsAtTheHourOfTheLine(t *testing.T) {
	zone := vietnam(t)
	rapid.Check(t, func(t *rapid.T) {
		hour, minute := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
		p, err := Parse(strconv.Itoa(minute)+" "+strconv.Itoa(hour)+" * * 1", zone)
		if err != nil {
			t.Fatal(err)
		}
		got := p.Next(moment(t, "after"))
		if got.Hour() != hour || got.Minute() != minute || got.Weekday() != time.Monday || got.Location() != zone {
			t.Fatalf("fires on %s", got)
		}
	})
}

// FuzzParse gives the parser anything: it answers with a plan that moves forward, or with an error.
func FuzzParse(f *testing.F) {
	for _, line := range []string{"0 7 * * 1", "TZ=", "CRON_TZ=x", "@every 1h", "*/5 1-3 1,2 JAN-MAR 0", "0 7 30 2 *", "? ? ? ? ?", "0 7 1/0 * *"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := Parse(line, time.UTC)
		if err != nil {
			return
		}
		at := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
		if next := p.Next(at); !next.After(at) {
			t.Errorf("%q after %s fires at %s", line, at, next)
		}
		if len(strings.Fields(line)) != 5 {
			t.Errorf("%q was taken", line)
		}
	})
}
