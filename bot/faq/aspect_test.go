package faq

import (
	"testing"

	"loaxom/internal/vi"
)

func TestTheAspectThatIsAskedFor(t *testing.T) {
	x := small()
	for question, want := range map[string]Aspect{
		"làm giấy khai sinh mất bao nhiêu tiền":          Fee,
		"lệ phí khai sinh":                               Fee,
		"khai sinh có mất tiền không":                    Fee,
		"đăng ký khai sinh mất bao lâu":                  Time,
		"khai sinh bao giờ thì có":                       Time,
		"làm khai sinh mấy ngày xong":                    Time,
		"khai sinh cần giấy tờ gì":                       Papers,
		"đi làm khai sinh phải mang theo gì":             Papers,
		"hồ sơ khai tử gồm những gì":                     Papers,
		"khai tử ở đâu":                                  Where,
		"sang tên đất nộp ở chỗ nào":                     Where,
		"làm khai sinh qua mạng được không":              Online,
		"đăng ký khai sinh online thế nào":               Online,
		"khai sinh theo luật nào":                        Legal,
		"căn cứ pháp lý của việc cấp lại căn cước":       Legal,
		"khai sinh cần lưu ý gì":                         Notes,
		"khai sinh":                                      "",
		"làm khai sinh thế nào":                          "",
		"người già được bao nhiêu tiền":                  "",
		"bao nhiêu tuổi thì làm căn cước":                "",
		"vợ em sinh hôm qua, làm khai sinh mất bao lâu?": Time,
	} {
		for _, q := range []string{question, vi.Fold(question)} {
			if got := x.Ask(q).Aspect; got != want {
				t.Errorf("%q asks for %q, want %q", q, got, want)
			}
		}
	}
}

// What is named by such words is not asked for by them.
func TestWordsThatOnlyLookLikeAnAspect(t *testing.T) {
	x := small()
	for question, want := range map[string]Aspect{
		"bán hàng online có phải khai sinh không":               "",
		"bán hàng online thì đăng ký qua mạng được không":       Online,
		"đất không có giấy tờ gì có sang tên được không":        "",
		"đất không có giấy tờ gì thì sang tên cần giấy gì":      Papers,
		"xây nhà có cần giấy phép không":                        "",
		"nhận kết quả tại nhà được không":                       "",
		"khai sinh có cần giấy chứng sinh không":                Papers,
		"nhận kết quả khai sinh tại nhà mất bao nhiêu tiền":     Fee,
		"nhận kết quả tại nhà được không, hết bao nhiêu tiền ạ": Fee,
	} {
		for _, q := range []string{question, vi.Fold(question)} {
			if got := x.Ask(q).Aspect; got != want {
				t.Errorf("%q asks for %q, want %q", q, got, want)
			}
		}
	}
}

// Fines stand among an entry's notes.
func TestFinesAreAskedOfTheNotes(t *testing.T) {
	x := small()
	for question, want := range map[string]Aspect{
		"khai sinh muộn có bị phạt không":             Notes,
		"khai sinh muộn bị phạt bao nhiêu":            Notes,
		"khai sinh chậm phạt bao nhiêu tiền":          Notes,
		"khai sinh quá hạn có phạt không":             Notes,
		"khai tử muộn phạt thế nào":                   Notes,
		"khai tử trễ cả năm thì bị phạt không":        Notes,
		"mức phạt khi khai sinh muộn":                 Notes,
		"không khai tử thì có bị xử phạt không":       Notes,
		"chậm sang tên đất bị phạt mấy tiền":          Notes,
		"quá hạn căn cước phạt nặng không":            Notes,
		"khai sinh muộn có mất tiền không":            Fee,
		"khai sinh mất bao nhiêu tiền, có lâu không ": Time,
	} {
		for _, q := range []string{question, vi.Fold(question)} {
			if got := x.Ask(q).Aspect; got != want {
				t.Errorf("%q asks for %q, want %q", q, got, want)
			}
		}
	}
}

func TestFollowUps(t *testing.T) {
	x := small()
	for question, want := range map[string]Aspect{
		"lệ phí bao nhiêu?":                      Fee,
		"thế còn làm online?":                    Online,
		"mất bao lâu":                            Time,
		"có cần sổ hộ khẩu không":                Papers,
		"thế cần giấy tờ gì ạ":                   Papers,
		"nộp ở đâu":                              Where,
		"có mất tiền không":                      Fee,
		"bao giờ thì lấy được":                   Time,
		"có phải mang theo giấy khai sinh không": Papers,
		"căn cứ vào luật nào":                    Legal,
	} {
		for _, q := range []string{question, vi.Fold(question)} {
			if got, ok := x.Question(q).FollowUp(); !ok || got != want {
				t.Errorf("%q: %q %t, want %q", q, got, ok, want)
			}
		}
	}
	for _, q := range []string{"", "khai sinh", "lệ phí khai sinh bao nhiêu", "làm căn cước ở đâu", "sang tên sổ đỏ mất bao lâu", "xin chào", "giá vàng bao nhiêu", "ok", "cảm ơn"} {
		if got, ok := x.Question(q).FollowUp(); ok {
			t.Errorf("%q is no follow-up, taken for one about %q", q, got)
		}
	}
}
