package content

import (
	"strings"
	"testing"
)

// two is a content with one entry that names a figure twice in a section and one with a value that is to
// be confirmed.
func two(t *testing.T) (*Library, *Entry) {
	t.Helper()
	entry := strings.Replace(goodEntry(), `where = "Bộ phận một cửa của xã."`, `where = ["Bản đầu {fee.thu}.", "Bản sau {fee.thu}."]`, 1)
	entry = strings.Replace(entry, `online = ["vào Cổng Dịch vụ công quốc gia"]`, `online = "Mỗi tháng {amount.lon}."`, 1)
	l := tiny(t, map[string]string{"procedure/thu.toml": entry, "params/thu.toml": richFigures})
	e, ok := l.Entry("thu")
	if !ok {
		t.Fatal(list(l.problems))
	}
	return l, e
}

func TestWhatStaffDecidedAboutAFigureIsShown(t *testing.T) {
	l, e := two(t)
	on := day(2026, 11, 24)
	for _, c := range []struct {
		name    string
		ruling  Ruling
		section SectionID
		want    string
	}{
		{"nothing decided", Ruling{}, SectionOnline, "Mỗi tháng 2.530.000 đồng/tháng (một cửa sẽ xác nhận)."},
		{"confirmed by two people", Ruling{Figures: map[string]Verdict{"amount.lon": Confirmed}}, SectionOnline, "Mỗi tháng 2.530.000 đồng/tháng."},
		{"disputed, beside the number", Ruling{Figures: map[string]Verdict{"amount.lon": Disputed}}, SectionOnline,
			"Mỗi tháng 2.530.000 đồng/tháng (xã đang kiểm tra lại con số này)."},
		{"disputed, twice in a section: once below", Ruling{Figures: map[string]Verdict{"fee.thu": Disputed}}, SectionWhere,
			"• Bản đầu 2.000 đồng.\n• Bản sau 2.000 đồng.\nXã đang kiểm tra lại các con số ở đây."},
		{"withdrawn: the desk is named", Ruling{Figures: map[string]Verdict{"amount.lon": Withdrawn}}, SectionOnline, "Số lớn: bà con hỏi bộ phận một cửa."},
		{"an entry's numbers disputed without saying which", Ruling{Doubted: map[string]bool{"thu": true}}, SectionShort,
			"Bà con làm ở một cửa. Lệ phí là 2.000 đồng.\nXã đang kiểm tra lại các con số ở đây."},
		{"the same where the section has no number", Ruling{Doubted: map[string]bool{"thu": true}}, SectionPapers, "• tờ khai\n• giấy cũ nếu còn"},
		{"another entry's numbers", Ruling{Doubted: map[string]bool{"khac": true}}, SectionShort, "Bà con làm ở một cửa. Lệ phí là 2.000 đồng."},
	} {
		if got := l.Under(c.ruling).Shown(e, c.section, on); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
	if got := l.Shown(e, SectionOnline, on); !strings.Contains(got, "một cửa sẽ xác nhận") {
		t.Errorf("the library itself was changed: %s", got)
	}
}

func TestWhatStaffDecidedAboutAnEntryIsItsState(t *testing.T) {
	l, _ := two(t)
	under := l.Under(Ruling{States: map[string]string{"thu": StateHidden, "khong-co": StateApproved}})
	e, _ := under.Entry("thu")
	if e.ShownOn(day(2026, 11, 24), false) {
		t.Error("a hidden entry is shown")
	}
	if listed := under.Entries()[0]; listed != e {
		t.Error("the list has another entry than the map")
	}
	if _, ok := under.Entry("khong-co"); ok {
		t.Error("a ruling made an entry")
	}
	if e, _ := l.Entry("thu"); e.State != StateDraft {
		t.Errorf("the library itself was changed: %s", e.State)
	}
}

// A hash changes with what residents read and rest on, and with nothing else.
func TestHashIsOfWhatIsApproved(t *testing.T) {
	l, e := two(t)
	same := func(name string, change func(*Entry)) {
		t.Helper()
		c := *e
		change(&c)
		if c.Hash() != e.Hash() {
			t.Errorf("%s: the hash differs", name)
		}
	}
	differs := func(name string, change func(*Entry)) {
		t.Helper()
		c := *e
		change(&c)
		if c.Hash() == e.Hash() {
			t.Errorf("%s: the hash is the same", name)
		}
	}
	same("another question", func(e *Entry) { e.Questions = append(e.Questions[:len(e.Questions):len(e.Questions)], "hỏi thêm") })
	same("approved in the file", func(e *Entry) { e.State, e.ApprovedBy = StateApproved, []string{"a"} })
	differs("a letter of the short answer", func(e *Entry) { e.Short += "." })
	differs("an item more", func(e *Entry) { e.Papers = append(Lines{}, append(e.Papers, "x")...) })
	differs("an item cut in two", func(e *Entry) { e.Papers = Lines{"tờ", "khai", "giấy cũ nếu còn"} })
	differs("the same text in another section", func(e *Entry) { e.Notes, e.Online = e.Online, e.Notes })
	differs("checked on another day", func(e *Entry) { e.CheckedOn = e.CheckedOn.AddDays(1) })
	differs("reviewed by another day", func(e *Entry) { e.ReviewBy = e.ReviewBy.AddDays(1) })
	differs("an end", func(e *Entry) { e.Expires = NewDate(2030, 1, 1) })
	differs("another source", func(e *Entry) { e.Sources = []Source{{Document: "Luật 1/2026/QH16"}} })
	differs("a point to confirm", func(e *Entry) {
		e.Confirms = append(e.Confirms[:len(e.Confirms):len(e.Confirms)], Confirm{SectionFee, "mức", "thue"})
	})

	p, _ := l.Param("fee.thu")
	changed := *p
	changed.Values = append([]Value{}, p.Values...)
	if changed.Hash() != p.Hash() {
		t.Error("the same figure has another hash")
	}
	more := 2001.0
	changed.Values[0].Amount = &more
	if changed.Hash() == p.Hash() {
		t.Error("another amount has the same hash")
	}
}

func TestFiguresOfAnEntryInTheOrderOfReading(t *testing.T) {
	_, e := two(t)
	if got := strings.Join(e.Figures(), " "); got != "fee.thu time.thu amount.lon" {
		t.Errorf("%s", got)
	}
	if got := strings.Join(e.Figures(SectionOnline), " "); got != "amount.lon" {
		t.Errorf("%s", got)
	}
	if got := e.Figures(SectionPapers); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestDeskNamesWhatIsFilledIn(t *testing.T) {
	l := tiny(t, map[string]string{"place/trung-tam.toml": "name = \"Trung tâm\"\nplain = \"một cửa\"\naddress = \"Xóm 3\"\nphone = \"\"\nhours = \"sáng\"\n"})
	if got, want := l.Desk(), "Trung tâm\nĐịa chỉ một cửa: Xóm 3\nGiờ làm việc một cửa: sáng"; got != want {
		t.Errorf("%q", got)
	}
	l = tiny(t, map[string]string{"place/trung-tam.toml": "name = \"Trung tâm\"\nplain = \"một cửa\"\naddress = \"\"\nphone = \"\"\nhours = \"\"\n"})
	if got := l.Desk(); !strings.Contains(got, "hỏi trưởng xóm") || !strings.HasPrefix(got, "Trung tâm\n") {
		t.Errorf("%q", got)
	}
}
