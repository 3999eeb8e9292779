package tthc

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"loaxom/content"
)

const theFile = "procedure/tthc-1-900001.toml"

func TestARecordBecomesAnEntryThatReads(t *testing.T) {
	dir := t.TempDir()
	rep := put(t, dir, Options{}, rec())
	if counts(rep) != [5]int{1, 0, 0, 0, 0} || len(rep.Raw) > 0 {
		t.Fatalf("%+v", rep)
	}
	e := entry(t, dir, "1.900001")
	if !e.National() || e.Code() != "1.900001" || e.Decision != "12/QĐ-BNNMT" || !strings.HasPrefix(e.Link, "https://dichvucong.gov.vn/") ||
		e.AsOf.String() != "2026-06-30" || e.Field != "Chăn nuôi" || e.Level != "Cấp xã" || e.State != content.StateDraft || len(e.Questions) > 0 {
		t.Errorf("%+v", e)
	}
	want := `Thủ tục "Đăng ký nuôi thử chim câu" (mã 1.900001). Nơi làm: Ủy ban nhân dân cấp xã. Cách nộp: trực tuyến, trực tiếp. Thời hạn: 3 ngày làm việc.`
	if e.Short != want {
		t.Errorf("short answer\n got %s\nwant %s", e.Short, want)
	}
	for _, c := range []struct {
		section content.SectionID
		want    []string
	}{
		{content.SectionPapers, []string{"Tờ khai nuôi chim (1 bản chính)", "Sổ nhà (1 bản sao)"}},
		{content.SectionSteps, []string{"Bước 1: Người nuôi nộp tờ khai.", "Bước 2: Xã ghi vào sổ."}},
		{content.SectionWhere, []string{"Cơ quan thực hiện: Ủy ban nhân dân cấp xã", "Trực tiếp: Tại bộ phận một cửa"}},
		{content.SectionTime, []string{"Trực tuyến, trực tiếp: 3 ngày làm việc"}},
		{content.SectionFee, []string{"Trực tuyến, trực tiếp: 7.000 đồng (mỗi lần 7.000 đồng)"}},
		{content.SectionOnline, []string{"Cổng nhận hồ sơ thủ tục này qua mạng, theo đường dẫn của thủ tục.", "Trực tuyến: Qua Cổng"}},
		{content.SectionLegal, []string{"Luật Chăn nuôi (32/2018/QH14)"}},
		{content.SectionNotes, []string{"Ai làm thủ tục: Công dân Việt Nam", "Kết quả: Giấy xác nhận"}},
	} {
		if got := e.Lines(c.section); !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.section, got, c.want)
		}
	}
}

func TestRecordsThatAreNotTaken(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"a broken line", `{"ma_thu_tuc": "1.900002"`, "line 1: the line is no JSON object"},
		{"a list", `["1.900002"]`, "line 1: the line is no JSON object"},
		{"bytes that are no UTF-8", rec("linh_vuc", "Ch\xffn")[:20] + "\xff\"}", "line 1: the line holds bytes that are no UTF-8"},
		{"a code that is none", rec("ma_thu_tuc", "BNN-285"), `ma_thu_tuc "BNN-285" is no code`},
		{"a code with a path in it", rec("ma_thu_tuc", "../../x"), "is no code"},
		{"a code that is a number", strings.Replace(rec(), `"1.900001"`, `1.900001`, 1), "ma_thu_tuc is not text"},
		{"an empty name", rec("ten_thu_tuc", " \n"), "ten_thu_tuc is empty"},
		{"a name of pages", rec("ten_thu_tuc", strings.Repeat("chữ ", 400)), "ten_thu_tuc has 1599 letters, at most 1500"},
		{"a field of a book", rec("trinh_tu_thuc_hien", strings.Repeat("chữ ", maxField/5+1)), "trinh_tu_thuc_hien has"},
		{"fields of a book together", rec("trinh_tu_thuc_hien", strings.Repeat("chữ ", maxField/6), "yeu_cau_dieu_kien", strings.Repeat("chữ ", maxField/6), "thanh_phan_ho_so", strings.Repeat("chữ ", maxField/6),
			"can_cu_phap_ly", strings.Repeat("chữ ", maxField/6), "ket_qua_xu_ly", strings.Repeat("chữ ", maxField/6), "dia_chi_tiep_nhan", strings.Repeat("chữ ", maxField/6)), "its entry would be refused: has"},
		{"a line of a book", `{"x": "` + strings.Repeat("a", maxLine) + `"}`, "line 1: the line has more than"},
		{"no decision", rec("so_quyet_dinh", ""), "is no number of a decision"},
		{"a decision of a trial", rec("so_quyet_dinh", "Demo/QĐ-BCA"), `"Demo/QĐ-BCA" is no number of a decision`},
		{"no link", rec("detail_url", ""), `detail_url "" is no address`},
		{"a link that runs something", rec("detail_url", "javascript:alert(1)"), "is no address"},
		{"another code in the name", rec("ten_thu_tuc", "Đăng ký thử (1.900009)"), "its text belongs to another: the name says code 1.900009"},
		{"the page of another code", rec("co_quan_co_tham_quyen", "Xã Tên thủ tụcĐăng ký thửMã thủ tục1.900009Số quyết định1"), "co_quan_co_tham_quyen is of the page of code 1.900009"},
		{"the page of another name", rec("co_quan_co_tham_quyen", "Xã Tên thủ tụcĐăng ký khácMã thủ tục1.900001Số quyết định1"), "of a page with another name"},
		{"the decision of another ministry", rec("so_quyet_dinh", "651/QĐ-BXD"), "decision 651/QĐ-BXD is of bo-xay-dung"},
		{"a name of another level", rec("ten_thu_tuc", "Trình báo thử (thực hiện tại cấp huyện)"), "the name says cấp huyện, the level Cấp xã"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			rep := put(t, dir, Options{}, c.line, rec("ma_thu_tuc", "1.900005"))
			if counts(rep) != [5]int{1, 0, 0, 0, 1} || rep.Left[0].Line != 1 || !strings.Contains(rep.Left[0].String(), c.want) {
				t.Errorf("%v %q; want %q", counts(rep), rep.Left, c.want)
			}
			if len(files(t, dir)) != 1 {
				t.Errorf("files %q", files(t, dir))
			}
		})
	}
}

