package bot_test

import (
	"strings"
	"testing"

	"loaxom/bot"
	"loaxom/internal/channel"
)

func TestWhatIsNoLongerSoIsPutRight(t *testing.T) {
	b := newBot(t, bot.Config{})
	const (
		district = "không còn cấp huyện"
		book     = "Sổ hộ khẩu, sổ tạm trú giấy nay không dùng"
		oldID    = "Chứng minh thư cũ nay hết giá trị"
	)
	for name, c := range map[string]struct{ question, with, without string }{
		"lên huyện":                        {"đăng ký kết hôn có phải lên huyện không", district, ""},
		"không dấu":                        {"dang ky ket hon co phai len huyen khong", district, ""},
		"phòng tư pháp":                    {"đăng ký kết hôn ở phòng tư pháp à", district, ""},
		"sổ hộ khẩu":                       {"đăng ký tạm trú có phải mang sổ hộ khẩu không", book, ""},
		"chứng minh thư":                   {"làm khai sinh cho con có cần chứng minh thư không", oldID, ""},
		"đã nói sẵn trong câu trả lời":     {"mất sổ hộ khẩu rồi thì nhập khẩu cho vợ thế nào", "Sổ hộ khẩu giấy bỏ rồi", book},
		"mục nói riêng về việc ấy":         {"bỏ cấp huyện rồi thì việc của huyện giờ làm ở đâu", "", district},
		"bệnh viện huyện không phải huyện": {"con sinh ở bệnh viện huyện thì khai sinh ở đâu", "", district},
		"không nhắc gì đến lối cũ":         {"đăng ký kết hôn cần gì", "", district},
	} {
		t.Run(name, func(t *testing.T) {
			got := b.Turn(bot.State{Last: talkDay}, bot.Message{Kind: channel.Message, Text: c.question, Now: talkDay})
			if got.Decision != bot.Answer {
				t.Fatalf("%q: %s, want an answer", c.question, got.Decision)
			}
			text := "" // what the answer is not yet may come before it, in a message of its own
			for _, m := range got.Replies {
				text += m.Text.String() + "\n"
			}
			if !strings.Contains(text, c.with) || c.without != "" && strings.Contains(text, c.without) {
				t.Errorf("%q: want %q, not %q, in\n%s", c.question, c.with, c.without, text)
			}
		})
	}
}

// A choice that is pressed answers the question that was asked, so what it took for granted is put right too.
func TestAPressedChoicePutsRightWhatTheQuestionTookForGranted(t *testing.T) {
	b := newBot(t, bot.Config{})
	state := bot.State{Last: talkDay, Question: "len huyen lam giay cho chau", Shown: []string{"dang-ky-khai-sinh"}}
	press := bot.Message{Kind: channel.Press, Data: "e:dang-ky-khai-sinh", Now: talkDay}
	if got := b.Turn(state, press).Replies[0].Text.String(); !strings.Contains(got, "không còn cấp huyện") {
		t.Errorf("nothing is put right in\n%s", got)
	}
	state.Shown = nil
	if got := b.Turn(state, press).Replies[0].Text.String(); strings.Contains(got, "không còn cấp huyện") {
		t.Errorf("a press that belongs to no question is told of the district:\n%s", got)
	}
}
