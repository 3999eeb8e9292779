package dialogue

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/picture"
)

func TestNamesAndPhoneNumbersAreRead(t *testing.T) {
	for _, c := range []struct{ text, name, phone, why string }{
		{"Nguyễn Văn An 0912 345 678", "Nguyễn Văn An", "0912345678", ""},
		{"Nguyễn Văn An, 0912.345.678", "Nguyễn Văn An", "0912345678", ""},
		{"0912-345-678 (Lan)", "Lan", "0912345678", ""},
		{"tôi tên là Trần Thị Lan, số điện thoại +84 912 345 678 nhé", "Trần Thị Lan", "+84912345678", ""},
		{"ten Hoa sdt 0283 8123456", "Hoa", "02838123456", ""},
		{"Lê Thị Bình", "Lê Thị Bình", "", ""},
		{"ông Ba", "ông Ba", "", ""},
		{"0987654321 ạ", "", "0987654321", ""},
		{"001203004005", "", "", "who_identity"},
		{"An 001203004005 0912345678", "", "", "who_identity"},
		{"09123", "", "", "who_number"},
		{"nhà số 5", "", "", "who_number"},
		{"cứ gọi cho ông trưởng xóm là người ta biết ngay ấy mà", "", "", "who_unclear"},
		{"...", "", "", "who_unclear"},
		{strings.Repeat("x", 200), "", "", "who_unclear"},
	} {
		name, phone, why := readContact(c.text)
		if name != c.name || phone != c.phone || why != c.why {
			t.Errorf("%q is %q, %q, %q; want %q, %q, %q", c.text, name, phone, why, c.name, c.phone, c.why)
		}
	}
}

func TestHamletsNamedInASentence(t *testing.T) {
	hamlets := []commune.Hamlet{{ID: "dinh", Name: "Xóm Đình", Aliases: []string{"xóm Giữa"}}, {ID: "x1", Name: "Xóm 1"}, {ID: "x12", Name: "Xóm 12"}, {ID: "dong", Name: "Xóm Đông"}, {ID: "dt", Name: "Xóm Đông Thượng"}}
	for text, want := range map[string]commune.HamletID{
		"đèn đường đầu xóm Đình hỏng":     "dinh",
		"den duong xom giua hong":         "dinh",
		"cống xóm mười hai tắc":           "x12",
		"rác ở xóm 1":                     "x1",
		"đường xóm đông thượng lầy lội":   "dt",
		"gia đình tôi mất nước":           "",
		"đường từ xóm 1 sang xóm 12 hỏng": "",
		"nhà tôi ở phía đông":             "",
		"đèn ngõ 12 tắt":                  "",
	} {
		id, found := NamedHamlet(hamlets, text)
		if found != (want != "") || found && id != want {
			t.Errorf("%q names %q, %v; want %q", text, id, found, want)
		}
	}
}

// What others of a hamlet have reported is offered where it plainly is alike, the likeliest first: of these pairs
// each of the first list finds its own, and none of the second finds anything.
func TestAlikeReportsAreFound(t *testing.T) {
	open := []feedback.Alike{
		{ID: "den", Category: "den-duong", Text: "Đèn đường đầu ngõ nhà ông Ba tắt ba hôm nay"},
		{ID: "den2", Category: "den-duong", Text: "bóng đèn trước trường mầm non chập chờn"},
		{ID: "rac", Category: "rac-thai", Text: "rác chất đống ở bãi đất sau chợ, bốc mùi"},
		{ID: "cong", Category: "nuoc", Text: "cống trước nhà văn hóa tắc, nước tràn ra đường"},
		{ID: "oga", Category: "duong-sa", Text: "đường vào nghĩa trang nhiều ổ gà, trời mưa lầy lội"},
		{ID: "karaoke", Category: "an-ninh", Text: "quán karaoke Hương Giang hát đến nửa đêm"},
	}
	for _, c := range []struct{ category, text, want string }{
		{"den-duong", "den duong cho nha ong Ba khong sang", "den"},
		{"den-duong", "đèn ở cổng trường mầm non nhấp nháy suốt", "den2"},
		{"rac-thai", "bãi rác sau chợ hôi quá không ai dọn", "rac"},
		{"nuoc", "nước tràn ra đường chỗ nhà văn hóa", "cong"},
		{"duong-sa", "cống nhà văn hóa tắc nước tràn ra đường", "cong"}, // another category, the same matter
		{"duong-sa", "ổ gà đường ra nghĩa trang", "oga"},
		{"an-ninh", "karaoke Hương Giang ồn quá", "karaoke"},
	} {
		if got := alike(open, c.category, c.text); len(got) == 0 || string(got[0].ID) != c.want {
			t.Errorf("%q finds %v, want %s", c.text, got, c.want)
		}
	}
	for _, c := range []struct{ category, text string }{
		{"den-duong", "cột đèn số 40 gần đê đổ sau bão"},
		{"rac-thai", "trại lợn cuối xóm xả nước thải xuống mương"},
		{"dien", "mất điện cả chiều"},
		{"khac", "xin xã mở lớp dạy bơi cho trẻ em"},
	} {
		if got := alike(open, c.category, c.text); len(got) != 0 {
			t.Errorf("%q finds %v, which is another matter", c.text, got)
		}
	}
}

