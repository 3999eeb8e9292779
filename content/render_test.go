package content

import (
	"strings"
	"testing"
	"time"
)

const richFigures = goodFigures + `
[time.khoang]
name = "Thời hạn khoảng"
unit = "ngày làm việc"
office = "trung-tam"
[[time.khoang.value]]
amount = 17
amount_to = 20
source = "Nghị định 1/2025/NĐ-CP"
date = 2025-06-01
valid_from = 2025-07-01
confidence = "vừa"
[rate.thu]
name = "Mức thử"
unit = "%"
office = "thue"
[[rate.thu.value]]
amount = 0.5
source = "Nghị định 1/2025/NĐ-CP"
date = 2025-06-01
valid_from = 2025-07-01
confidence = "cao"
[amount.lon]
name = "Số lớn"
unit = "đồng/tháng"
office = "trung-tam"
[[amount.lon.value]]
amount = 2530000
source = "Nghị định 161/2026/NĐ-CP"
date = 2026-05-01
valid_from = 2026-07-01
confidence = "vừa"
confirm = true
`

// shownAs is the section "where" of an entry that says text, on a day.
func shownAs(t *testing.T, text string, on time.Time) string {
	t.Helper()
	entry := strings.Replace(goodEntry(), `where = "Bộ phận một cửa của xã."`, "where = '''"+text+"'''", 1)
	l := tiny(t, map[string]string{"procedure/thu.toml": entry, "params/thu.toml": richFigures,
		"place/ubnd.toml": "name = \"Ủy ban\"\nplain = \"Ủy ban xã\"\naddress = \"Xóm 3\"\nphone = \"\"\nhours = \"\"\n"})
	e, ok := l.Entry("thu")
	if !ok {
		t.Fatal(list(l.problems))
	}
	return l.Section(e, SectionWhere, on)
}

func TestFiguresArePutIn(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Mỗi bản {fee.thu}.", "Mỗi bản 2.000 đồng."},
		{"{fee.thu}", "2.000 đồng"},
		{"Chờ {time.khoang}, nộp {rate.thu} giá trị.", "Chờ 17 đến 20 ngày làm việc, nộp 0,5% giá trị."},
		{"Mức {amount.lon}.", "Mức 2.530.000 đồng/tháng (một cửa sẽ xác nhận)."},
		{"Không có số nào.", "Không có số nào."},
		{"Chờ {time.thu}.", "Thời hạn thử: bà con hỏi bộ phận một cửa."},
		{"Mang giấy tới. Chờ {time.thu} rồi lấy. Nộp {fee.thu}.", "Mang giấy tới. Thời hạn thử: bà con hỏi bộ phận một cửa. Nộp 2.000 đồng."},
		{"Chờ {time.thu}. Rồi chờ {time.thu} nữa. Xong.", "Thời hạn thử: bà con hỏi bộ phận một cửa. Xong."},
		{"Chờ {time.thu}\nDòng sau.", "Thời hạn thử: bà con hỏi bộ phận một cửa.\nDòng sau."},
		{"Ở TP. Nam Định chờ {time.thu}.", "Thời hạn thử: bà con hỏi bộ phận một cửa."},
		{"Có phải chờ {time.thu}? Có.", "Thời hạn thử: bà con hỏi bộ phận một cửa. Có."},
		{"Đến {place.ubnd.address}.", "Đến Xóm 3."},
		{"Đến {place.ubnd.name}. Gọi {place.ubnd.phone}.", "Đến Ủy ban. Số điện thoại Ủy ban xã: bà con hỏi bộ phận một cửa."},
		{"Đến {place.trung-tam.address}.", "Xã chưa đưa địa chỉ bộ phận một cửa lên đây, bà con hỏi trưởng xóm."},
		{"Đến {place.trung-tam.address}. Giờ làm việc: {place.trung-tam.hours}. Gọi {place.trung-tam.phone}. Mang giấy.", "Xã chưa đưa địa chỉ, giờ làm việc, số điện thoại bộ phận một cửa lên đây, bà con hỏi trưởng xóm. Mang giấy."},
		{"Lấy {fee.khong-co} ở {place.xa.address}.", "fee.khong-co: bà con hỏi bộ phận một cửa. Xã chưa đưa place.xa.address lên đây, bà con hỏi trưởng xóm."},
	} {
		if got := shownAs(t, c.text, written()); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// What takes the place of a fee that nobody has given stands under the label "Lệ phí" and does not begin
// with it again; elsewhere it does.
func TestALabelIsNotSaidTwice(t *testing.T) {
	l := tiny(t, nil)
	for _, c := range []struct{ label, want string }{
		{"Lệ phí", "Thử: bà con hỏi bộ phận một cửa."},
		{"Thời hạn", "Lệ phí thử: bà con hỏi bộ phận một cửa."},
		{"", "Lệ phí thử: bà con hỏi bộ phận một cửa."},
	} {
		if got := l.fill("Mỗi bản {fee.thu}.", day(2019, 12, 31), map[string]bool{}, c.label); got != c.want {
			t.Errorf("under %q it is %q, want %q", c.label, got, c.want)
		}
	}
}

func TestTheValueOfTheDayIsShown(t *testing.T) {
	zone := time.FixedZone("ICT", 7*3600)
	for _, c := range []struct {
		on   time.Time
		want string
	}{
		{day(2019, 12, 31), "Lệ phí thử: bà con hỏi bộ phận một cửa."},
		{day(2020, 1, 1), "2.000 đồng"},
		{time.Date(2026, 12, 31, 23, 59, 0, 0, zone), "2.000 đồng"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, zone), "3.500,5 đồng (một cửa sẽ xác nhận)"},
		{day(2099, 1, 1), "3.500,5 đồng (một cửa sẽ xác nhận)"},
	} {
		if got := shownAs(t, "{fee.thu}", c.on); got != c.want {
			t.Errorf("on %s %q, want %q", c.on, got, c.want)
		}
	}
}

