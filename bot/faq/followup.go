package faq

// follow are the words that a follow-up may have beside its aspect: none of them names a topic.
var follow = []string{
	"thế còn", "thế", "còn", "thì", "vậy", "vậy còn", "mà", "nếu", "là", "có", "không", "chưa", "được", "làm", "nộp", "xin", "đi", "phải", "cần", "mất", "hết", "tốn", "lấy", "nhận", "nó", "cái này", "cái đó", "cái ấy", "việc này", "việc đó", "thủ tục này", "thủ tục đó", "thủ tục", "loại này", "đấy", "đó", "này", "ấy", "kia", "bao", "nhiêu", "bao nhiêu", "gì", "nào", "sao", "thế nào", "như thế nào", "ra sao", "ở", "tại", "đâu", "xã", "ra xã", "lên xã", "ở xã", "ra", "lên", "đến", "về", "vào", "hay", "hoặc", "và", "với", "tiền", "ngày", "phí", "lâu", "nhanh", "khi", "lúc", "mấy", "giờ", "xong", "thì có", "kết quả", "trả", "mang", "cầm", "theo", "những", "các", "thêm", "nữa", "gì nữa", "ai", "thay", "người", "tôi", "em", "cháu", "bác", "mình", "anh", "chị", "ông", "bà", "con", "cô", "chú", "tất cả", "tổng", "tổng cộng", "hả", "à", "ừ", "nhỉ", "rồi", "xong rồi", "luôn", "ngay", "thôi", "cho", "của", "bằng", "qua", "trên", "trong", "gửi", "đăng ký", "một", "hai", "lần", "kiểu gì", "cách nào", "hướng dẫn", "cách", "gồm", "bước", "mẫu", "đơn", "ok", "vâng", "cái", "cái gì", "thứ", "thứ gì", "món", "cụ", "cụ thể", "chi tiết", "rõ hơn", "hơn",
}

// arguments are what people ask about within an aspect, by a question of yes or no: whether a paper is
// needed ("có cần sổ hộ khẩu không"), whether a place will do ("ở chỗ tạm trú có làm được không"). In an open
// question ("căn cước cần gì") they are a topic of their own. Those of a loose aspect need no sign beside them.
var arguments = []struct {
	aspect  Aspect
	loose   bool
	phrases []string
}{
	{Papers, false, []string{
		"sổ hộ khẩu", "hộ khẩu", "sổ", "căn cước", "căn cước công dân", "thẻ căn cước", "cccd", "chứng minh thư", "chứng minh nhân dân", "giấy khai sinh", "giấy chứng sinh", "giấy kết hôn", "đăng ký kết hôn", "giấy đăng ký kết hôn", "ảnh", "ảnh thẻ", "bản gốc", "bản chính", "bản sao", "photo", "phô tô", "công chứng", "bản photo", "giấy ủy quyền", "ủy quyền", "xác nhận", "giấy xác nhận", "giấy xác nhận cư trú", "giấy tờ", "gốc", "bố mẹ", "vợ chồng", "cả hai", "có mặt", "đi cùng", "chủ hộ", "sổ đỏ", "giấy ra viện", "giấy", "tờ khai", "vneid", "vân tay", "chữ ký", "dấu", "người làm chứng", "trẻ con",
		"giấy xác nhận tình trạng hôn nhân", "xác nhận tình trạng hôn nhân", "giấy độc thân", "xác nhận độc thân", "giấy chưa vợ", "giấy chưa chồng", "hợp đồng", "hợp đồng thuê nhà", "hợp đồng mua bán", "hợp đồng thuê", "giấy tờ nhà", "giấy tờ nhà đất", "giấy chứng tử", "giấy khai tử", "trích lục", "bằng", "học bạ", "sổ bảo hiểm", "thẻ bảo hiểm", "thẻ bảo hiểm y tế", "bhyt", "hộ chiếu", "giấy khám sức khỏe", "khám sức khỏe", "giấy giới thiệu", "giấy bệnh viện", "giấy của bệnh viện", "giấy của bố mẹ", "chứng thực", "dịch", "tài khoản", "số điện thoại", "đơn", "bố", "mẹ", "vợ", "chồng", "cả bố", "cả mẹ", "hai người", "hai bên", "cùng", "cùng đến", "đến tận nơi", "tự tay", "trực tiếp", "hàng xóm", "trưởng xóm", "xóm", "nhà", "đất", "mới", "cũ", "hai bản", "mấy bản",
	}},
	{Where, true, []string{
		"ở tạm trú", "ở chỗ tạm trú", "ở nơi tạm trú", "chỗ tạm trú", "nơi tạm trú", "nơi thường trú", "ở thường trú", "tự ra xã", "tự đi", "tự đến", "ra tận nơi", "đến tận xã", "xã khác", "huyện khác", "tỉnh khác", "nơi khác", "chỗ khác", "ở xã khác", "bất kỳ xã nào", "xã bất kỳ", "công an", "công an xã", "công an tỉnh", "ủy ban", "trạm y tế", "trên tỉnh", "trên thành phố", "hà nội", "sài gòn", "trong nam", "quê", "quê vợ", "quê chồng", "quê ngoại", "quê nội", "nhà vợ", "nhà chồng", "bưu điện", "qua bưu điện", "bưu chính", "huyện", "tỉnh",
	}},
	{Fee, false, []string{
		"hộ nghèo", "cận nghèo", "hộ cận nghèo", "người già", "người cao tuổi", "trẻ em", "trẻ con", "người có công", "thương binh", "liệt sĩ", "gia đình liệt sĩ", "gia đình chính sách", "khuyết tật", "người khuyết tật", "miễn", "giảm", "đúng hạn", "quá hạn", "muộn", "bản sao",
	}},
	{Online, true, []string{"vneid", "trên mạng", "điện thoại", "máy tính", "cổng dịch vụ công", "dịch vụ công", "zalo", "internet"}},
}

