package vi

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Unclear says why a text is no time that one can go by. The zero value: it is one.
type Unclear string

// What may be wrong with a time.
const (
	Unread     Unclear = "unread"       // it does not read as a time
	NoHour     Unclear = "no_hour"      // a day, and no hour
	NoSuchHour Unclear = "no_such_hour" // 25:00, 13 giờ sáng
	NoSuchDay  Unclear = "no_such_day"  // 30/2, thứ 8
	Past       Unclear = "past"         // it is over
	Lunar      Unclear = "lunar"        // mùng, rằm: of the lunar calendar, which is not reckoned here
)

// When reads a time as people write it, with marks or without: "19h", "7 giờ tối", "19:30", "sáng mai
// 7h", "20/12 8h", "thứ bảy 9 giờ", "30 phút nữa". It is meant after now, in now's zone. Without a day it
// is the next time that the clock shows it; without a part of the day the clock has 24 hours; without a
// year the day is the coming one. All of the text must be part of it: what is not understood is not
// passed over, because whoever writes it may mean another time.
func When(text string, now time.Time) (time.Time, Unclear) {
	if utf8.RuneCountInString(text) > longestTime {
		return time.Time{}, Unread
	}
	r := reading{s: spoken(text), now: now, hour: -1}
	if holds(r.s, lunarWords) {
		return time.Time{}, Lunar
	}
	if at, ok := r.fromNow(); ok {
		return at, ""
	}
	for _, step := range []func() Unclear{r.date, r.weekday, r.nearDay, r.clock, r.part} {
		if why := step(); why != "" {
			return time.Time{}, why
		}
	}
	for _, w := range strings.Fields(r.s) {
		if !fillers[w] {
			return time.Time{}, Unread
		}
	}
	return r.moment()
}

// longestTime is how many letters a time has at most: whoever writes more writes about something else.
const longestTime = 100

// reading is a time that is being read: what was understood is taken out of s.
type reading struct {
	s            string
	now          time.Time
	hour, minute int // hour -1: none
	daypart      string
	day          time.Time // noon of it; zero: none was named
	coming       bool      // of a day of the week: today counts if the hour is still to come
}

// take finds the first match and blanks it out.
func (r *reading) take(re *regexp.Regexp) []string {
	at := re.FindStringSubmatchIndex(r.s)
	if at == nil {
		return nil
	}
	parts := make([]string, len(at)/2)
	for i := range parts {
		if at[2*i] >= 0 {
			parts[i] = r.s[at[2*i]:at[2*i+1]]
		}
	}
	r.s = r.s[:at[0]] + " | " + r.s[at[1]:]
	return parts
}

func (r *reading) noon(days int) time.Time {
	y, m, d := r.now.Date()
	return time.Date(y, m, d+days, 12, 0, 0, 0, r.now.Location())
}

var (
	lunarWords = []string{"mung", "mong", "ram", "am lich", "al"}
	fillers    = map[string]bool{
		"|": true, "luc": true, "vao": true, "khoang": true, "dung": true, "gui": true, "hen": true, "ngay": true, "hom": true,
		"nhe": true, "nha": true, "a": true, "cho": true, "thi": true, "duong": true, "lich": true, ",": true, ".": true,
	}
)

var afterNow = regexp.MustCompile(`^\W*(?:sau |gui sau )?(\d{1,3}|nua) ?(phut|ph|p|tieng|gio|h|g)( ruoi| nua)?( nua)?(?: nhe| a)?\W*$`)

// fromNow reads "30 phút nữa", "sau 2 tiếng", "nửa tiếng nữa".
func (r *reading) fromNow() (time.Time, bool) {
	m := afterNow.FindStringSubmatch(r.s)
	if m == nil || !strings.Contains(r.s, "sau ") && m[3] != " nua" && m[4] != " nua" {
		return time.Time{}, false
	}
	unit := time.Hour
	if strings.HasPrefix(m[2], "p") {
		unit = time.Minute
	}
	n, err := strconv.Atoi(m[1])
	d := time.Duration(n) * unit
	switch {
	case err != nil:
		d = unit / 2
	case m[3] == " ruoi":
		d += unit / 2
	}
	if d <= 0 {
		return time.Time{}, false
	}
	at := r.now.Add(d)
	if whole := at.Truncate(time.Minute); !whole.Equal(at) {
		at = whole.Add(time.Minute)
	}
	return at, true
}

// moment puts together what was read.
func (r *reading) moment() (time.Time, Unclear) {
	if r.hour < 0 {
		if r.day.IsZero() && r.daypart == "" {
			return time.Time{}, Unread
		}
		return time.Time{}, NoHour
	}
	hour, ok := ofDay(r.daypart, r.hour)
	if !ok {
		return time.Time{}, NoSuchHour
	}
	day, named := r.day, !r.day.IsZero()
	if !named {
		day = r.noon(0)
		if hour >= 24 && r.now.Hour() < 5 { // "2 giờ đêm", said in the night
			hour -= 24
		}
	}
	y, m, d := day.Date()
	at := time.Date(y, m, d, hour, r.minute, 0, 0, r.now.Location())
	switch {
	case at.After(r.now):
		return at, ""
	case !named:
		return at.AddDate(0, 0, 1), ""
	case r.coming:
		return at.AddDate(0, 0, 7), ""
	}
	return time.Time{}, Past
}

// holds tells whether one of the words, or of the groups of words, stands in s.
func holds(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(" "+s+" ", " "+w+" ") {
			return true
		}
	}
	return false
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
