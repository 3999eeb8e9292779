package telegram

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
)

// TestBehaviour02TokenLeavesNowhere: whatever goes wrong with whichever call, on whichever line. newBot
// searches all that left the package.
func TestBehaviour02TokenLeavesNowhere(t *testing.T) {
	faults := []telegramtest.Fault{telegramtest.Unauthorized(), telegramtest.TooManyRequests(1, telegramtest.ScopeChat), telegramtest.NoAnswer(), telegramtest.SlowBody(time.Minute)}
	for _, f := range outages {
		faults = append(faults, f, f.Taken())
	}
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		for _, f := range faults {
			b.server.Fail("*", -1, f)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			_, sendErr := b.Send(ctx, to(resident), channel.Outgoing{Text: channel.Plain("chào")})
			_, fileErr := b.Fetch(ctx, "x", 5)
			_, loadErr := b.download(ctx, "photos/x", 5)
			for _, err := range []error{sendErr, fileErr, loadErr, b.Ack(ctx, "5"), b.Probe(ctx), b.Commands(ctx, []CommandSet{{}})} {
				if b.seen(err) == nil {
					t.Errorf("%v: no error", f.Kind)
				}
			}
			cancel()
			b.note(b.Health().Trouble)
			time.Sleep(time.Minute)
			b.note(b.Health().Trouble)
			b.server.Heal()
			b.server.SetToken(fmt.Sprintf("7000000001:AAF-token-%d-of-the-test-server", b.server.Calls("*")))
			time.Sleep(time.Minute)
		}
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("after all: %+v", h)
		}
	})
	for name, cfg := range map[string]func(s *telegramtest.Server) Config{ // with the errors of the real transport
		"refused":  func(*telegramtest.Server) Config { return Config{APIEndpoint: "http://127.0.0.1:1"} },
		"proxy":    func(*telegramtest.Server) Config { return Config{Proxy: "http://u:mat-khau@127.0.0.1:1"} },
		"socks":    func(*telegramtest.Server) Config { return Config{Proxy: "socks5://u:mat-khau@127.0.0.1:1"} },
		"no proxy": func(s *telegramtest.Server) Config { return Config{Proxy: s.Listen()} },
		"no TLS": func(s *telegramtest.Server) Config {
			return Config{APIEndpoint: strings.Replace(s.Listen(), "http", "https", 1)}
		},
		"percent":      func(*telegramtest.Server) Config { return Config{APIEndpoint: "http://127.0.0.1:1/%25s/%20"} },
		"user in base": func(*telegramtest.Server) Config { return Config{APIEndpoint: "http://u:mat-khau@127.0.0.1:1"} },
	} {
		s := telegramtest.New(t)
		b := newBotOn(t, s, cfg(s))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		_, sendErr := b.Send(ctx, to(resident), channel.Outgoing{Text: channel.Plain("chào")})
		_, loadErr := b.download(ctx, "photos/x", 5)
		for _, err := range []error{sendErr, loadErr, b.Probe(ctx)} {
			if b.seen(err) == nil {
				t.Errorf("%s: no error", name)
			} else if strings.Contains(err.Error(), "mat-khau") {
				t.Errorf("%s: a password leaves: %v", name, err)
			}
		}
		cancel()
	}
}

func TestScrub(t *testing.T) {
	const token = "7000000001:AAF-fake-token-of-the-test-server_1"
	s := newScrubber("https://u:mat%20khau@proxy:1", "http://x")
	for _, text := range []string{
		`Post "https://api.telegram.org/bot` + token + `/getMe": dial`, "back=%2Fbot7000000001%3AAAF-fake-token-of-the-test-server_1%2FgetMe",
		"AAF-fake-token-of-the-test-server_1", "7000000002:AAF-another-token-of-somebody-else", "mat khau", "mat%20khau", "mat+khau",
	} {
		if got := s.clean("x "+text+" y", token); strings.Contains(got, "AAF") || strings.Contains(got, "khau") || !strings.HasPrefix(got, "x ") || !strings.HasSuffix(got, " y") {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := s.clean(strings.Repeat("ằ", 500)+"\n", ""); len(got) > maxTold+3 {
		t.Errorf("%d bytes", len(got))
	}
}
