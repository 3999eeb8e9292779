package tthc

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/content"
)

// today is the day of the tests, which do not go bad with time.
func today() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// copied is the day of the copy.
var copied = content.NewDate(2026, 6, 30)

// say are the frames as they are shipped.
var say = sync.OnceValue(func() Say {
	lib, _ := content.Load()
	return func(id string, data map[string]any) string { return lib.Say(content.Vietnamese, id, data) }
})

// rec is a record of our own making, with the given fields changed: a key and its text by turns.
func rec(change ...string) string {
	r := map[string]string{
		"ma_thu_tuc": "1.900001", "detail_url": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d0000-0000-7000-8000-000000000001",
		"ten_thu_tuc": "Đăng ký nuôi thử chim câu", "so_quyet_dinh": "12/QĐ-BNNMT", "cap_thuc_hien": "Cấp xã", "loai_thu_tuc": "Loại khác",
		"linh_vuc": "Chăn nuôi", "doi_tuong_thuc_hien": "Công dân Việt Nam", "co_quan_co_tham_quyen": "", "dia_chi_tiep_nhan": "",
		"co_quan_duoc_uy_quyen": "", "co_quan_phoi_hop": "", "thu_tuc_lien_quan": "Không có thông tin",
		"trinh_tu_thuc_hien":  "Bước 1: Người nuôi nộp tờ khai.\nBước 2: Xã ghi vào sổ.",
		"cach_thuc_thuc_hien": wayHead + "Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(mỗi lần 7.000 đồng)Qua CổngTrực tiếp3 Ngày làm việc7,000 Việt Nam Đồng(mỗi lần 7.000 đồng)Tại bộ phận một cửa",
		"thanh_phan_ho_so":    "--" + paperHead + "Tờ khai nuôi chim1 bản chínhSổ nhà0 bản chính,1 bản sao",
		"can_cu_phap_ly":      lawHead + "Luật Chăn nuôi32/2018/QH14",
		"co_quan_thuc_hien":   "Ủy ban nhân dân cấp xã", "yeu_cau_dieu_kien": "Không có thông tin",
		"ket_qua_xu_ly": "Giấy xác nhậnMã: KQ.G10.000001Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnNộp hồ sơ", "nguon_bo": "bo-nong-nghiep-mt",
	}
	for i := 0; i+1 < len(change); i += 2 {
		r[change[i]] = change[i+1]
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// put imports lines into a folder.
func put(t *testing.T, dir string, o Options, lines ...string) *Report {
	t.Helper()
	o.Into, o.Say = dir, say()
	if o.AsOf.IsZero() {
		o.AsOf = copied
	}
	rep, err := Import(t.Context(), strings.NewReader(strings.Join(lines, "\n")), o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// files are all files of a folder by their paths in it.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func same(a, b map[string]string) bool { return maps.Equal(a, b) }

// entry is the entry of a code as the content reads it from the folder.
func entry(t *testing.T, dir, code string) *content.Entry {
	t.Helper()
	lib, problems := content.Load(content.Folder(dir))
	for _, p := range content.Faults(append(problems, content.Check(lib, today())...)) {
		t.Error(p)
	}
	e, ok := lib.Entry(content.NationalID(code))
	if !ok {
		t.Fatalf("no entry of %s", code)
	}
	return e
}

// counts are the sums of a report.
func counts(r *Report) [5]int {
	return [5]int{len(r.New), len(r.Changed), len(r.Unchanged), len(r.Edited), len(r.Left)}
}