func TestTextOfAnotherCodeIsKnownByItsSteps(t *testing.T) {
	steps := "Bước 1: Người nuôi ong mật gửi hồ sơ đề nghị cấp sổ theo dõi đàn ong mật di chuyển đến trạm thú y nơi đặt tổ.\n" +
		"Bước 2: Trạm thú y kiểm tra đàn ong mật, ghi vào sổ theo dõi đàn ong mật di chuyển rồi trả sổ cho người nuôi ong mật trong ngày."
	bees := rec("ma_thu_tuc", "1.900002", "ten_thu_tuc", "Cấp sổ theo dõi đàn ong mật di chuyển", "trinh_tu_thuc_hien", steps)
	wrong := rec("ma_thu_tuc", "1.900003", "ten_thu_tuc", "Xác nhận nguồn gốc giống bò sữa nhập khẩu", "trinh_tu_thuc_hien", steps)
	again := rec("ma_thu_tuc", "1.900004", "ten_thu_tuc", "Cấp lại sổ theo dõi đàn ong mật di chuyển", "trinh_tu_thuc_hien", steps)
	rep := put(t, t.TempDir(), Options{}, bees, wrong, again)
	if counts(rep) != [5]int{2, 0, 0, 0, 1} || rep.Left[0].Code != "1.900003" || !strings.Contains(rep.Left[0].Why, "its steps are those of code 1.900002") {
		t.Errorf("%v %q", counts(rep), rep.Left)
	}
}

func TestOfTwoRecordsOfOneCodeTheLaterOneIsTaken(t *testing.T) {
	dir := t.TempDir()
	rep := put(t, dir, Options{}, rec("linh_vuc", "Cũ"), rec("ma_thu_tuc", "1.900002"), rec("linh_vuc", "Mới"))
	if counts(rep) != [5]int{2, 0, 0, 0, 1} || rep.Left[0].Line != 1 || !strings.Contains(rep.Left[0].Why, "stands again on line 3, which is taken") {
		t.Errorf("%v %q", counts(rep), rep.Left)
	}
	if e := entry(t, dir, "1.900001"); e.Field != "Mới" {
		t.Errorf("taken was %q", e.Field)
	}
	// A later copy that cannot be taken takes nothing away.
	rep = put(t, t.TempDir(), Options{}, rec("linh_vuc", "Cũ"), rec("linh_vuc", "Mới", "ten_thu_tuc", ""))
	if counts(rep) != [5]int{1, 0, 0, 0, 1} || rep.Left[0].Line != 2 {
		t.Errorf("%v %q", counts(rep), rep.Left)
	}
}

