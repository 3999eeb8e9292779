package telegramtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// outcome is how a getUpdates ended that was started beside the test.
type outcome struct {
	r   reply
	err error
	at  time.Duration // since the start
}

func start(b *bot, ctx context.Context, pairs ...string) <-chan outcome {
	out := make(chan outcome, 1)
	t0 := time.Now()
	go func() {
		r, err := b.try(ctx, "getUpdates", pairs...)
		out <- outcome{r, err, time.Since(t0)}
	}()
	synctest.Wait()
	return out
}

func TestLongPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		ctx := t.Context()

		p := start(b, ctx, "timeout", "30", "offset", "1")
		if s.Polling() != 1 {
			t.Error("nobody polls")
		}
		time.Sleep(10 * time.Second)
		s.Say(7, "chào")
		if end := <-p; end.at != 10*time.Second || !strings.Contains(string(end.r.Result), "chào") {
			t.Errorf("after %v: %s", end.at, end.r.Result)
		}
		b.updates("offset", fmt.Sprint(s.queue.next))
		time.Sleep(5 * time.Second)

		p = start(b, ctx, "timeout", "20")
		if end := <-p; end.at != 20*time.Second || string(end.r.Result) != "[]" {
			t.Errorf("after %v: %s", end.at, end.r.Result)
		}
		time.Sleep(5 * time.Second)

		p = start(b, ctx, "timeout", "600") // clamped, and written down
		if end := <-p; end.at != 50*time.Second {
			t.Errorf("after %v", end.at)
		}
		takes(t, s, RuleRange, "timeout")

		cancelled, cancel := context.WithCancel(ctx)
		p = start(b, cancelled, "timeout", "30")
		cancel()
		if end := <-p; !errors.Is(end.err, context.Canceled) || end.at != 0 {
			t.Errorf("after %v: %v", end.at, end.err)
		}
		if s.Polling() != 0 {
			t.Error("somebody still polls")
		}
		s.Say(7, "lúc không ai nghe")
		if s.Unconfirmed() != 1 {
			t.Error("an update was lost")
		}
	})
}

// A tight loop on one offset gets slow polls and single updates (Client.cpp:15713).
func TestSameOffsetAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		b.updates("offset", "5")
		time.Sleep(time.Second)
		p := start(b, t.Context(), "offset", "5")
		if end := <-p; end.at != 3*time.Second {
			t.Errorf("second call took %v, want 3 s", end.at)
		}
		time.Sleep(3 * time.Second)
		p = start(b, t.Context(), "offset", "5")
		if end := <-p; end.at != 0 {
			t.Errorf("later call took %v", end.at)
		}
		s.Bulk(5, func(int) (int64, string) { return 7, "a" })
		time.Sleep(400 * time.Millisecond)
		if got := b.updates("offset", "5"); len(got) != 1 {
			t.Errorf("within half a second: %v, want one", got)
		}
		time.Sleep(time.Second)
		if got := b.updates("offset", "5"); len(got) != 5 {
			t.Errorf("later: %v, want all", got)
		}
	})
}

// The older of two pollers is ended; 409s that follow within 3 s are held back (Client.cpp:16225).
func TestTwoPollers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		ctx := t.Context()
		const text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		one := start(b, ctx, "timeout", "50", "offset", "1")
		two := start(b, ctx, "timeout", "50", "offset", "2")
		if end := <-one; end.r.Code != 409 || end.r.Description != text || end.at != 0 {
			t.Errorf("after %v: %d %s", end.at, end.r.Code, end.r.Description)
		}
		time.Sleep(time.Second)
		three := start(b, ctx, "timeout", "50", "offset", "3")
		if end := <-two; end.r.Code != 409 || end.at != 4*time.Second {
			t.Errorf("after %v: %d, want 409 after 1 s and 3 more", end.at, end.r.Code)
		}
		s.SetWebhook("https://example.com/hook")
		if end := <-three; end.r.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("after %v: %s", end.at, end.r.Description)
		}
		b.fails(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "getUpdates")
	})
}

func TestWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		s.Say(7, "a")
		b.fails(400, "Bad Request: invalid webhook URL specified", "setWebhook", "url", "http://x.vn")
		b.fails(429, "Too Many Requests: retry after 1", "setWebhook", "url", "https://x.vn/hook")
		time.Sleep(time.Second)
		b.fails(400, "Bad Request: secret token contains unallowed characters", "setWebhook", "url", "https://x.vn/hook", "secret_token", "mật khẩu")
		takes(t, s, RuleValue, "secret_token")
		time.Sleep(time.Second)
		b.ok("setWebhook", "url", "https://x.vn/hook", "secret_token", "abc_-9", "allowed_updates", `["message"]`)
		var info struct {
			URL     string
			Pending int `json:"pending_update_count"`
			Allowed []string
		}
		b.ok("getWebhookInfo").into(t, &info)
		if info.URL != "https://x.vn/hook" || info.Pending != 1 || s.Webhook() != info.URL {
			t.Errorf("%+v", info)
		}
		b.ok("deleteWebhook")
		if s.Unconfirmed() != 1 || s.Webhook() != "" {
			t.Errorf("%d wait", s.Unconfirmed())
		}
		b.ok("deleteWebhook", "drop_pending_updates", "true")
		if s.Unconfirmed() != 0 {
			t.Errorf("%d wait", s.Unconfirmed())
		}
	})
}