// openWords make a question open; frames make it one of yes or no, needs one of whether something is needed.
var (
	openWords = []string{"gì", "đâu", "nào", "bao nhiêu", "bao lâu", "thế nào", "như thế nào", "ra sao", "kiểu gì", "ntn", "mấy"}
	frames    = []string{"cần", "phải", "có được", "được không", "được chứ", "hay", "có lấy", "có mất", "mất"}
	needs     = []string{"có cần", "có phải", "cần có", "có bắt buộc", "bắt buộc", "không có", "thiếu", "chưa có"}
)

// aspects finds the aspect of a question, and tells questions that have only an aspect.
type aspects struct {
	signs, args               *phrases[sign] // an argument's strength is 1 where it is loose, else 0
	rest, open, frames, needs *phrases[struct{}]
	passing                   *phrases[struct{}]
}

func newAspects(w *words) *aspects {
	a := &aspects{signs: newSigns(w), args: newPhrases[sign](), rest: newPhrases[struct{}](), open: newPhrases[struct{}](), frames: newPhrases[struct{}](), needs: newPhrases[struct{}](), passing: newPhrases[struct{}]()}
	for _, list := range []struct {
		to   *phrases[struct{}]
		from []string
	}{{a.rest, follow}, {a.open, openWords}, {a.frames, frames}, {a.frames, needs}, {a.needs, needs}, {a.passing, passing}} {
		for _, p := range list.from {
			list.to.add(w, p, struct{}{})
		}
	}
	for _, list := range arguments {
		strength := 0
		if list.loose {
			strength = 1
		}
		for _, p := range list.phrases {
			a.args.add(w, p, sign{list.aspect, strength})
		}
	}
	return a
}

// longestFollowUp is the length in syllables above which a text is a question of its own.
const longestFollowUp = 14

// FollowUp tells whether a text asks for a part of what was talked about and names no topic of its
// own: "lệ phí bao nhiêu?", "thế còn làm online?", "có cần sổ hộ khẩu không".
func (q *Question) FollowUp() (Aspect, bool) {
	a, row, ids := q.index.aspects, q.a.row, q.a.ids
	if len(row) == 0 || len(row) > longestFollowUp {
		return "", false
	}
	yesNo := !a.open.in(row, ids) && a.frames.in(row, ids)
	aspect := a.of(row, ids)
	if aspect == "" && yesNo {
		aspect = a.argued(row, ids)
	}
	if aspect == "" {
		return "", false
	}
	var reached [longestFollowUp + 1]bool // whether the syllables before are all accounted for
	reached[0] = true
	for i := range row {
		if !reached[i] {
			continue
		}
		a.signs.find(row, ids, i, func(n int, _ sign) { reached[i+n] = true })
		a.rest.find(row, ids, i, func(n int, _ struct{}) { reached[i+n] = true })
		a.args.find(row, ids, i, func(n int, s sign) {
			if yesNo && s.aspect == aspect {
				reached[i+n] = true
			}
		})
	}
	if !reached[len(row)] {
		return "", false
	}
	return aspect, true
}

// argued is the aspect of the arguments alone: of a loose one, else of papers that are said to be needed.
func (a *aspects) argued(row []token, ids []int32) (aspect Aspect) {
	needed := a.needs.in(row, ids)
	for i := range row {
		a.args.find(row, ids, i, func(_ int, s sign) {
			if s.strength > 0 || aspect == "" && s.aspect == Papers && needed {
				aspect = s.aspect
			}
		})
	}
	return aspect
}
