package faq

// Aspect is the part of an entry that was asked for. The names are those of content's sections.
type Aspect string

// The aspects; the empty one means the short answer.
const (
	Papers Aspect = "papers"
	Where  Aspect = "where"
	Time   Aspect = "time"
	Fee    Aspect = "fee"
	Online Aspect = "online"
	Legal  Aspect = "legal"
	Notes  Aspect = "notes"
)

// sign is what a phrase says about the aspect; a strong one decides against weaker ones.
type sign struct {
	aspect   Aspect
	strength int
}

// signs are the phrases by which people ask for a part. How much one gets ("được bao nhiêu tiền") is no
// fee, and how old one must be no time limit: those are of the short answer, and outweigh the rest.
var signs = []struct {
	sign
	phrases []string
}{
	{sign{Fee, 3}, []string{
		"lệ phí", "mất bao nhiêu tiền", "hết bao nhiêu tiền", "tốn bao nhiêu", "bao nhiêu tiền", "hết bao nhiêu", "mất bao nhiêu", "mất mấy đồng",
		"hết nhiều tiền", "mất nhiều tiền", "tốn nhiều tiền", "nhiều tiền không", "có đắt không", "có mất tiền", "mất tiền không", "mất phí", "có tốn tiền", "tốn tiền không", "tốn phí", "có mất phí", "thu phí", "thu bao nhiêu", "đóng bao nhiêu", "nộp bao nhiêu tiền", "nộp bao nhiêu", "bao tiền", "giá bao nhiêu",
		"phí bao nhiêu", "phí là bao nhiêu", "tiền phí", "chi phí", "có phải nộp tiền", "có phải trả tiền", "phải trả bao nhiêu", "trả bao nhiêu", "miễn phí", "có được miễn phí", "phải nộp tiền", "nộp tiền gì", "mất mấy nghìn", "mấy tiền", "mấy nghìn", "phí không", "tiền nong", "bao nhiêu xiền", "có phải đóng tiền",
	}},
	{sign{Time, 3}, []string{
		"bao lâu", "mấy ngày", "bao nhiêu ngày", "mất mấy hôm", "mấy hôm", "mấy tuần", "mấy tháng", "bao giờ thì có", "bao giờ có", "bao giờ xong", "bao giờ được", "bao giờ lấy", "khi nào có", "khi nào xong", "khi nào lấy", "lúc nào lấy", "lúc nào có", "thời hạn", "thời gian", "lâu không", "có lâu không", "nhanh không", "có nhanh không",
		"lấy ngay", "có ngay không", "lấy luôn", "có lấy ngay", "trong ngày có", "hẹn mấy ngày", "bao giờ thì lấy", "bao giờ trả", "bao giờ được lấy", "bao giờ được nhận",
	}},
	{sign{Papers, 3}, []string{
		"giấy tờ gì", "giấy gì", "giấy tờ nào", "giấy nào", "những giấy", "giấy má", "cần giấy tờ", "cần những giấy", "hồ sơ gồm", "hồ sơ cần", "hồ sơ gì", "hồ sơ có", "hồ sơ như", "cần những gì", "cần gì", "cần có gì", "cần mang", "mang gì", "mang những gì", "mang theo", "cầm theo", "cầm gì", "phải cầm", "chuẩn bị gì", "chuẩn bị những", "chuẩn bị giấy", "cần chuẩn bị", "gồm những gì", "gồm gì", "phải có gì", "phải có những", "cần hồ sơ", "thủ tục gồm", "thủ tục cần", "cần thủ tục gì", "mang giấy", "có phải mang", "phải mang", "mẫu đơn", "tờ khai", "cần thêm giấy", "thêm giấy",
	}},
	{sign{Papers, 2}, []string{"có cần", "có phải có", "cần phải có", "có bắt buộc"}},
	{sign{Papers, 1}, []string{"giấy tờ", "hồ sơ"}},
	{sign{"", 2}, []string{"nộp hồ sơ", "làm giấy tờ", "trả hồ sơ", "hồ sơ bị", "giấy tờ cũ"}},
	{sign{Where, 2}, []string{"ở văn phòng", "ở phòng tư pháp", "ở công an", "ở bưu điện", "ở ủy ban"}},
	{sign{Where, 3}, []string{
		"ở đâu", "chỗ nào", "nơi nào", "ở chỗ nào", "nộp đâu", "làm đâu", "ra đâu", "đến đâu", "lên đâu", "đi đâu", "tới đâu", "đâu làm", "cơ quan nào", "phòng nào", "ở xã nào", "ở mô", "xã hay huyện", "xã hay tỉnh", "xã hay công an", "gặp ai", "hỏi ai", "gửi ai", "gửi đâu", "nộp cho ai", "địa chỉ", "ở xã hay", "lên huyện", "lên tỉnh", "phải về quê", "phải về", "nộp ở", "nộp mô", "mô nộp", "đi mô", "ra mô", "lên mô",
	}},
	{sign{Online, 4}, []string{
		"qua mạng", "trên mạng", "làm online", "nộp online", "online", "onl", "trực tuyến", "ở nhà làm", "ngồi nhà", "tại nhà được", "trên điện thoại", "qua điện thoại", "trên vneid", "qua vneid", "bằng vneid", "trên dịch vụ công", "qua dịch vụ công", "qua cổng", "trên cổng", "qua zalo", "từ xa", "bằng điện thoại", "trên app",
	}},
	{sign{Legal, 5}, []string{
		"căn cứ pháp lý", "căn cứ vào đâu", "căn cứ nào", "căn cứ", "luật nào", "theo luật nào", "nghị định nào", "thông tư nào", "quy định nào", "quy định ở đâu", "văn bản nào", "điều nào", "điều mấy", "khoản nào", "điều luật", "cơ sở pháp lý", "pháp luật quy định", "nghị định số", "văn bản pháp luật", "quyết định nào", "luật quy định", "quy định tại",
	}},
	{sign{Notes, 4}, []string{"lưu ý", "chú ý", "cần lưu ý", "chú ý gì", "để ý gì", "có gì đặc biệt", "dặn gì"}},
	// Fines stand among the notes, and are neither a fee nor what one gets.
	{sign{Notes, 6}, []string{"bị phạt", "phạt bao nhiêu", "phạt không", "phạt thế nào", "phạt ra sao", "phạt như nào", "phạt gì", "phạt nặng", "mức phạt", "xử phạt", "phạt à", "phạt mấy"}},
	{sign{"", 6}, []string{
		"được bao nhiêu tiền", "được bao nhiêu", "được mấy", "hưởng bao nhiêu", "nhận bao nhiêu", "nhận được bao nhiêu", "lĩnh bao nhiêu", "lĩnh được bao nhiêu", "cho bao nhiêu tiền", "trợ cấp bao nhiêu", "hỗ trợ bao nhiêu", "vay bao nhiêu", "vay tối đa", "bao nhiêu tuổi", "mấy tuổi", "lương bao nhiêu", "mức hưởng", "là gì", "là sao", "nghĩa là",
	}},
}