// reporting is the talk at one of its steps.
func reporting(step string, fields map[string]string) *Turn {
	return &Turn{Now: time.Unix(1000, 0), Zone: time.UTC, Say: func(id string, _ ...any) string { return id },
		Talk: Talk{Name: ReportTalk, Step: step, Fields: fields, At: time.Unix(900, 0)}}
}

func bring(t *Turn, why ...picture.Reason) *Turn {
	t.Media, t.Unfit = channel.Photo, why
	t.Files = []channel.File{{Kind: channel.Photo, Ref: "r", Hash: "h"}}
	if len(why) > 0 && why[0] != "" {
		t.Files[0].Hash = ""
	}
	takeReportFiles(t)
	return t
}

func TestFilesOfAReport(t *testing.T) {
	if got := bring(reporting("text", nil)); len(got.Talk.Files) != 1 || len(got.Told) != 0 {
		t.Errorf("a picture: %+v", got)
	}
	for _, why := range []picture.Reason{picture.Empty, picture.Broken, picture.OtherImage, picture.Executable, picture.Packed, picture.NotTaken, picture.Large, picture.Unreached, picture.Unkept} {
		got := bring(reporting("text", nil), why)
		if len(got.Talk.Files) != 0 || !slices.Contains(got.Told, "report.unfit_"+string(why)) {
			t.Errorf("%s: %v", why, got.Told)
		}
	}
	// One that nobody fetched is no picture, although nobody said why.
	lost := reporting("text", nil)
	lost.Media, lost.Files = channel.Photo, []channel.File{{Kind: channel.Photo, Ref: "r"}}
	if takeReportFiles(lost); len(lost.Talk.Files) != 0 || !slices.Contains(lost.Told, "report.unfit_unreached") {
		t.Errorf("one that was not fetched: %v", lost.Told)
	}
	// Of an album with too many it is said once.
	full := reporting("text", nil)
	for range feedback.MaxFiles {
		full.Talk.Files = append(full.Talk.Files, channel.File{Kind: channel.Photo, Hash: "x"})
	}
	full.Album = "a"
	if bring(full); len(full.Told) != 1 || full.Told[0] != "report.files_many" {
		t.Errorf("one too many: %v", full.Told)
	}
	again := reporting("text", full.Talk.Fields)
	again.Talk.Files, again.Talk.Album, again.Album = full.Talk.Files, "a", "a"
	if bring(again); len(again.Told) != 0 || !again.Quiet || len(again.Talk.Files) != feedback.MaxFiles {
		t.Errorf("the next of the album: %v, quiet %v", again.Told, again.Quiet)
	}
}

// Who is asked for the hamlet and says the place has it kept; a question is no place.
func TestThePlaceToldInsteadOfTheHamletIsKept(t *testing.T) {
	for said, want := range map[string]string{
		"trước nhà văn hóa": "trước nhà văn hóa", "gan cau da cu": "gan cau da cu",
		"tại sao xã lâu thế": "", "ở đâu thì báo được?": "", "chả biết nữa": "",
	} {
		d := Turn{Text: said, Hamlets: []commune.Hamlet{{ID: "x5", Name: "Xóm 5"}}, Say: func(id string, _ ...any) string { return id }}
		otherReportHamlet(&d)
		if got := d.Get(reportPlace); got != want || d.Missed != (want == "") {
			t.Errorf("%q: place %q, missed %v; want %q", said, got, d.Missed, want)
		}
	}
}
