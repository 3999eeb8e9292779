package telegramtest

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestOneASecondInAChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		s.User(8)
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		b.ok("sendMessage", "chat_id", "8", "text", "a")
		time.Sleep(999 * time.Millisecond)
		r := b.fails(429, "Too Many Requests: retry after 1", "sendMessage", "chat_id", "7", "text", "b")
		if r.Parameters.Retry != 1 || r.Header.Get("Retry-After") != "1" {
			t.Errorf("%+v %v", r.Parameters, r.Header)
		}
		if br := s.Breaches(); len(br) != 1 || br[0].Rule != RuleChatSecond || br[0].Chat != 7 || br[0].Method != "sendMessage" {
			t.Errorf("breaches %v", br)
		}
		time.Sleep(999 * time.Millisecond)
		b.fails(429, "Too Many Requests: retry after 1", "sendChatAction", "chat_id", "7", "action", "typing") // still held up
		b.ok("sendMessage", "chat_id", "8", "text", "another chat is free")
		if br := s.Breaches(RuleDuringWait); len(br) != 1 || br[0].Method != "sendChatAction" {
			t.Errorf("breaches %v", br)
		}
		time.Sleep(time.Millisecond)
		b.ok("sendMessage", "chat_id", "7", "text", "b")
		b.ok("answerCallbackQuery", "callback_query_id", s.Press(7, 1, "x")) // puts nothing into the chat
		time.Sleep(time.Second)
		b.ok("editMessageText", "chat_id", "7", "message_id", "1", "text", "c")
		b.fails(429, "Too Many Requests: retry after 1", "sendMessage", "chat_id", "7", "text", "edits count")
	})
}

func TestThirtyASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		for i := range int64(40) {
			s.User(100 + i)
		}
		send := func(i int) reply { return b.call("sendMessage", "chat_id", fmt.Sprint(100+i), "text", "a") }
		for i := range 30 {
			if r := send(i); !r.OK {
				t.Fatalf("message %d: %s", i, r.Description)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if r := send(30); r.Code != 429 || r.Parameters.Retry != 1 {
			t.Errorf("message 31: %d %+v", r.Code, r.Parameters)
		}
		if r := send(31); r.Code != 429 {
			t.Error("the whole bot is held up")
		}
		if br := s.Breaches(); len(br) != 2 || br[0].Rule != RuleSecond || br[1].Rule != RuleDuringWait {
			t.Errorf("breaches %v", br)
		}
		b.updates() // receiving goes on
		time.Sleep(time.Second)
		if r := send(30); !r.OK {
			t.Errorf("later: %s", r.Description)
		}
	})
}

func TestTwentyAMinuteInAGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.Group(-55, 7)
		for range 20 {
			b.ok("sendMessage", "chat_id", "-55", "text", "a")
			time.Sleep(time.Second)
		}
		time.Sleep(5 * time.Second)
		r := b.fails(429, "Too Many Requests: retry after 35", "sendMessage", "chat_id", "-55", "text", "a")
		time.Sleep(time.Duration(r.Parameters.Retry) * time.Second)
		b.ok("sendMessage", "chat_id", "-55", "text", "a")
		b.fails(429, "Too Many Requests: retry after 1", "sendMessage", "chat_id", "-55", "text", "a")
		if br := s.Breaches(RuleGroupMinute); len(br) != 1 {
			t.Errorf("breaches %v", br)
		}
	})
}

// Counting lets everything pass and writes it down; off does not look; tolerance makes windows shorter.
func TestMilderJudges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithJudge(Count), WithLimits(Limits{PerChatSecond: 1, Tolerance: 50 * time.Millisecond}))
		b := newBot(t, s)
		s.User(7)
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		time.Sleep(950 * time.Millisecond)
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		if br := s.Breaches(); len(br) != 0 {
			t.Errorf("within the tolerance: %v", br)
		}
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		if br := s.Breaches(); len(br) != 1 {
			t.Errorf("breaches %v", br)
		}
		s.SetJudge(Off)
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		if br := s.Breaches(); len(br) != 1 {
			t.Errorf("breaches %v", br)
		}
	})
}

// A retry_after that a test orders holds up what its scope says, for exactly that long.
func TestOrderedRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithJudge(Off))
		b := newBot(t, s)
		s.User(7)
		s.User(8)
		s.Fail("sendMessage", 1, TooManyRequests(6775, ScopeChat))
		b.fails(429, "Too Many Requests: retry after 6775", "sendMessage", "chat_id", "7", "text", "a")
		b.ok("sendMessage", "chat_id", "8", "text", "a")
		time.Sleep(6774 * time.Second)
		if len(s.Breaches()) != 0 {
			t.Errorf("breaches %v", s.Breaches())
		}
		b.fails(429, "Too Many Requests: retry after 1", "sendMessage", "chat_id", "7", "text", "a")
		time.Sleep(time.Second)
		b.ok("sendMessage", "chat_id", "7", "text", "a")

		s.Fail("sendMessage", 1, TooManyRequests(10, ScopeBot))
		b.fails(429, "Too Many Requests: retry after 10", "sendMessage", "chat_id", "7", "text", "a")
		b.fails(429, "Too Many Requests: retry after 10", "getMe")
		b.updates()
		time.Sleep(10 * time.Second)
		b.ok("getMe")

		s.Fail("getUpdates", 1, TooManyRequests(5, ScopeMethod))
		b.fails(429, "Too Many Requests: retry after 5", "getUpdates")
		b.fails(429, "Too Many Requests: retry after 5", "getUpdates")
		b.ok("getMe")
		if br := s.Breaches(); len(br) != 3 || s.Injected(KindTooManyRequests) != 3 {
			t.Errorf("breaches %v", br)
		}
	})
}

// A call that was on its way when another one drew the retry_after is refused, but no Breach.
func TestCallsUnderWayAreNoBreach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithJudge(Off))
		b := newBot(t, s)
		s.User(7)
		s.User(8)
		s.SetLatency("sendMessage", time.Second)
		slow := make(chan reply, 1)
		go func() {
			r, _ := b.try(t.Context(), "sendMessage", "chat_id", "8", "text", "a")
			slow <- r
		}()
		synctest.Wait()
		s.Fail("sendMessage", 1, TooManyRequests(30, ScopeBot))
		b.fails(429, "Too Many Requests: retry after 30", "sendMessage", "chat_id", "7", "text", "a")
		if r := <-slow; r.Code != 429 {
			t.Errorf("%d", r.Code)
		}
		if br := s.Breaches(); len(br) != 0 {
			t.Errorf("breaches %v", br)
		}
		if all, one := s.Peak(); all != 2 || one != 1 {
			t.Errorf("peak %d %d", all, one)
		}
	})
}