func TestSectionsAreListsWithWhatIsToBeConfirmed(t *testing.T) {
	l := tiny(t, nil)
	e, _ := l.Entry("thu")
	for s, want := range map[SectionID]string{
		SectionPapers: "• tờ khai\n• giấy cũ nếu còn",
		SectionOnline: "vào Cổng Dịch vụ công quốc gia",
		SectionFee:    "Mỗi bản 2.000 đồng.\nBộ phận một cửa sẽ xác nhận thêm: mức lệ phí của tỉnh.",
		SectionShort:  "Bà con làm ở một cửa. Lệ phí là 2.000 đồng.",
		SectionNotes:  "",
	} {
		if got := l.Section(e, s, written()); got != want {
			t.Errorf("%s is %q, want %q", s, got, want)
		}
	}
	if got := e.Sections(); len(got) != 6 || got[0] != SectionPapers || got[5] != SectionLegal {
		t.Errorf("sections %v", got)
	}
	want := "Thủ tục thử\n\nLệ phí:\nMỗi bản 2.000 đồng.\nBộ phận một cửa sẽ xác nhận thêm: mức lệ phí của tỉnh.\n\nNguồn: Luật 60/2014/QH13 ngày 20/11/2014. Kiểm tra ngày 20/11/2026.\nNội dung tham khảo, xã đang rà soát"
	if got := l.First(Vietnamese, e, SectionFee, written()); got != want {
		t.Errorf("first message\n got %q\nwant %q", got, want)
	}
	more := strings.Replace(goodEntry(), "[[confirm]]", "[[confirm]]\nsection = \"fee\"\nwhat = \"diện được miễn.\"\noffice = \"trung-tam\"\n\n[[confirm]]", 1)
	l = tiny(t, map[string]string{"procedure/thu.toml": more})
	e, _ = l.Entry("thu")
	if got := l.Section(e, SectionFee, written()); !strings.HasSuffix(got, "xác nhận thêm: diện được miễn; mức lệ phí của tỉnh.") {
		t.Errorf("two points are %q", got)
	}
}

func TestStatesDecideWhatIsShown(t *testing.T) {
	e := Entry{Vetting: Vetting{State: StateDraft, Expires: NewDate(2026, 12, 31), ReviewBy: NewDate(2026, 12, 15)}}
	for _, c := range []struct {
		state         string
		on            time.Time
		only, shown   bool
		draft, review bool
	}{
		{StateDraft, day(2026, 11, 1), false, true, true, false},
		{StateDraft, day(2026, 11, 1), true, false, true, false},
		{StateApproved, day(2026, 12, 15), true, true, false, true},
		{StateApproved, day(2026, 12, 31), true, true, false, true},
		{StateApproved, day(2027, 1, 1), false, false, false, true},
		{StateHidden, day(2026, 11, 1), false, false, true, false},
	} {
		e.State = c.state
		if e.ShownOn(c.on, c.only) != c.shown || e.Draft() != c.draft || e.ReviewDue(c.on) != c.review {
			t.Errorf("%+v: shown %v, draft %v, review %v", c, e.ShownOn(c.on, c.only), e.Draft(), e.ReviewDue(c.on))
		}
	}
}

func TestSentencesTogetherAreTheText(t *testing.T) {
	for text, n := range map[string]int{
		"": 0, "một": 1, "Một. Hai? Ba… Bốn.": 4, "Một.\nHai": 2, "Ở TP. Nam Định. Xa.": 2, "v.v. và nữa": 1, "Nộp 2.000 đồng. Xong.": 2, "(Ghi \"rõ.\") Rồi": 2, "a.\n\nb": 2,
	} {
		got := sentences(text)
		if len(got) != n || strings.Join(got, "") != text {
			t.Errorf("%q is cut into %q", text, got)
		}
	}
}
