package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
)

func TestBehaviour03AllowedUpdatesInEveryPoll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		time.Sleep(5 * time.Minute)
		b.server.Say(resident, "chào")
		b.wait(1)
		calls := b.server.Log("getUpdates")
		if len(calls) < 10 {
			t.Fatalf("%d polls in five minutes", len(calls))
		}
		for _, call := range calls {
			var list []string
			if err := json.Unmarshal([]byte(call.Params["allowed_updates"]), &list); err != nil || len(list) == 0 {
				t.Fatalf("allowed_updates=%q", call.Params["allowed_updates"])
			}
			if slices.Contains(list, "channel_post") || !slices.Contains(list, "my_chat_member") {
				t.Fatalf("asks for %q", list)
			}
		}
	})
}

func TestBehaviour04WebhookIsRemovedAndNothingDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Say(resident, "trước khi khởi động")
		b.server.SetWebhook("https://example.org/hook")
		b.receive()
		if got := b.wait(1)[0].Text; got != "trước khi khởi động" {
			t.Errorf("%q", got)
		}
		if b.server.Webhook() != "" {
			t.Error("the webhook is still there")
		}
		for _, call := range b.server.Log("deleteWebhook") {
			if drop, ok := call.Params["drop_pending_updates"]; ok {
				t.Errorf("drop_pending_updates=%s", drop)
			}
		}
		if n := b.server.Calls("deleteWebhook"); n != 1 {
			t.Errorf("%d calls of deleteWebhook", n)
		}
	})
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		time.Sleep(time.Minute)
		if n := b.server.Calls("deleteWebhook"); n != 0 {
			t.Errorf("%d calls of deleteWebhook where there is no webhook", n)
		}
	})
}

func TestBehaviour05PollTimeoutAndCancel(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		stop := b.receive()
		time.Sleep(3*time.Minute + 5*time.Second) // not the moment at which a poll begins, of which the log knows half
		most := 0
		for _, call := range b.server.Log("getUpdates") {
			n, err := strconv.Atoi(call.Params["timeout"])
			if err != nil || n > 50 {
				t.Errorf("timeout=%q", call.Params["timeout"])
			}
			most = max(most, n)
		}
		if most < 20 {
			t.Errorf("polls are held for %d s at most", most)
		}

		// A poll that nobody answers any more is given up later than the platform would end it.
		b.server.Fail("getUpdates", 1, telegramtest.NoAnswer())
		calls := b.server.Calls("getUpdates")
		for b.server.Calls("getUpdates") == calls {
			time.Sleep(100 * time.Millisecond)
		}
		hung, calls := time.Now(), calls+1
		for b.server.Calls("getUpdates") == calls {
			time.Sleep(100 * time.Millisecond)
		}
		if waited := time.Since(hung); waited <= time.Duration(most)*time.Second || waited > time.Minute {
			t.Errorf("gave a dead poll up after %v", waited)
		}

		time.Sleep(7 * time.Second)
		if b.server.Polling() != 1 {
			t.Fatal("no poll is open")
		}
		begun := time.Now()
		stop()
		if took := time.Since(begun); took > 200*time.Millisecond {
			t.Errorf("cancelling took %v", took)
		}
	})
}

func TestBehaviour05CancelOnASocket(t *testing.T) {
	s := telegramtest.New(t)
	b := newBotOn(t, s, Config{APIEndpoint: s.Listen()})
	stop := b.receive()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Wait(ctx, func() bool { return s.Polling() == 1 }); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	stop()
	if took := time.Since(begun); took > 200*time.Millisecond {
		t.Errorf("cancelling took %v", took)
	}
}

