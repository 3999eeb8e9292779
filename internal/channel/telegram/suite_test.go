package telegram

import (
	"testing"
	"time"

	"loaxom/internal/channel/channeltest"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

// TestBehaviour63Telegram: the suite that every channel passes.
func TestBehaviour63Telegram(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		b := newBot(t)
		s := b.server
		once := func(f telegramtest.Fault) func() { return func() { s.Fail("sendMessage", 1, f) } }
		return channeltest.Harness{
			Channel: b.Channel,
			Address: to(resident),
			Say:     func(text string) { s.Say(resident, text) },
			Sent: func() (texts []string) {
				for _, m := range s.SentTo(resident) {
					texts = append(texts, m.Text)
				}
				return texts
			},
			Press:   func(label string) bool { _, ok := s.Tap(resident, label); return ok },
			Waiting: s.Unconfirmed,
			Fail: map[fault.Kind]func(){
				fault.Busy:   once(telegramtest.TooManyRequests(int(channeltest.BusyWait/time.Second), telegramtest.ScopeChat)),
				fault.Unsure: once(telegramtest.ResetAfter()),
				fault.Gone: func() {
					s.Block(resident)
					time.AfterFunc(time.Second, func() { s.Unblock(resident) })
				},
			},
			Garbage: [][]byte{[]byte(`{"update_id":0}`), []byte(`{"update_id":7,"message":"x"}`), []byte(`{"update_id":-1,"message":{}}`), []byte(`{"message":{}}`)},
		}
	})
}
