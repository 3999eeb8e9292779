package tthc

import (
	"slices"
	"strings"
	"testing"
)

func TestRowsOfTheTableOfWays(t *testing.T) {
	for _, c := range []struct {
		name, field string
		want        []way // nil: cannot be told apart
	}{
		{"one row", "Trực tiếp7 NgàyKhông có thông tinNộp tại xã", []way{{channel: "Trực tiếp", time: "7 Ngày", fee: "Không có thông tin", text: "Nộp tại xã"}}},
		{"three rows without anything between", "Trực tuyến3 Ngày làm việcMiễn phíDịch vụ bưu chính3 Ngày làm việcMiễn phíTrực tiếp3 Ngày làm việcMiễn phí", []way{
			{channel: "Trực tuyến", time: "3 Ngày làm việc", fee: "Miễn phí"}, {channel: "Dịch vụ bưu chính", time: "3 Ngày làm việc", fee: "Miễn phí"},
			{channel: "Trực tiếp", time: "3 Ngày làm việc", fee: "Miễn phí"},
		}},
		{"an amount, a note in brackets within brackets, a description", "Trực tuyến1 Giờ làm việc7,000 Việt Nam Đồng(một lần (cả hộ))Qua Cổng", []way{
			{channel: "Trực tuyến", time: "1 Giờ làm việc", fee: "7,000 Việt Nam Đồng", note: "(một lần (cả hộ))", text: "Qua Cổng"},
		}},
		{"a bracket that does not close", "Trực tiếp2 NgàyMiễn phí(đồng (từ đầu năm)Nộp tại xã", []way{
			{channel: "Trực tiếp", time: "2 Ngày", fee: "Miễn phí", open: true, text: "(đồng (từ đầu năm)Nộp tại xã"},
		}},
		{"a time limit without its unit", "Trực tiếp5Miễn phí", []way{{channel: "Trực tiếp", time: "5", fee: "Miễn phí"}}},
		{"digits of which nobody knows where to cut them", "Trực tiếp125 VNĐ", []way{{channel: "Trực tiếp", both: "125 VNĐ"}}},
		{"no time limit", "Trực tiếpKhông có thông tin2,000 Việt Nam Đồng(/trang)", []way{{channel: "Trực tiếp", time: "Không có thông tin", fee: "2,000 Việt Nam Đồng", note: "(/trang)"}}},
		{"no and no", "Trực tiếpKhôngKhông có thông tinTại xã", []way{{channel: "Trực tiếp", time: "Không", fee: "Không có thông tin", text: "Tại xã"}}},
		{"a channel's name in a description is no row", "Trực tuyến1 NgàyMiễn phíTrực tuyến hoặc Trực tiếp tại xã", []way{
			{channel: "Trực tuyến", time: "1 Ngày", fee: "Miễn phí", text: "Trực tuyến hoặc Trực tiếp tại xã"},
		}},
		{"what does not begin with a row", "Nộp ở xãTrực tiếp1 NgàyMiễn phí", nil},
		{"a time limit with a point", "Trực tuyến1.5 Ngày làm việc40,000 Việt Nam Đồng", nil},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := ways(wayHead + c.field)
			if ok != (c.want != nil) || !slices.Equal(got, c.want) {
				t.Errorf("%t\n got %+v\nwant %+v", ok, got, c.want)
			}
		})
	}
	if _, ok := ways("Trực tiếp1 NgàyMiễn phí"); ok {
		t.Error("a table without its header was read")
	}
}

