package vi_test

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"loaxom/internal/vi"
)

func TestNumbersAreWrittenAsVietnameseDo(t *testing.T) {
	for want, got := range map[string]string{
		"0":                          vi.Number(0),
		"999":                        vi.Number(999),
		"1.000":                      vi.Number(1000),
		"1.234.567":                  vi.Number(1234567),
		"-1.234":                     vi.Number(-1234),
		"-999":                       vi.Number(-999),
		"-9.223.372.036.854.775.808": vi.Number(math.MinInt64),
		"0,5":                        vi.Decimal(0.5),
		"1.234,25":                   vi.Decimal(1234.25),
		"-0,1":                       vi.Decimal(-0.1),
		"3":                          vi.Decimal(3),
		"–":                          vi.Decimal(math.NaN()),
		"2.000 đồng":                 vi.Money(2000),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDaysAndSpansAreSaidAsPeopleDo(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	at := time.Date(2026, 11, 23, 14, 5, 9, 0, zone)
	for want, got := range map[string]string{
		"23/11/2026":            vi.Date(at),
		"05/02/2026":            vi.Date(time.Date(2026, 2, 5, 0, 0, 0, 0, zone)),
		"14:05 ngày 23/11/2026": vi.DateTime(at),
		"thứ Hai":               vi.Weekday(at.Weekday()),
		"Chủ nhật":              vi.Weekday(time.Sunday),
		"thứ Bảy":               vi.Weekday(time.Saturday),
		"":                      vi.Weekday(9),
		"dưới 1 phút":           vi.Duration(-time.Hour),
		"59 phút":               vi.Duration(59*time.Minute + 59*time.Second),
		"2 giờ":                 vi.Duration(2 * time.Hour),
		"2 giờ 30 phút":         vi.Duration(150 * time.Minute),
		"1 ngày":                vi.Duration(24*time.Hour + 20*time.Minute),
		"2 ngày 4 giờ":          vi.Duration(52 * time.Hour),
		"3 ngày":                vi.Duration(80 * time.Hour),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzNumber(f *testing.F) {
	f.Add(int64(0))
	f.Add(int64(math.MinInt64))
	f.Fuzz(func(t *testing.T, n int64) {
		s := vi.Number(n)
		back, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
		if err != nil || back != n {
			t.Fatalf("Number(%d) = %q reads as %d, %v", n, s, back, err)
		}
		for i, part := range strings.Split(strings.TrimPrefix(s, "-"), ".") {
			if len(part) != 3 && (i > 0 || len(part) == 0 || len(part) > 3) {
				t.Fatalf("Number(%d) = %q", n, s)
			}
		}
	})
}
