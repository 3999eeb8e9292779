package vi

import (
	"fmt"
	"time"
)

// Moment is t in words that can be checked at a glance, as it is seen from now: 7 giờ 30 tối nay, thứ Hai
// 23/11/2026. Both are shown in their own location; convert to the commune's zone first.
func Moment(t, now time.Time) string {
	hour, part := hourOf(t.Hour())
	s := fmt.Sprintf("%d giờ", hour)
	if t.Minute() > 0 {
		s += fmt.Sprintf(" %02d", t.Minute())
	}
	if part != "" {
		s += " " + part
	}
	y, m, d := now.Date()
	switch ty, tm, td := t.Date(); time.Date(ty, tm, td, 12, 0, 0, 0, time.UTC).Sub(time.Date(y, m, d, 12, 0, 0, 0, time.UTC)) {
	case 0:
		s += nearer(part, "nay")
	case 24 * time.Hour:
		s += nearer(part, "mai")
	}
	return s + ", " + Weekday(t.Weekday()) + " " + Date(t)
}

// nearer is the near day behind a part of the day, or with a word of its own.
func nearer(part, day string) string {
	if part == "" && day == "nay" {
		return " hôm nay"
	}
	return " " + day
}

// hourOf is the hour as people say it, with the part of the day; the first hour of the day has none.
func hourOf(h int) (hour int, part string) {
	switch {
	case h == 0:
		return 0, ""
	case h < 11:
		return h, "sáng"
	case h < 13:
		return h, "trưa"
	case h < 18:
		return h - 12, "chiều"
	case h < 22:
		return h - 12, "tối"
	}
	return h - 12, "đêm"
}