func TestRowsOfTheTablesOfPapers(t *testing.T) {
	row := func(text, form, copies string) paper { return paper{text, form, copies} }
	for _, c := range []struct {
		name, field string
		want        []paperGroup
	}{
		{"two rows", "--" + paperHead + "Tờ khai1 bản chínhBản sao sổ0 bản chính,1 bản sao", []paperGroup{
			{"--", []paper{row("Tờ khai", "", "1 bản chính"), row("Bản sao sổ", "", "0 bản chính,1 bản sao")}},
		}},
		{"two cases, whose labels stand between the tables", "* Lần đầu:" + paperHead + "Đơn1 bản chính* Cấp lại:" + paperHead + "Đơn khác2 bản chính", []paperGroup{
			{"* Lần đầu:", []paper{row("Đơn", "", "1 bản chính")}}, {"* Cấp lại:", []paper{row("Đơn khác", "", "2 bản chính")}},
		}},
		{"a form's file behind a full stop", "--" + paperHead + "Tờ khai theo Thông tư số 53/2025/TT-BCA.1.MuCT01.doc1 bản chính", []paperGroup{
			{"--", []paper{row("Tờ khai theo Thông tư số 53/2025/TT-BCA.", "1.MuCT01.doc", "1 bản chính")}},
		}},
		{"a form's file behind a small letter", "--" + paperHead + "Đơn đề nghị theo mẫuPhụ lục XVII.pdf1 bản chính", []paperGroup{
			{"--", []paper{row("Đơn đề nghị theo mẫu", "Phụ lục XVII.pdf", "1 bản chính")}},
		}},
		{"a form's file behind letters of an office", "--" + paperHead + "Tờ khai kèm Nghị định 33/2026/NĐ-CPMẫu số 22.docx1 bản chính", []paperGroup{
			{"--", []paper{row("Tờ khai kèm Nghị định 33/2026/NĐ-CP", "Mẫu số 22.docx", "1 bản chính")}},
		}},
		{"a file whose beginning nobody can tell", "--" + paperHead + "mẫu 01 tờ khai.docx1 bản chính", []paperGroup{{"--", []paper{row("mẫu 01 tờ khai.docx", "", "1 bản chính")}}}},
		{"a number of copies in the text", "--" + paperHead + "Tờ khai: 01 bản chính nộp kèm; hóa đơn: 01 bản chính1 bản chính", []paperGroup{
			{"--", []paper{row("Tờ khai: 01 bản chính nộp kèm; hóa đơn: 01 bản chính", "", "1 bản chính")}},
		}},
		{"a year that runs into the copies", "--" + paperHead + "Báo cáo năm 20251 bản chính", []paperGroup{{"--", []paper{row("Báo cáo năm 2025", "", "1 bản chính")}}}},
		{"a form of two digits that runs into them", "--" + paperHead + "Đơn theo Mẫu số 181 bản chính,1 bản sao", []paperGroup{{"--", []paper{row("Đơn theo Mẫu số 18", "", "1 bản chính,1 bản sao")}}}},
		{"two digits, of which one may be a form's", "--" + paperHead + "Đơn theo Mẫu 12 bản chính", []paperGroup{{"--", []paper{row("Đơn theo Mẫu 12 bản chính", "", "")}}}},
		{"text behind the last row", "--" + paperHead + "Đơn1 bản chínhvà nộp ở xã", nil},
		{"no table", "Đơn, tờ khai", nil},
		{"a table without a row", "--" + paperHead, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := papers(c.field)
			same := slices.EqualFunc(got, c.want, func(a, b paperGroup) bool { return a.label == b.label && slices.Equal(a.papers, b.papers) })
			if ok != (c.want != nil) || !same {
				t.Errorf("%t\n got %+v\nwant %+v", ok, got, c.want)
			}
		})
	}
}

