package telegram

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"loaxom/internal/channel"
)

func BenchmarkDecode(b *testing.B) {
	c := known(b)
	raw := samples(b)["text"]
	b.ReportAllocs()
	for b.Loop() {
		if m := c.Decode(raw); m.Kind != channel.Message {
			b.Fatal(told(m))
		}
	}
}

// BenchmarkSend is what one send costs on loopback, both sides together, 64 at once.
func BenchmarkSend(b *testing.B) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":5,"date":1790000000,"chat":{"id":5000000001,"type":"private"},"text":"chào"}}`))
	}))
	defer web.Close()
	c, err := New(Config{Token: func() (string, error) { return "7000000001:AAF-a-token-of-the-benchmark_1", nil }, APIEndpoint: web.URL},
		time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	m := channel.Outgoing{
		Text:    channel.Plain("Đăng ký khai sinh: nộp ở bộ phận một cửa của xã, mang theo giấy chứng sinh và căn cước của cha mẹ."),
		Buttons: [][]channel.Button{{{Label: "Hồ sơ cần có", Data: "e:khai-sinh:papers"}, {Label: "Lệ phí", Data: "e:khai-sinh:fee"}}},
	}
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Send(b.Context(), to(resident), m); err != nil {
				b.Error(err)
			}
		}
	})
}
