package bot_test

import (
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// talkedOf is a conversation in which an entry was shown a minute ago.
func talkedOf(id string) bot.State {
	at := talkDay.Add(-time.Minute)
	return bot.State{Last: at, Topic: id, TopicAt: at, Question: "câu trước", Shown: []string{id}}
}

func TestFollowUpsKeepTheTopic(t *testing.T) {
	b := newBot(t, bot.Config{})
	for _, c := range []struct{ topic, text, section string }{
		{"dang-ky-khai-sinh", "mất bao lâu", "time"},
		{"dang-ky-khai-sinh", "thế còn làm online?", "online"},
		{"dang-ky-khai-sinh", "có cần sổ hộ khẩu không", "papers"},
		{"dang-ky-khai-sinh", "thế lệ phí hết bao nhiêu", "fee"},
		{"dang-ky-khai-sinh", "có phải mang giấy đăng ký kết hôn không", "papers"},
		{"dang-ky-khai-sinh", "có cần căn cước của cả bố cả mẹ không", "papers"},
		{"dang-ky-khai-sinh", "nộp trên vneid được không", "online"},
		{"dang-ky-khai-sinh", "thế ở chỗ tạm trú có làm được không", "where"},
		{"dang-ky-khai-sinh", "hộ nghèo có được miễn lệ phí không", "fee"},
		{"dang-ky-khai-sinh", "giấy tờ có phải công chứng không", "papers"},
		{"dang-ky-khai-sinh", "làm ở xã hay công an", "where"},
		{"dang-ky-khai-sinh", "gửi qua bưu điện được không", "where"},
		{"dang-ky-khai-sinh", "thế bao giờ thì lấy được", "time"},
		{"dang-ky-khai-sinh", "căn cứ vào luật nào đấy", "legal"},
		{"dang-ky-khai-sinh", "cần lưu ý gì không", "notes"},
		{"dang-ky-ket-hon", "có phải xin giấy độc thân không", "papers"},
		{"dang-ky-ket-hon", "có cần giấy xác nhận tình trạng hôn nhân không", "papers"},
		{"dang-ky-ket-hon", "cả hai có phải cùng đến không", "papers"},
		{"dang-ky-ket-hon", "làm ở quê vợ được không hay phải về quê chồng", "where"},
		{"sang-ten-dat", "thế mất bao nhiêu tiền tất cả", "fee"},
		{"sang-ten-dat", "hợp đồng có cần công chứng không", "papers"},
		{"dang-ky-tam-tru", "có cần hợp đồng thuê nhà không", "papers"},
		{"dang-ky-tam-tru", "thế có mất tiền không", "fee"},
		{"cap-doi-cap-lai-can-cuoc", "có cần mang ảnh không", "papers"},
		{"cap-doi-cap-lai-can-cuoc", "lam o xa khac duoc khong", "where"},
		{"tro-cap-huu-tri-xa-hoi", "nộp đơn ở đâu", "where"},
		{"tro-cap-huu-tri-xa-hoi", "cần mang theo sổ hộ khẩu với chứng minh thư không", "papers"},
	} {
		for _, text := range []string{c.text, vi.Fold(c.text)} {
			got := b.Turn(talkedOf(c.topic), bot.Message{Kind: channel.Message, Text: text, Now: talkDay})
			if got.Decision != bot.Answer || got.State.Topic != c.topic || len(got.Hits) == 0 || got.Hits[0].Section != c.section {
				t.Errorf("after %s %q: %s %v %v, want section %s of it", c.topic, text, got.Decision, got.State.Topic, ids3(got.Hits), c.section)
			}
		}
	}
}

func TestANewQuestionIsNoFollowUp(t *testing.T) {
	b := newBot(t, bot.Config{})
	for _, c := range []struct{ topic, text, want string }{
		{"dang-ky-khai-sinh", "làm căn cước ở đâu", "cap-the-can-cuoc"},
		{"dang-ky-khai-sinh", "đăng ký tạm trú cần giấy tờ gì", "dang-ky-tam-tru"},
		{"dang-ky-khai-sinh", "thế còn làm thẻ căn cước cho cháu thì sao", "can-cuoc-tre-em"},
		{"dang-ky-khai-sinh", "nhập khẩu cho con thì cần gì", "dang-ky-thuong-tru"},
		{"dang-ky-khai-sinh", "mất sổ đỏ làm lại ở đâu", "cap-doi-cap-lai-so-do"},
		{"dang-ky-khai-sinh", "sang tên sổ đỏ mất bao lâu", "sang-ten-dat"},
		{"dang-ky-khai-sinh", "xin bản sao giấy khai sinh thì làm thế nào", "trich-luc-ho-tich"},
		{"dang-ky-khai-sinh", "thế còn đăng ký kết hôn", "dang-ky-ket-hon"},
		{"dang-ky-ket-hon", "xin giấy độc thân ở đâu", "xac-nhan-tinh-trang-hon-nhan"},
		{"dang-ky-ket-hon", "làm giấy khai sinh cần gì", "dang-ky-khai-sinh"},
		{"dang-ky-ket-hon", "đổi căn cước hết bao nhiêu tiền", "cap-doi-cap-lai-can-cuoc"},
		{"sang-ten-dat", "công chứng giấy tờ hết bao nhiêu tiền", "chung-thuc-ban-sao"},
		{"sang-ten-dat", "tách thửa thì làm thế nào", "tach-thua-hop-thua"},
		{"sang-ten-dat", "quên mật khẩu vneid thì làm thế nào", "vneid-quen-mat-khau-khoa-tai-khoan"},
		{"dang-ky-tam-tru", "đăng ký thường trú cần gì", "dang-ky-thuong-tru"},
		{"dang-ky-tam-tru", "mua bảo hiểm y tế hộ gia đình hết bao nhiêu", "bhyt-ho-gia-dinh"},
		{"tro-cap-huu-tri-xa-hoi", "mẹ tôi mất thì được tiền mai táng bao nhiêu", "ho-tro-mai-tang"},
		{"tro-cap-huu-tri-xa-hoi", "xã làm việc mấy giờ", "gio-lam-viec-dia-chi"},
	} {
		for _, text := range []string{c.text, vi.Fold(c.text)} {
			got := b.Turn(talkedOf(c.topic), bot.Message{Kind: channel.Message, Text: text, Now: talkDay})
			if len(got.Hits) == 0 || got.Hits[0].ID != c.want || got.State.Topic == c.topic && got.Decision == bot.Answer {
				t.Errorf("after %s %q: %s topic %s %v, want %s", c.topic, text, got.Decision, got.State.Topic, ids3(got.Hits), c.want)
			}
		}
	}
	for _, text := range []string{"giá vàng hôm nay bao nhiêu", "hôm nay mưa bao giờ thì tạnh", "con gà bao nhiêu tiền một cân", "ăn cơm chưa", "đá bóng mấy giờ"} {
		got := b.Turn(talkedOf("dang-ky-khai-sinh"), bot.Message{Kind: channel.Message, Text: text, Now: talkDay})
		if got.Decision == bot.Answer {
			t.Errorf("%q is answered with %v", text, ids3(got.Hits))
		}
	}
}

func TestATopicIsForgottenAfterTenMinutes(t *testing.T) {
	b := newBot(t, bot.Config{})
	s := talkedOf("dang-ky-khai-sinh")
	for after, want := range map[time.Duration]bool{8 * time.Minute: true, 10 * time.Minute: false} {
		got := b.Turn(s, bot.Message{Kind: channel.Message, Text: "mất bao lâu", Now: talkDay.Add(after)})
		if is := got.Decision == bot.Answer; is != want {
			t.Errorf("after %v: %s", after+time.Minute, got.Decision)
		}
	}
}

// What goes on about an answer and is a choice by itself is read together with what it goes on about.
func TestWhatGoesOnIsReadWithTheTopic(t *testing.T) {
	b := newBot(t, bot.Config{})
	for _, c := range []struct{ topic, text, want string }{
		{"dang-ky-khai-sinh", "thế bố mẹ chưa cưới thì sao", "khai-sinh-kem-nhan-cha-me-con"},
		{"dang-ky-khai-sinh", "còn nếu bố là người nước ngoài", "khai-sinh-yeu-to-nuoc-ngoai"},
		{"dang-ky-khai-sinh", "thế ông bà đi thay được không", "dang-ky-khai-sinh"},
		{"dang-ky-khai-sinh", "thế quá sáu mươi ngày rồi thì sao", "dang-ky-khai-sinh"},
		{"sang-ten-dat", "thế bố mẹ mất rồi thì sao", "thua-ke-dat-dai"},
		{"sang-ten-dat", "nếu sổ đỏ bị mất thì sao", "cap-doi-cap-lai-so-do"},
		{"cap-the-can-cuoc", "thế con tôi mới 10 tuổi thì sao", "can-cuoc-tre-em"},
		{"dang-ky-tam-tru", "thế chủ nhà không chịu ký thì sao", "dang-ky-tam-tru"},
		{"tro-cap-huu-tri-xa-hoi", "thế mẹ tôi mới 72 tuổi thì sao", "tro-cap-huu-tri-xa-hoi"},
		{"tro-cap-huu-tri-xa-hoi", "cụ không đi lại được thì sao", "tro-cap-huu-tri-xa-hoi"},
	} {
		got := b.Turn(talkedOf(c.topic), bot.Message{Kind: channel.Message, Text: c.text, Now: talkDay})
		if got.Decision == bot.None || len(got.Hits) == 0 || got.Hits[0].ID != c.want || got.Decision == bot.Answer && got.State.Topic != c.want {
			t.Errorf("after %s %q: %s %v, want %s first", c.topic, c.text, got.Decision, ids3(got.Hits), c.want)
		}
	}
	for _, text := range []string{"thế giá vàng bao nhiêu", "còn thời tiết mai thế nào", "thế mua xe máy thì sao", "còn tiền điện thì sao"} {
		got := b.Turn(talkedOf("dang-ky-khai-sinh"), bot.Message{Kind: channel.Message, Text: text, Now: talkDay})
		if got.Decision == bot.Answer {
			t.Errorf("%q is answered with %v", text, ids3(got.Hits))
		}
	}
}