func TestRowsOfTheTableOfLaws(t *testing.T) {
	for _, c := range []struct {
		name, field string
		want        []law
	}{
		{"a name that begins with a capital letter", "Luật thử60/2014/QH13Thông tư thử43/2024/TT-BTC", []law{{"Luật thử", "60/2014/QH13"}, {"Thông tư thử", "43/2024/TT-BTC"}}},
		{"a name that begins with a small one", "Luật thử60/2014/QH13quy định thử33/2026/NĐ-CP", []law{{"Luật thử", "60/2014/QH13"}, {"quy định thử", "33/2026/NĐ-CP"}}},
		{"a name in capitals", "Nghị định thử98/2024/NĐ-CPNGHỊ ĐỊNH KHÁC54/2026/NĐ-CP", []law{{"Nghị định thử", "98/2024/NĐ-CP"}, {"NGHỊ ĐỊNH KHÁC", "54/2026/NĐ-CP"}}},
		{"the number in the name", "Thông tư 57/2021/TT-BCA57/2021/TT-BCALuật 49/2019/QH1449/2019/QH14", []law{{"Thông tư 57/2021/TT-BCA", "57/2021/TT-BCA"}, {"Luật 49/2019/QH14", "49/2019/QH14"}}},
		{"the number in the name, with a date glued to it", "Thông tư số 53/2025/TT-BCAngày 01/7/2025 của Bộ53/2025/TT-BCA", []law{{"Thông tư số 53/2025/TT-BCAngày 01/7/2025 của Bộ", "53/2025/TT-BCA"}}},
		{"the kind of document in the cell", "Luật Tín dụngLuật số 32/2024/QH15", []law{{"Luật Tín dụng", "Luật số 32/2024/QH15"}}},
		{"a year that runs into the number", "Luật Cư trú 202068/2020/QH14", []law{{"Luật Cư trú 2020", "68/2020/QH14"}}},
		{"a resolution with a point in its number", "Nghị quyết thử66.7/2025/NQ-CP", []law{{"Nghị quyết thử", "66.7/2025/NQ-CP"}}},
		{"the Prime Minister", "Quyết định thử52/2025/QĐ-TTgLuật thử60/2014/QH13", []law{{"Quyết định thử", "52/2025/QĐ-TTg"}, {"Luật thử", "60/2014/QH13"}}},
		{"a number without a year", "Quy trình thử2222/QĐ-BHXHNghị định thử115/2015/NĐ-CP", []law{{"Quy trình thử", "2222/QĐ-BHXH"}, {"Nghị định thử", "115/2015/NĐ-CP"}}},
		{"an office that nobody knows", "Nghị định thử118/2025/NĐ-CQuy định khác151/2025/NĐ-CP", nil},
		{"a name without a number", "Luật thử", nil},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := laws(lawHead + c.field)
			if ok != (c.want != nil) || !slices.Equal(got, c.want) {
				t.Errorf("%t\n got %+v\nwant %+v", ok, got, c.want)
			}
		})
	}
}

func TestResultsWithoutTheirNumbersAndTheSearchForm(t *testing.T) {
	papers, keywords, about := result("Giấy thửMã: KQ.G01.000064Thông báo thửMã: Test_P001Từ khóaviệc thửMô tảCó hạn 10 nămChọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ")
	if !slices.Equal(papers, []string{"Giấy thử", "Thông báo thử"}) || keywords != "việc thử" || about != "Có hạn 10 năm" {
		t.Errorf("%q %q %q", papers, keywords, about)
	}
}

func TestFeesAreDoubtedWhereCellAndNoteDoNotAgree(t *testing.T) {
	for _, c := range []struct{ field, want string }{
		{"Trực tiếp1 Ngày7,000 Việt Nam Đồng(mỗi lần 7.000 đồng)", ""},
		{"Trực tiếp1 Ngày7,000 Việt Nam Đồng", ""},
		{"Trực tiếp1 Ngày5,000 Việt Nam Đồng(mỗi lần 7.000 đồng)", "different amounts"},
		{"Trực tiếp1 NgàyMiễn phí(mức do Hội đồng nhân dân tỉnh quyết định)", "speaks of a fee"},
		{"Trực tiếp1 NgàyMiễn phí(Không quy định)", ""},
		{"Trực tiếp1 Ngày40 Việt Nam Đồng", "cannot be meant"},
		{"Trực tiếp125 VNĐ", "run together"},
		{"Trực tiếp1 Ngày7,000 VNĐ(mỗi lần", "does not close"},
		{"Trực tiếp1 Tháng100 USD(100 USD/thẻ.)", ""},
	} {
		rows, ok := ways(wayHead + c.field)
		if !ok || len(rows) != 1 {
			t.Fatalf("%s: %t %+v", c.field, ok, rows)
		}
		if got := feeDoubt(rows[0], rows[0].note); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.field, got, c.want)
		}
	}
}
