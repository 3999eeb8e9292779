package vi

import (
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

var delta = time.FixedZone("+07", 7*3600)

// monday is the moment at which the forms are read: thứ Hai 23/11/2026, 9:00.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, delta)

// TestWhen: what people write, and what it means; where it means nothing, why.
func TestWhen(t *testing.T) {
	for text, want := range map[string]string{
		// the hour alone: the next time that the clock shows it
		"19h":                   "23/11/2026 19:00",
		"19 giờ":                "23/11/2026 19:00",
		"19 gio":                "23/11/2026 19:00",
		"19:30":                 "23/11/2026 19:30",
		"19h30":                 "23/11/2026 19:30",
		"19h30p":                "23/11/2026 19:30",
		"19 giờ 30 phút":        "23/11/2026 19:30",
		"19g30":                 "23/11/2026 19:30",
		"19.30":                 "23/11/2026 19:30",
		"lúc 19h nhé":           "23/11/2026 19:00",
		"gửi lúc 19 giờ ạ":      "23/11/2026 19:00",
		"7h":                    "24/11/2026 07:00",
		"8:05":                  "24/11/2026 08:05",
		"0h":                    "24/11/2026 00:00",
		"24h":                   "24/11/2026 00:00",
		"mười chín giờ":         "23/11/2026 19:00",
		"hai mươi giờ":          "23/11/2026 20:00",
		"hai mươi giờ mười lăm": "23/11/2026 20:15",
		// with the part of the day
		"7 giờ tối":        "23/11/2026 19:00",
		"7 gio toi":        "23/11/2026 19:00",
		"7h tối":           "23/11/2026 19:00",
		"7 tối":            "23/11/2026 19:00",
		"bảy giờ tối":      "23/11/2026 19:00",
		"bay gio ruoi toi": "23/11/2026 19:30",
		"sau gio toi":      "23/11/2026 18:00",
		"7 giờ rưỡi tối":   "23/11/2026 19:30",
		"7 rưỡi tối":       "23/11/2026 19:30",
		"8 giờ kém 15 tối": "23/11/2026 19:45",
		"8 giờ sáng":       "24/11/2026 08:00",
		"3 giờ chiều":      "23/11/2026 15:00",
		"12 giờ trưa":      "23/11/2026 12:00",
		"1 giờ trưa":       "23/11/2026 13:00",
		"11 giờ đêm":       "23/11/2026 23:00",
		"12 giờ đêm":       "24/11/2026 00:00",
		"nửa đêm":          "24/11/2026 00:00",
		"2 giờ đêm":        "24/11/2026 02:00",
		"5 giờ sáng sớm":   "24/11/2026 05:00",
		"tối nay 7h":       "23/11/2026 19:00",
		"7h tối nay":       "23/11/2026 19:00",
		"chiều nay 4 giờ":  "23/11/2026 16:00",
		"19h tối nay":      "23/11/2026 19:00",
		// with the day
		"sáng mai 7h":                     "24/11/2026 07:00",
		"sang mai 7 gio":                  "24/11/2026 07:00",
		"7h sáng mai":                     "24/11/2026 07:00",
		"ngày mai 7 giờ 30":               "24/11/2026 07:30",
		"mai 7h":                          "24/11/2026 07:00",
		"tối mai 8h":                      "24/11/2026 20:00",
		"ngày kia 8h":                     "25/11/2026 08:00",
		"ngày mốt 8h":                     "25/11/2026 08:00",
		"hôm nay 15h":                     "23/11/2026 15:00",
		"thứ bảy 9 giờ":                   "28/11/2026 09:00",
		"thu bay 9 gio":                   "28/11/2026 09:00",
		"thứ 7 9h":                        "28/11/2026 09:00",
		"T7 9h":                           "28/11/2026 09:00",
		"9h sáng thứ bảy":                 "28/11/2026 09:00",
		"chủ nhật 8h":                     "29/11/2026 08:00",
		"CN 8h sáng":                      "29/11/2026 08:00",
		"thứ hai 19h":                     "23/11/2026 19:00",
		"thứ hai 8h":                      "30/11/2026 08:00",
		"thứ hai tuần sau 19h":            "30/11/2026 19:00",
		"thứ ba tuần tới 8 giờ tối":       "01/12/2026 20:00",
		"8h thứ sáu tuần này":             "27/11/2026 08:00",
		"sang tuần thứ tư 8h":             "02/12/2026 08:00",
		"thứ hai mười giờ":                "23/11/2026 10:00",
		"20/12 8h":                        "20/12/2026 08:00",
		"8h 20/12":                        "20/12/2026 08:00",
		"8h ngày 20/12":                   "20/12/2026 08:00",
		"20-12 8h":                        "20/12/2026 08:00",
		"20/12/2026 19:30":                "20/12/2026 19:30",
		"20/12/26 19h30":                  "20/12/2026 19:30",
		"20.12.2026 8:00":                 "20/12/2026 08:00",
		"ngày 20 tháng 12 lúc 8 giờ sáng": "20/12/2026 08:00",
		"8 giờ sáng ngày 20 tháng mười hai năm 2026": "20/12/2026 08:00",
		"thứ bảy 28/11 9h":                           "28/11/2026 09:00",
		"ngày 25 7h tối":                             "25/11/2026 19:00",
		"ngày 5 8h":                                  "05/12/2026 08:00",
		"5/1 8h":                                     "05/01/2027 08:00",
		"29/2/2028 8h":                               "29/02/2028 08:00",
		"ngày 31 8h":                                 "31/12/2026 08:00",
		// from now on
		"30 phút nữa":      "23/11/2026 09:30",
		"ba mươi phút nữa": "23/11/2026 09:30",
		"sau 2 tiếng":      "23/11/2026 11:00",
		"2 tiếng nữa":      "23/11/2026 11:00",
		"1 tiếng rưỡi nữa": "23/11/2026 10:30",
		"nửa tiếng nữa":    "23/11/2026 09:30",
		"sau 30p":          "23/11/2026 09:30",
		"2 ngày nữa 8h":    "25/11/2026 08:00",
		// what cannot be gone by
		"25:00":                        "no_such_hour",
		"25h":                          "no_such_hour",
		"7h75":                         "no_such_hour",
		"24:30":                        "no_such_hour",
		"13 giờ sáng":                  "no_such_hour",
		"30/2 8h":                      "no_such_day",
		"31/11 8h":                     "no_such_day",
		"32/1 8h":                      "no_such_day",
		"20/13 8h":                     "no_such_day",
		"29/2/2027 8h":                 "no_such_day",
		"ngày 32 8h":                   "no_such_day",
		"thứ 8 9h":                     "no_such_day",
		"thứ tư 28/11 9h":              "no_such_day",
		"20/11 8h":                     "past",
		"1/1/2020 8h":                  "past",
		"hôm nay 7h":                   "past",
		"sáng nay 7h":                  "past",
		"thứ hai tuần này 8h":          "past",
		"20/12":                        "no_hour",
		"sáng mai":                     "no_hour",
		"thứ bảy":                      "no_hour",
		"mùng 5 8h":                    "lunar",
		"8h rằm":                       "lunar",
		"":                             "unread",
		"hôm nào rảnh":                 "unread",
		"7h hoặc 8h":                   "unread",
		"mai họp lúc 7h ở nhà văn hóa": "unread",
		"tuần sau":                     "unread",
		"mai 20/12 8h":                 "unread",
		"8":                            "unread",
		"0912345678":                   "unread",
		"sớm nhất có thể":              "unread",
	} {
		for _, form := range []string{text, norm.NFD.String(text)} {
			at, why := When(form, monday)
			got := string(why)
			if why == "" {
				got = at.Format("02/01/2006 15:04")
			}
			if got != want {
				t.Errorf("%q: %s, want %s", form, got, want)
			}
		}
	}
}

// FuzzWhen: whatever is read lies after now, on a whole minute, in now's zone.
func FuzzWhen(f *testing.F) {
	for _, s := range []string{"19h", "sáng mai 7h", "thứ bảy tuần sau 9 giờ kém 15", "30/2", "1 tiếng rưỡi nữa", "7 7 7", "::", "99999h", "-1/-1 8h"} {
		f.Add(s, int64(0))
	}
	f.Fuzz(func(t *testing.T, text string, shift int64) {
		now := monday.Add(time.Duration(shift%(400*86400)) * time.Second)
		at, why := When(text, now)
		if why == "" && (!at.After(now) || at.Second() != 0 || at.Location() != now.Location()) {
			t.Errorf("%q at %v: %v", text, now, at)
		}
		if why != "" && !at.IsZero() {
			t.Errorf("%q: a time beside %s", text, why)
		}
	})
}

func TestMoment(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, delta) }
	for want, at := range map[string]time.Time{
		"7 giờ 30 tối nay, thứ Hai 23/11/2026": day(23, 19, 30),
		"10 giờ sáng nay, thứ Hai 23/11/2026":  day(23, 10, 0),
		"12 giờ trưa mai, thứ Ba 24/11/2026":   day(24, 12, 0),
		"6 giờ sáng mai, thứ Ba 24/11/2026":    day(24, 6, 0),
		"3 giờ 05 chiều, thứ Bảy 28/11/2026":   day(28, 15, 5),
		"0 giờ mai, thứ Ba 24/11/2026":         day(24, 0, 0),
		"11 giờ đêm, Chủ nhật 29/11/2026":      day(29, 23, 0),
		"0 giờ 10 hôm nay, thứ Hai 23/11/2026": day(23, 0, 10),
	} {
		if got := Moment(at, monday); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if at.After(monday) { // what is said can be written back
			if back, why := When(want, monday); why != "" || !back.Equal(at) {
				t.Errorf("%s reads as %v (%s)", want, back, why)
			}
		}
	}
}
