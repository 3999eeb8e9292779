package faq

import "strings"

// asks are ways in which people ask for a part of any entry: "làm khai sinh ở đâu". Told with the names of
// every entry, they teach the classifier that what is asked about a matter is not the matter: that "hết
// bao nhiêu tiền" is not the entry on fees, nor "khai sinh" alone one of its rarer kinds.
var asks = []string{
	"{} cần giấy tờ gì", "{} cần những gì", "{} ở đâu", "{} nộp ở đâu", "{} mất bao lâu", "{} mấy ngày xong", "{} hết bao nhiêu tiền", "{} có mất tiền không",
	"{} làm trên mạng được không", "{} qua vneid được không", "{} nhờ người khác làm thay được không", "{} có cần ủy quyền không", "ở xa {} thế nào", "{} ở nơi tạm trú được không",
	"thủ tục {}", "hồ sơ {}", "{} có được miễn phí không", "{} quá hạn thì sao", "{} theo quy định nào", "{} có phải lên huyện không", "{} có cần sổ hộ khẩu không",
	"em muốn {} thì thế nào", "bác muốn {} mà không biết dùng điện thoại", "{} gửi kết quả về nhà được không",
	"{} có cần chứng minh thư không", "{} có cần giấy đăng ký kết hôn không", "{} có phải công chứng giấy tờ không", "{} ra phòng nào",
}

const (
	shortest, longest = 2, 5 // syllables of an example that is as good as a name
	names             = 6    // at most so many names of an entry
	asksEach          = 12   // one in so many ways of asking is told with each name
)

// vary teaches an entry's names with ways of asking.
func (l *material) vary(doc int32, d Doc) {
	list := []string{d.Title, d.Plain}
	for _, q := range d.Questions {
		if len(list) == names {
			break
		}
		if n := strings.Count(q, " ") + 1; n >= shortest && n <= longest {
			list = append(list, q)
		}
	}
	for i, name := range list {
		for k := i % asksEach; k < len(asks); k += asksEach {
			if name != "" {
				l.example(doc, strings.Replace(asks[k], "{}", name, 1), 0)
			}
		}
	}
}