// passing are words that look like signs and ask for no part: they name what the question is about. A paper
// that one has not is none that is asked for, and a permit is no paper to bring.
var passing = []string{
	"bán hàng trực tuyến", "bán trực tuyến", "kinh doanh trực tuyến", "buôn bán trực tuyến", "bán hàng online", "bán online", "bán đồ online", "kinh doanh online", "buôn bán online", "bán hàng qua mạng", "bán qua mạng", "kinh doanh qua mạng", "bán hàng trên mạng", "bán trên mạng", "kinh doanh trên mạng",
	"không có giấy tờ gì", "không có giấy tờ nào", "không giấy tờ gì", "không có giấy gì", "chưa có giấy tờ gì", "chưa có giấy gì", "chẳng có giấy tờ gì", "chả có giấy tờ gì",
	"giấy phép", "có cần giấy phép", "cần giấy phép", "có cần xin phép", "có cần phép", "có cần xin giấy phép",
	"nhận kết quả tại nhà", "lấy kết quả tại nhà", "trả kết quả tại nhà", "kết quả tại nhà được",
}

// newSigns reads the signs.
func newSigns(w *words) *phrases[sign] {
	p := newPhrases[sign]()
	for _, s := range signs {
		for _, phrase := range s.phrases {
			p.add(w, phrase, s.sign)
		}
	}
	return p
}

// of is the aspect that row asks for. Later signs of the same strength count more: the question
// stands at the end of a story.
func (a *aspects) of(row []token, ids []int32) Aspect {
	best := sign{}
	for i := 0; i < len(row); i++ {
		if ids[i] < 0 {
			continue
		}
		if n := a.passing.find(row, ids, i, nil); n > 0 {
			i += n - 1
			continue
		}
		a.signs.find(row, ids, i, func(_ int, s sign) {
			if s.strength >= best.strength {
				best = s
			}
		})
	}
	return best.aspect
}
