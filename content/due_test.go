package content

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDueFollowsTheDay(t *testing.T) {
	ends := strings.Replace(goodFigures, "valid_from = 2027-01-01\n", "valid_from = 2027-01-01\nvalid_to = 2027-02-28\n", 1)
	l := tiny(t, map[string]string{"params/thu.toml": ends,
		"holiday/2026.toml": "year = 2026\n", "holiday/2027.toml": "year = 2027\n"})
	const file = "content/params/thu.toml"
	none := func(on time.Time, words string) {
		t.Helper()
		if got := list(Due(l, on)); strings.Contains(got, words) {
			t.Errorf("on %s: %q among\n%s", on.Format(time.DateOnly), words, got)
		}
	}
	line := lineOf(t, ends, "valid_to = 2027")
	none(written(), "figure fee.thu")
	none(day(2026, 12, 20), "figure fee.thu") // the first value ends, the second follows
	none(day(2027, 1, 28), "figure fee.thu")
	wantProblem(t, Due(l, day(2027, 1, 29)), Soon, file, line, "has a value until 2027-02-28")
	wantProblem(t, Due(l, day(2027, 2, 28)), Soon, file, line, "has a value until 2027-02-28")
	wantProblem(t, Due(l, day(2027, 3, 1)), Overdue, file, line, "has had no value since 2027-02-28")

	none(day(2027, 4, 30), "review")
	wantProblem(t, Due(l, day(2027, 5, 1)), Soon, "content/procedure/thu.toml", lineOf(t, goodEntry(), "review_by"), "is to be reviewed by")
	wantProblem(t, Due(l, day(2027, 5, 31)), Overdue, "content/procedure/thu.toml", lineOf(t, goodEntry(), "review_by"), "was to be reviewed by")

	none(written(), "holidays of")
	wantProblem(t, Due(l, day(2027, 12, 5)), Soon, "content/holiday/2028.toml", 0, "holidays of 2028 are not known")
	wantProblem(t, Due(l, day(2028, 1, 1)), Overdue, "content/holiday/2028.toml", 0, "holidays of 2028 are not known")
}

func TestLinesMissingInEnglishAreDueAndNoFault(t *testing.T) {
	l := tiny(t, map[string]string{"locale/xa.vi.toml": "[\"xa.moi\"]\nother = \"Mới\"\n"})
	wantProblem(t, Due(l, written()), Overdue, "content/locale/en.toml", 1, `message "xa.moi" is missing`)
	if faults := Faults(Check(l, written())); len(faults) > 0 {
		t.Error(list(faults))
	}
	if got := l.Say(English, "xa.moi", nil); got != "Mới" {
		t.Errorf("in English %q", got)
	}
	if got := list(Due(tiny(t, nil), written())); strings.Contains(got, "content.") {
		t.Errorf("lines that stand in entries need no English:\n%s", got)
	}
}

func TestPendingIsTheCommunesList(t *testing.T) {
	ask := strings.Replace(goodEntry(), "Bộ phận một cửa của xã.", "Đến {place.cong-an.address}.", 1)
	l := tiny(t, map[string]string{"procedure/thu.toml": ask,
		"holiday/2026.toml": "year = 2026\n[[holiday]]\ndate = 2026-11-24\nname = \"Ngày thử\"\nsource = \"x\"\nconfidence = \"thấp\"\n"})
	found := map[string]PendingItem{}
	offices := Pending(l)
	for _, o := range offices {
		if o.Name == "" || len(o.Items) == 0 {
			t.Errorf("office %+v", o)
		}
		for _, i := range o.Items {
			found[o.Office+" "+i.Kind+" "+i.Key] = i
			if i.Line == 0 || i.What == "" {
				t.Errorf("item %+v", i)
			}
		}
	}
	for key, want := range map[string]string{
		"trung-tam figure time.thu":                                   "thời hạn do tỉnh quy định",
		"trung-tam value fee.thu":                                     "Lệ phí thử: 3.500,5 đồng (Thông tư 2/2026/TT-BTC)",
		"trung-tam point thu":                                         "Thủ tục thử: mức lệ phí của tỉnh",
		"cong-an place place.cong-an.address":                         "Địa chỉ Công an xã",
		"trung-tam place place.trung-tam.phone":                       "Số điện thoại bộ phận một cửa",
		"van-phong holiday 2026-11-24":                                "Ngày thử: 24/11/2026",
		"ngan-hang-chinh-sach place place.ngan-hang-chinh-sach.hours": "Giờ làm việc Ngân hàng Chính sách xã hội",
	} {
		if found[key].What != want {
			t.Errorf("%s is %q, want %q", key, found[key].What, want)
		}
	}
	for _, key := range []string{"trung-tam figure time.thu", "trung-tam value fee.thu", "trung-tam point thu", "cong-an place place.cong-an.address"} {
		if !slices.Equal(found[key].Entries, []string{"thu"}) {
			t.Errorf("%s is waited for by %q", key, found[key].Entries)
		}
	}
	if offices[0].Office != "trung-tam" {
		t.Errorf("the longest list is not first: %s", offices[0].Office)
	}
}

func TestPlanShowsEveryItem(t *testing.T) {
	var letters []string
	for _, item := range Plan(tiny(t, nil)) {
		letters = append(letters, item.Letter)
		if got := len(item.Entries); (item.Letter == "đ") != (got == 1) {
			t.Errorf("item %s is served by %d", item.Letter, got)
		}
	}
	if got := strings.Join(letters, ""); got != "abcdđeghikl" {
		t.Errorf("items %s", got)
	}
}

func TestWorkingDaysPassOverHolidays(t *testing.T) {
	l, _ := Load()
	zone := time.FixedZone("ICT", 7*3600)
	for _, c := range []struct {
		from time.Time
		n    int
		want string
	}{
		{time.Date(2026, 2, 13, 15, 0, 0, 0, zone), 1, "2026-02-23"},  // Friday before Tết
		{time.Date(2026, 4, 24, 23, 30, 0, 0, zone), 2, "2026-04-29"}, // Giỗ Tổ on Sunday, off on Monday
		{time.Date(2026, 1, 9, 8, 0, 0, 0, zone), 1, "2026-01-10"},    // a Saturday that is worked
		{time.Date(2026, 12, 31, 8, 0, 0, 0, zone), 1, "2027-01-04"},
		{time.Date(2026, 6, 1, 8, 0, 0, 0, zone), 0, "2026-06-01"},
	} {
		got := l.AddWorkingDays(c.from, c.n)
		if got.Format(time.DateOnly) != c.want || got.Hour() != c.from.Hour() {
			t.Errorf("%s and %d working days is %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if h, ok := l.Holiday(day(2026, 9, 2)); !ok || h.Name != "Quốc khánh" || l.WorkingDay(day(2026, 9, 2)) || !l.WorkingDay(day(2026, 9, 3)) {
		t.Error("2/9 is a holiday and 3/9 is not")
	}
	if !l.KnowsYear(2026) || !l.KnowsYear(2027) || l.KnowsYear(2030) {
		t.Error("the years that are known")
	}
}