func TestOnlyTheLevelThatWasAskedFor(t *testing.T) {
	rep := put(t, t.TempDir(), Options{Level: "xã"}, rec(), rec("ma_thu_tuc", "1.900002", "cap_thuc_hien", "Cấp tỉnh, Cấp xã"), rec("ma_thu_tuc", "1.900003", "cap_thuc_hien", "Cấp bộ"))
	if counts(rep) != [5]int{2, 0, 0, 0, 0} || rep.OtherLevel != 1 {
		t.Errorf("%v, %d of another level", counts(rep), rep.OtherLevel)
	}
}

func TestASecondRunChangesNothing(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, Options{}, rec(), rec("ma_thu_tuc", "1.900002"))
	before := files(t, dir)
	rep := put(t, dir, Options{AsOf: copied.AddDays(90)}, rec(), rec("ma_thu_tuc", "1.900002"))
	if counts(rep) != [5]int{0, 0, 2, 0, 0} || !same(before, files(t, dir)) {
		t.Errorf("%v", counts(rep))
	}
	var out strings.Builder
	if err := rep.Write(&out); err != nil || !strings.Contains(out.String(), "nothing changed") {
		t.Errorf("%v: %s", err, &out)
	}
	// A day that was given is a newer copy of the same.
	rep = put(t, dir, Options{AsOf: copied.AddDays(90), Renew: true}, rec(), rec("ma_thu_tuc", "1.900002"))
	if counts(rep) != [5]int{0, 2, 0, 0, 0} || entry(t, dir, "1.900001").AsOf.String() != "2026-09-28" {
		t.Errorf("%v", counts(rep))
	}
}

func TestAChangedRecordChangesItsEntryAndSaysWhat(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, Options{}, rec(), rec("ma_thu_tuc", "1.900002"))
	rep := put(t, dir, Options{AsOf: copied.AddDays(1)}, rec("co_quan_thuc_hien", "Công an cấp xã", "yeu_cau_dieu_kien", "Có chuồng"), rec("ma_thu_tuc", "1.900002"))
	if counts(rep) != [5]int{0, 1, 1, 0, 0} || !slices.Equal(rep.Changed[0].What, []string{"notes", "short", "where"}) {
		t.Errorf("%v %+v", counts(rep), rep.Changed)
	}
	if e := entry(t, dir, "1.900001"); e.AsOf.String() != "2026-07-01" || !strings.Contains(e.Short, "Công an cấp xã") {
		t.Errorf("%s %s", e.AsOf, e.Short)
	}
}

func TestAFileThatWasEditedByHandIsKept(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"a word", "chim câu", "chim bồ câu"},
		{"the approval", `state = "draft"`, "state = \"approved\"\napproved_by = [\"can-bo-1\"]\napproved_on = 2026-11-24"},
		{"the signature taken out", "# loaxom import tthc", "#"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, Options{}, rec())
			file := filepath.Join(dir, theFile)
			text := strings.Replace(files(t, dir)[theFile], c.old, c.new, 1)
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			entry(t, dir, "1.900001") // still reads, as TOML
			rep := put(t, dir, Options{}, rec("linh_vuc", "Mới"))
			if counts(rep) != [5]int{0, 0, 0, 1, 0} || files(t, dir)[theFile] != text {
				t.Errorf("%v\n%s", counts(rep), files(t, dir)[theFile])
			}
			var out strings.Builder
			if err := rep.Write(&out); err != nil || !strings.Contains(out.String(), "edited by hand 1.900001") || !strings.Contains(out.String(), "delete the file") {
				t.Errorf("%v: %s", err, &out)
			}
			// Deleting the file takes the portal's text again.
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if rep = put(t, dir, Options{}, rec("linh_vuc", "Mới")); counts(rep) != [5]int{1, 0, 0, 0, 0} {
				t.Errorf("%v", counts(rep))
			}
		})
	}
}

func TestWindowsLineEndsAndAnEmptyFileAreNoEdits(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, Options{}, rec())
	file := filepath.Join(dir, theFile)
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(files(t, dir)[theFile], "\n", "\r\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	if rep := put(t, dir, Options{}, rec()); counts(rep) != [5]int{0, 0, 1, 0, 0} {
		t.Errorf("line ends: %v", counts(rep))
	}
	if err := os.WriteFile(file, []byte("\n"), 0o644); err != nil { // what a crash of the machine leaves
		t.Fatal(err)
	}
	if rep := put(t, dir, Options{}, rec()); counts(rep) != [5]int{1, 0, 0, 0, 0} {
		t.Errorf("an empty file: %v", counts(rep))
	}
	entry(t, dir, "1.900001")
}

