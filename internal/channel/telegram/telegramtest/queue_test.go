package telegramtest

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

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
