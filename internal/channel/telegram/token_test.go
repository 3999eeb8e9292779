package telegram

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestBehaviour12TokenRevoked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Say(resident, "một")
		b.wait(1)
		b.keepToken(b.server.Token())
		b.server.SetToken("7000000001:AAF-another-token-of-the-test_2")
		time.Sleep(time.Minute) // the poll that was open has ended, and the next one has been refused
		b.server.Say(resident, "hai")
		calls := b.server.Calls("*")
		refused := 0
		for _, c := range b.server.Log("*") {
			if c.Code == http.StatusUnauthorized {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%d calls with a refused token", refused)
		}
		for range 60 {
			time.Sleep(time.Minute)
			if _, err := b.say(resident, "chào"); !fault.Is(err, fault.Busy) || fault.WaitOf(err) != 0 {
				t.Errorf("Send: %v", err)
			}
			if err := b.seen(b.Probe(t.Context())); !fault.Is(err, fault.Busy) {
				t.Errorf("Probe: %v", err)
			}
			if err := b.seen(b.Ack(t.Context(), "4382")); !fault.Is(err, fault.Busy) {
				t.Errorf("Ack: %v", err)
			}
		}
		if n := b.server.Calls("*") - calls; n != 0 {
			t.Errorf("%d calls in an hour", n)
		}
		if h := b.Health(); !strings.Contains(h.Trouble, "401") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		if b.Alarms()["token"] != 1 || b.log.count("alarm=token") != 1 || b.log.count("level=WARN") != 1 {
			t.Errorf("alarms %v, log:\n%s", b.Alarms(), b.log)
		}

		b.keepToken("") // the operator puts the new one into its place
		changed := time.Now()
		b.wait(2)
		if took := b.came(1).Sub(changed); took > 5*time.Second {
			t.Errorf("works %v after the new token", took)
		}
		if _, err := b.say(resident, "chào"); err != nil {
			t.Errorf("Send: %v", err)
		}
		time.Sleep(time.Second)
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("trouble is still %q", h.Trouble)
		}
	})
}

// TestBehaviour12SendIsRefusedFirst: a send that meets 401 stops the poll too.
func TestBehaviour12SendIsRefusedFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		time.Sleep(10 * time.Second) // a poll is open
		b.keepToken(b.server.Token())
		b.server.SetToken("7000000001:AAF-another-token-of-the-test_2")
		if _, err := b.say(resident, "chào"); !fault.Is(err, fault.Busy) {
			t.Errorf("Send: %v", err)
		}
		polls := b.server.Calls("getUpdates")
		time.Sleep(10 * time.Minute)
		if n := b.server.Calls("getUpdates") - polls; n != 0 {
			t.Errorf("%d polls with a token that is known to be refused", n)
		}
		b.keepToken("")
		time.Sleep(6 * time.Second)
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("trouble is still %q", h.Trouble)
		}
	})
}

func TestBehaviour12NoTokenToBeHad(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := telegramtest.New(t)
		type given struct {
			token string
			err   error
		}
		var answer atomic.Pointer[given]
		answer.Store(&given{})
		c, err := New(Config{APIEndpoint: s.Base(), Token: func() (string, error) { g := answer.Load(); return g.token, g.err }},
			time.Now, slog.New(slog.DiscardHandler), WithTransport(s.Transport()))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Receive(ctx, func(context.Context, []channel.Incoming) error { return nil }) }()
		for _, v := range []struct {
			token   string
			err     error
			trouble string
		}{
			{"", nil, "no bot token"}, {"", fmt.Errorf("open telegram.token: permission denied"), "permission denied"},
			{"321-nonsense", nil, "form"}, {"7000000001:AAF/../../getMe?x=%s", nil, "form"},
		} {
			answer.Store(&given{v.token, v.err})
			time.Sleep(6 * time.Second)
			if h := c.Health(); !strings.Contains(h.Trouble, v.trouble) || v.token != "" && strings.Contains(h.Trouble, v.token) {
				t.Errorf("%q %v: trouble is %q", v.token, v.err, h.Trouble)
			}
		}
		if n := s.Calls("*"); n != 0 {
			t.Errorf("%d calls without a token", n)
		}
		answer.Store(&given{token: s.Token() + "\n"})
		time.Sleep(6 * time.Second)
		if h := c.Health(); h.Trouble != "" || h.LastPoll.IsZero() {
			t.Errorf("%+v", h)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
