package channeltest_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/channeltest"
	"loaxom/internal/channel/console"
)

// screen keeps what the terminal shows, one message an element.
type screen struct {
	mu   sync.Mutex
	seen []string
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, strings.TrimSuffix(string(b), "\n\n"))
	return len(b), nil
}

func (s *screen) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.seen...)
}

// TestBehaviour63Console: the channel with the fewest abilities passes the same suite as all others.
func TestBehaviour63Console(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		var s screen
		c := console.New(&s, time.Now)
		lines := make(chan string, 1000)
		go func() { // one after another, as somebody types
			for text := range lines {
				if c.Say(t.Context(), console.Line{Text: text}) != nil {
					return // the test is over
				}
			}
		}()
		t.Cleanup(func() { close(lines) })
		return channeltest.Harness{
			Channel: c,
			Address: channel.Address{Channel: console.Name, Chat: "terminal"},
			Say:     func(text string) { lines <- text },
			Sent:    s.all,
		}
	})
}