func TestBehaviour06OffsetMovesAfterTheUpdateIsTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		first, last := b.server.Bulk(250, func(i int) (int64, string) { return resident, fmt.Sprint(i) })
		taken := first - 1
		b.refuse(func(batch []channel.Incoming) error {
			if o := b.server.Offset(); o > taken+1 {
				t.Errorf("offset %d was asked for, and only updates up to %d were taken", o, taken)
			}
			if n := b.server.Unconfirmed(); n < len(batch) {
				t.Errorf("while %d updates are being taken the server keeps %d", len(batch), n)
			}
			id, err := strconv.Atoi(batch[len(batch)-1].ID)
			if err != nil {
				t.Error(err)
			}
			taken = id
			return nil
		})
		stop := b.receive()
		b.wait(250)
		for b.server.Offset() != last+1 {
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		for _, call := range b.server.Log("getUpdates") {
			if strings.HasPrefix(call.Params["offset"], "-") || call.Params["offset"] == "0" {
				t.Errorf("offset=%s", call.Params["offset"])
			}
		}
	})
}

func TestBehaviour06KilledWhileTaking(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Say(resident, "một")
		b.server.Say(resident, "hai")
		ctx, cancel := context.WithCancel(t.Context())
		err := b.Receive(ctx, func(context.Context, []channel.Incoming) error { // as if killed before anything was written
			cancel()
			return context.Canceled
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := b.server.Unconfirmed(); n != 2 {
			t.Fatalf("the server keeps %d of 2 updates", n)
		}
		next := newBotOn(t, b.server, Config{APIEndpoint: b.server.Base()}, WithTransport(b.server.Transport()))
		next.receive()
		if got := next.wait(2); got[0].Text != "một" || got[1].Text != "hai" {
			t.Errorf("%q, %q", got[0].Text, got[1].Text)
		}
	})
}

func TestBehaviour08IdsThatBeginAgainLower(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Say(resident, "trước")
		b.wait(1)
		time.Sleep(time.Hour)
		b.server.RestartUpdateIDs(1000)
		b.server.Say(resident, "sau một tuần")
		b.server.Say(resident, "và tiếp theo")
		got := b.wait(3)
		if got[1].ID != "1000" || got[1].Text != "sau một tuần" || got[2].ID != "1001" {
			t.Errorf("%s, %s", told(got[1]), told(got[2]))
		}
		time.Sleep(time.Minute)
		if n := len(b.taken()); n != 3 || b.server.Unconfirmed() != 0 {
			t.Errorf("%d came, %d are not confirmed", n, b.server.Unconfirmed())
		}
	})
}

// TestNothingIsCalledBeforeReceive: building a channel touches no network, and a second Receive beside
// the first is refused.
func TestNothingIsCalledBeforeReceive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		if h := b.Health(); h.Started || h.Trouble != "" || !h.LastPoll.IsZero() {
			t.Errorf("%+v", h)
		}
		time.Sleep(time.Minute)
		if n := b.server.Calls("*"); n != 0 {
			t.Errorf("%d calls", n)
		}
		b.receive()
		synctest.Wait()
		if err := b.seen(b.Receive(t.Context(), b.take)); err == nil {
			t.Error("a second Receive ran beside the first")
		}
		if b.Username() != b.server.Username() || b.log.count("https://t.me/"+b.server.Username()) != 1 {
			t.Errorf("name %q, log %s", b.Username(), b.log)
		}
	})
}

// TestTakeFails: a store that says no is told to the operator, and Telegram keeps the updates.
func TestTakeFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.refuse(func([]channel.Incoming) error { return errors.New("the disk is full") })
		b.receive()
		b.server.Say(resident, "một")
		time.Sleep(time.Minute)
		if h := b.Health(); !strings.Contains(h.Trouble, "the disk is full") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		if n := b.server.Calls("getUpdates"); n > 14 {
			t.Errorf("%d polls in a minute", n)
		}
		if n := b.log.count("trouble=store"); n != 1 {
			t.Errorf("%d log lines", n)
		}
		b.refuse(nil)
		b.wait(1)
		time.Sleep(time.Second)
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("trouble is still %q", h.Trouble)
		}
	})
}
