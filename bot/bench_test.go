package bot_test

import (
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/internal/channel"
)

// A turn as intake computes it: a question through everything that a message goes through.
func BenchmarkTurn(b *testing.B) {
	bt := newBot(b, bot.Config{})
	questions := []string{
		"làm giấy khai sinh cho cháu cần giấy tờ gì", "le phi chung thuc ban sao bao nhieu", "mất căn cước thì làm lại ở đâu",
		"bo toi moi mat thi lam giay to gi", "xây nhà có phải xin phép không", "chào xã", "giá lúa hôm nay bao nhiêu",
	}
	b.ReportAllocs()
	state := bot.State{Last: talkDay}
	for i := 0; b.Loop(); i++ {
		now := talkDay.Add(time.Duration(i) * time.Second)
		state = bt.Turn(state, bot.Message{Kind: channel.Message, Text: questions[i%len(questions)], Now: now}).State
	}
}
