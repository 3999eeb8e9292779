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

func TestOffsetConfirms(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	first, last := s.Bulk(5, func(i int) (int64, string) { return 7, fmt.Sprint(i) })
	if last-first != 4 || s.Unconfirmed() != 5 {
		t.Fatalf("%d-%d, %d unconfirmed", first, last, s.Unconfirmed())
	}
	check := func(want int, pairs ...string) {
		t.Helper()
		if got := b.updates(pairs...); len(got) != want {
			t.Errorf("%v: %v, want %d updates", pairs, got, want)
		}
	}
	check(2, "limit", "2")
	check(3, "offset", fmt.Sprint(first+2))
	check(3, "offset", fmt.Sprint(first)) // confirmed ones do not come back; a lower offset begins at the head
	if n := s.Unconfirmed(); n != 3 {
		t.Errorf("%d unconfirmed", n)
	}
	check(3, "offset", fmt.Sprint(last+1000)) // not known: begins at the head, confirms nothing
	check(0, "offset", fmt.Sprint(last+1))
	if n := s.Unconfirmed(); n != 0 {
		t.Errorf("%d unconfirmed", n)
	}
	if s.Offset() != last+1000 {
		t.Errorf("offset %d", s.Offset())
	}
}

func TestNegativeOffset(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	_, last := s.Bulk(5, func(i int) (int64, string) { return 7, fmt.Sprint(i) })
	if got := b.updates("offset", "-2"); len(got) != 2 || got[1] != last {
		t.Errorf("updates %v", got)
	}
	takes(t, s, RuleOffset, "offset")
	if n := s.Unconfirmed(); n != 2 {
		t.Errorf("%d unconfirmed: the rest is dropped", n)
	}
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

func TestRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		s.Say(7, "sáng nay")
		s.Press(7, 1, "x")
		s.Say(7, "hôm qua", Dated(time.Now().Add(-25*time.Hour)))
		time.Sleep(150 * time.Second)
		if got := b.updates(); len(got) != 2 {
			t.Errorf("at 150 s: %v, want the text and the press", got)
		}
		time.Sleep(time.Second)
		if got := b.updates(); len(got) != 1 {
			t.Errorf("at 151 s: %v, want the text alone", got)
		}
		time.Sleep(24*time.Hour - 151*time.Second)
		if n := s.Unconfirmed(); n != 1 {
			t.Errorf("at 24 h: %d", n)
		}
		time.Sleep(time.Second)
		if got := b.updates(); len(got) != 0 {
			t.Errorf("after 24 h: %v", got)
		}
	})
}

func TestUpdateIDsRestart(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	high := s.Say(7, "a")
	b.updates("offset", fmt.Sprint(high+1))
	s.RestartUpdateIDs(1000)
	if id := s.Say(7, "b"); id != 1000 {
		t.Errorf("id %d", id)
	}
	if got := b.updates("offset", fmt.Sprint(high+1)); len(got) != 1 || got[0] != 1000 {
		t.Errorf("with the old offset: %v", got)
	}
	if got := b.updates("offset", "1001"); len(got) != 0 {
		t.Errorf("confirmed: %v", got)
	}
}

// allowed_updates stay in force until another list comes; they filter what arrives, not what waits.
func TestAllowedUpdates(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	if s.Say(7, "a") == 0 || s.Press(7, 1, "x") == "" || s.Unconfirmed() != 2 {
		t.Error("the default lets messages and presses through")
	}
	b.updates("allowed_updates", `["message"]`)
	if n := s.Unconfirmed(); n != 2 {
		t.Errorf("%d wait: a list filters nothing that waits already", n)
	}
	s.Press(7, 1, "x")
	s.Block(7)
	if n := s.Unconfirmed(); n != 2 {
		t.Errorf("%d wait, want neither the press nor the blocking", n)
	}
	b.updates()
	b.ok("getUpdates", "allowed_updates", "null")
	takes(t, s, RuleNull, "allowed_updates")
	if got := s.AllowedUpdates(); len(got) != 1 {
		t.Errorf("null and nothing leave %v", got)
	}
	b.updates("allowed_updates", `[]`)
	if got := s.AllowedUpdates(); got != nil {
		t.Errorf("an empty list leaves %v", got)
	}
	if s.Unblock(7) == 0 {
		t.Error("the default lets my_chat_member through")
	}
}

func TestPoison(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	id := s.Push(`{"message":{"message_id":"x"}}`)
	second := s.Push(`{ }`)
	given := s.Push(fmt.Sprintf(`{"update_id":%d,"unheard_of":{}}`, second+10))
	if second != id+1 || given != second+10 {
		t.Errorf("ids %d %d %d", id, second, given)
	}
	r := b.ok("getUpdates")
	want := fmt.Sprintf(`[{"update_id":%d,"message":{"message_id":"x"}},{"update_id":%d},{"update_id":%d,"unheard_of":{}}]`, id, second, given)
	if got := strings.ReplaceAll(string(r.Result), " ", ""); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	s.Push(`[1,"two"]`)
	if r := b.ok("getUpdates", "offset", fmt.Sprint(given+1)); string(r.Result) != `[[1,"two"]]` {
		t.Errorf("got %s", r.Result)
	}
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

// 20,000 updates of 2,000 people are there at once, and a bot takes them off in order.
func TestBulk(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	t0 := time.Now()
	first, last := s.Bulk(20_000, func(i int) (int64, string) { return int64(1 + i%2000), "làm khai sinh cần gì" })
	if d := time.Since(t0); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
	n := 0
	for offset := first; ; {
		got := b.updates("offset", fmt.Sprint(offset))
		if len(got) == 0 {
			break
		}
		for _, id := range got {
			if id != first+n {
				t.Fatalf("update %d, want %d", id, first+n)
			}
			n++
		}
		offset = got[len(got)-1] + 1
	}
	if n != 20_000 || last != first+n-1 || s.Unconfirmed() != 0 {
		t.Errorf("%d updates, %d left", n, s.Unconfirmed())
	}
}
