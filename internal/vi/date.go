package vi

import (
	"fmt"
	"time"
)

// Date is the day that t shows in its own location: 23/11/2026. Convert to the commune's zone first.
func Date(t time.Time) string { return t.Format("02/01/2006") }

// DateTime is the minute and the day, the minute first as people say it: 14:05 ngày 23/11/2026.
func DateTime(t time.Time) string { return t.Format("15:04") + " ngày " + Date(t) }

// Weekday is the name of the day, capitals as Nghị định 30/2020/NĐ-CP, Phụ lục II, writes them: thứ
// Hai, Chủ nhật.
func Weekday(d time.Weekday) string {
	names := [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}
	if d < 0 || int(d) >= len(names) {
		return ""
	}
	return names[d]
}

// Duration is d as people say it, rounded down and never with more than two units: dưới 1 phút, 5 phút,
// 2 giờ 30 phút, 3 ngày, 2 ngày 4 giờ. What is negative counts as nothing.
func Duration(d time.Duration) string {
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d/time.Hour)%24, int64(d/time.Minute)%60
	switch {
	case d < time.Minute:
		return "dưới 1 phút"
	case days >= 3 || days > 0 && hours == 0:
		return Number(days) + " ngày"
	case days > 0:
		return fmt.Sprintf("%d ngày %d giờ", days, hours)
	case hours > 0 && minutes == 0:
		return fmt.Sprintf("%d giờ", hours)
	case hours > 0:
		return fmt.Sprintf("%d giờ %d phút", hours, minutes)
	}
	return fmt.Sprintf("%d phút", minutes)
}