func TestEntriesWithoutARecordAreKeptAndNamed(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, Options{}, rec(), rec("ma_thu_tuc", "1.900002"))
	rep := put(t, dir, Options{}, rec("ma_thu_tuc", "1.900002"))
	if !slices.Equal(rep.Gone, []string{"tthc-1-900001.toml"}) || len(files(t, dir)) != 2 {
		t.Errorf("%q, files %d", rep.Gone, len(files(t, dir)))
	}
}

func TestAFailedRunLeavesTheFolderAsItWas(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, Options{}, rec())
	before := files(t, dir)
	lost := errors.New("the stick was pulled out")
	r := io.MultiReader(strings.NewReader(rec("linh_vuc", "Mới")+"\n"+rec("ma_thu_tuc", "1.900002")), iotest.ErrReader(lost))
	_, err := Import(t.Context(), r, Options{Into: dir, AsOf: copied, Say: say()})
	if !errors.Is(err, lost) || !same(before, files(t, dir)) {
		t.Errorf("%v; files %d", err, len(files(t, dir)))
	}
	if _, err := Import(t.Context(), strings.NewReader("\n\nno JSON\n"), Options{Into: dir, AsOf: copied, Say: say()}); err == nil || !same(before, files(t, dir)) {
		t.Error("a file without a record is no failure")
	}
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return
	}
	if err := os.Chmod(filepath.Join(dir, "procedure"), 0o555); err != nil {
		t.Fatal(err)
	}
	_, err = Import(t.Context(), strings.NewReader(rec("linh_vuc", "Mới")), Options{Into: dir, AsOf: copied, Say: say()})
	if err == nil || !same(before, files(t, dir)) {
		t.Errorf("a folder that cannot be written: %v", err)
	}
}

func TestWhatIsNotSureStandsAsPublished(t *testing.T) {
	for _, c := range []struct {
		name, key, text string
		section         content.SectionID
		want            string // an item of the section
	}{
		{"fees that do not agree", "cach_thuc_thuc_hien", wayHead + "Trực tiếp1 Ngày5,000 Việt Nam Đồng(mỗi lần 7.000 đồng)", content.SectionFee, "Trực tiếp: 5,000 Việt Nam Đồng (mỗi lần 7.000 đồng)"},
		{"a time limit without a unit", "cach_thuc_thuc_hien", wayHead + "Trực tiếp5Miễn phí", content.SectionTime, "Trực tiếp: 5 (Cổng không ghi là ngày hay giờ)"},
		{"papers without a table", "thanh_phan_ho_so", "Tờ khai.\nSổ nhà.", content.SectionPapers, "Tờ khai."},
		{"laws without numbers", "can_cu_phap_ly", lawHead + "Luật Chăn nuôi", content.SectionLegal, "Luật Chăn nuôi"},
		{"an office of a level that is no more", "co_quan_thuc_hien", "Công an huyện", content.SectionWhere, "Cơ quan thực hiện: Công an huyện"},
		{"an office of a list that is no more", "co_quan_thuc_hien", "Tòa án nhân dân_old", content.SectionWhere, "Cơ quan thực hiện: Tòa án nhân dân_old"},
		{"an office of another province", "co_quan_thuc_hien", "Sở Tư pháp Thành phố Hà Nội", content.SectionWhere, "Cơ quan thực hiện: Sở Tư pháp Thành phố Hà Nội"},
		{"papers that are the rest of the steps", "thanh_phan_ho_so", ") và nộp cho xã.\nBước 2. Xã ghi vào sổ.", content.SectionSteps, ") và nộp cho xã."},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			rep := put(t, dir, Options{}, rec(c.key, c.text))
			e := entry(t, dir, "1.900001")
			if !slices.Contains(e.Lines(c.section), c.want) || !e.IsRaw(c.section) {
				t.Errorf("raw %q, %s %q", e.Raw, c.section, e.Lines(c.section))
			}
			if !slices.ContainsFunc(rep.Raw, func(r Raw) bool { return r.Section == c.section && r.Code == "1.900001" && r.Why != "" }) {
				t.Errorf("report %+v", rep.Raw)
			}
			if strings.Contains(e.Short, "Hà Nội") || strings.Contains(e.Short, "huyện") || strings.Contains(e.Short, "5") || strings.Contains(e.Short, "_") {
				t.Errorf("short answer %s", e.Short)
			}
		})
	}
}

func TestUnknownKeysAreCounted(t *testing.T) {
	rep := put(t, t.TempDir(), Options{}, rec("ghi_chu", "một điều"), rec("ma_thu_tuc", "1.900002", "ghi_chu", ""))
	if rep.Aside["ghi_chu"] != 1 {
		t.Errorf("%v", rep.Aside)
	}
}
