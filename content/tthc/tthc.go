// Package tthc brings official procedures (thủ tục hành chính) into the content: records as a crawl of
// the national portal holds them, one JSON object a line, become entries of origin national, one file
// each, in an overlay folder.
//
// The records are large and dirty: the portal's tables arrive with their cells glued together. A cell is
// told from its neighbour only where the portal's own words leave no other reading; else the section
// stays as it was published and says so. Nothing is guessed, mended or summed up: fees and time limits of
// a wrong reading would be law to somebody. What is not taken is in the Report, with its reason.
//
// This package sits above content, whose format it writes, and beside no store: it touches files only.
package tthc

// Record is one procedure as the portal publishes it. Texts are clean (see clean): NFC, single spaces,
// no blank lines, no characters that nobody sees.
type Record struct {
	Code      string // mã thủ tục: "1.001193"
	Link      string // its page
	Name      string // tên thủ tục
	Decision  string // số quyết định
	Level     string // cấp thực hiện: "Cấp tỉnh, Cấp xã"
	Kind      string // loại thủ tục
	Field     string // lĩnh vực
	Who       string // đối tượng thực hiện
	Authority string // cơ quan có thẩm quyền
	Address   string // địa chỉ tiếp nhận
	Delegated string // cơ quan được ủy quyền
	Joint     string // cơ quan phối hợp
	Related   string // thủ tục liên quan
	Steps     string // trình tự thực hiện
	Ways      string // cách thức thực hiện: channel, time limit, fee
	Papers    string // thành phần hồ sơ
	Laws      string // căn cứ pháp lý
	Agency    string // cơ quan thực hiện
	Needs     string // yêu cầu, điều kiện
	Result    string // kết quả
	Source    string // the ministry whose list it stood in: "bo-cong-an"

	Line int // in the file, from 1
}

// keys are the names of the fields in the file.
func (r *Record) keys() map[string]*string {
	return map[string]*string{
		"ma_thu_tuc": &r.Code, "detail_url": &r.Link, "ten_thu_tuc": &r.Name, "so_quyet_dinh": &r.Decision,
		"cap_thuc_hien": &r.Level, "loai_thu_tuc": &r.Kind, "linh_vuc": &r.Field, "doi_tuong_thuc_hien": &r.Who,
		"co_quan_co_tham_quyen": &r.Authority, "dia_chi_tiep_nhan": &r.Address, "co_quan_duoc_uy_quyen": &r.Delegated,
		"co_quan_phoi_hop": &r.Joint, "thu_tuc_lien_quan": &r.Related, "trinh_tu_thuc_hien": &r.Steps,
		"cach_thuc_thuc_hien": &r.Ways, "thanh_phan_ho_so": &r.Papers, "can_cu_phap_ly": &r.Laws,
		"co_quan_thuc_hien": &r.Agency, "yeu_cau_dieu_kien": &r.Needs, "ket_qua_xu_ly": &r.Result, "nguon_bo": &r.Source,
	}
}

// none tells that the portal has nothing to say in a cell.
func none(cell string) bool {
	switch cell {
	case "", "-", "--", "Không", "Không.", "Không có", "Không có.", "Không có thông tin", "không":
		return true
	}
	return false
}
