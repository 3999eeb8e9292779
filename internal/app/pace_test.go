package app

import (
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// Figure: with the pace on a backlog leaves at 97 % of the allowed rate without a single 429, in
// simulated time, judged by the platform's own limits. Behaviour 16: a day's backlog after an outage.
func TestBehaviour16ABacklogLeavesAtTheAllowedRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		srv.SetLatency("sendMessage", 50*time.Millisecond)
		const updates, chats = 5000, 500
		srv.Bulk(updates, func(i int) (int64, string) { return int64(1000 + i%chats), questions[i%len(questions)] })
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		for srv.SentCount() == 0 {
			time.Sleep(100 * time.Millisecond)
		}
		begun := time.Now()
		for srv.SentCount() < updates {
			time.Sleep(time.Second)
			if time.Since(begun) > time.Hour {
				t.Fatalf("only %d answers after an hour", srv.SentCount())
			}
		}
		took := time.Since(begun)
		sent := srv.SentCount()
		time.Sleep(time.Minute)
		st.end()
		rate := float64(sent) / took.Seconds()
		t.Logf("%d answers in %v of simulated time: %.2f/s of 25/s", sent, took, rate)
		if rate < 25*0.97 {
			t.Errorf("%.2f answers a second; the allowed rate is 25", rate)
		}
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("%d breaches, the first: %v", len(b), b[0])
		}
	})
}
