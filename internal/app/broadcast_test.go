package app

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// copies is how often each recipient has got the notice.
func copies(srv *telegramtest.Server, n int) (once, none, more int) {
	for i := range n {
		got := 0
		for _, m := range srv.SentTo(int64(100_000 + i)) {
			if strings.Contains(m.Text, "họp xóm") {
				got++
			}
		}
		switch got {
		case 0:
			none++
		case 1:
			once++
		default:
			more++
		}
	}
	return once, none, more
}

// wait waits, in simulated time, for the end of a run.
func (st *stand) wait(cause string, most time.Duration) broadcast.Report {
	st.t.Helper()
	for begun := time.Now(); st.runOf(cause).State != broadcast.Done; time.Sleep(time.Second) {
		if time.Since(begun) > most {
			st.t.Fatalf("after %v: %+v", most, st.report(cause))
		}
	}
	return st.report(cause)
}

// Behaviours 17 and 18 under a broadcast, judged by the platform's own limits: no breach, and an answer
// that is asked for in the middle of 3,000 recipients leaves within a second.
func TestBehaviours17And18UnderABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		srv.SetLatency("sendMessage", 60*time.Millisecond)
		const n = 3000
		for i := range n {
			srv.User(int64(100_000 + i))
		}
		srv.User(77)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		leader := st.town(n)
		cause := st.notice(leader)
		var slowest time.Duration
		for i := range 15 {
			time.Sleep(6 * time.Second)
			chat := int64(10_000 + i)
			srv.User(chat)
			asked := time.Now()
			srv.Say(chat, "chào xã")
			for len(srv.SentTo(chat)) == 0 {
				time.Sleep(10 * time.Millisecond)
			}
			slowest = max(slowest, srv.SentTo(chat)[0].At.Sub(asked))
		}
		r := st.wait(cause, 10*time.Minute)
		once, none, more := copies(srv, n)
		if r.Sent != n || once != n {
			t.Errorf("%+v; %d once, %d never, %d more often", r, once, none, more)
		}
		if slowest > time.Second {
			t.Errorf("an answer took %v", slowest)
		}
		all, one := srv.Peak()
		t.Logf("%d recipients in %v: at most %d calls in flight, %d to one chat; slowest answer %v", n, r.Run.Ended.Sub(r.Run.At), all, one, slowest)
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("%d breaches, the first: %v", len(b), b[0])
		}
		st.end()
	})
}

// Behaviour 19 under a broadcast: a retry_after, of one chat and then of the bot, is obeyed to the second,
// over a restart too, and the notice arrives afterwards, once.
func TestBehaviour19UnderABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		const n = 100
		for i := range n {
			srv.User(int64(100_000 + i))
		}
		srv.User(77)
		db := memkv.New()
		st := run(t, srv, db, setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		srv.Fail("sendMessage", 2, telegramtest.TooManyRequests(40, telegramtest.ScopeChat))
		leader := st.town(n)
		cause := st.notice(leader)
		time.Sleep(10 * time.Second)
		before := srv.Calls("sendMessage")
		st.end()
		st = run(t, srv, db, setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(25 * time.Second)
		if now := srv.Calls("sendMessage"); now != before {
			t.Errorf("%d calls while the platform asked to wait", now-before)
		}
		r := st.wait(cause, 5*time.Minute)
		if once, none, more := copies(srv, n); r.Sent != n || once != n {
			t.Errorf("%+v; %d once, %d never, %d more often", r, once, none, more)
		}
		st.end()
	})
}

// Behaviour 21: what was cut after the server had accepted it is uncertain, nobody gets it twice, and the
// author sees how many.
func TestBehaviour21ResetAfterAcceptUnderABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		const n = 200
		for i := range n {
			srv.User(int64(100_000 + i))
		}
		srv.User(77)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		srv.FailRate(3, "sendMessage", 0.05, telegramtest.ResetAfter())
		leader := st.town(n)
		cause := st.notice(leader)
		r := st.wait(cause, 10*time.Minute)
		once, none, more := copies(srv, n)
		if r.Uncertain == 0 || r.Sent+r.Uncertain != n || more > 0 || none > 0 {
			t.Errorf("%+v; %d once, %d never, %d more often", r, once, none, more)
		}
		time.Sleep(time.Minute)
		told := ""
		for _, m := range srv.SentTo(77) {
			told += m.Text
		}
		if !strings.Contains(told, fmt.Sprintf("%d nơi chưa chắc đã nhận", r.Uncertain)) {
			t.Errorf("the author reads %q", told)
		}
		st.end()
	})
}
