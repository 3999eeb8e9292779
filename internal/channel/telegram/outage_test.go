package telegram

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
)

// probing calls Probe every second until the test ends, as an outbox may whose line stands still.
func (b *bot) probing() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			call, stop := context.WithTimeout(ctx, 15*time.Second)
			err := b.Probe(call)
			stop()
			_ = b.seen(err)
			rest(ctx, time.Second)
		}
	}()
	b.t.Cleanup(func() { cancel(); <-done })
}

// busiest is the largest number of calls within any minute between from and to.
func (b *bot) busiest(from, to time.Time) int {
	calls := b.server.Log("*")
	most, first := 0, 0
	for i, c := range calls {
		if c.At.Before(from) || c.At.After(to) {
			first = i + 1
			continue
		}
		for c.At.Sub(calls[first].At) >= time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// outages are ways in which Telegram is not there.
var outages = map[string]telegramtest.Fault{
	"refused": telegramtest.DialRefused(), "no such host": telegramtest.NoSuchHost(), "502": telegramtest.BadGateway(),
	"reset": telegramtest.ResetBefore(), "half JSON": telegramtest.HalfJSON(), "cut": telegramtest.CutBody(),
	"text/html": telegramtest.WrongContentType(), "ok:false": telegramtest.OKFalse200(), "500": telegramtest.Internal(),
	"redirect": telegramtest.Redirect(), "certificate": telegramtest.BadCertificate(),
}

func TestBehaviour01StartsWhileTelegramIsDown(t *testing.T) {
	for name, f := range outages {
		for _, down := range []time.Duration{time.Second, 7300 * time.Millisecond, 93 * time.Second} {
			bubble(t, func(t *testing.T) {
				b := newBot(t)
				b.server.Fail("*", -1, f)
				b.server.Say(resident, "chào")
				b.receive()
				time.Sleep(down)
				if h := b.Health(); !h.Started || h.Trouble == "" || !h.LastPoll.IsZero() {
					t.Errorf("%s for %v: %+v", name, down, h)
				}
				if n := b.log.count("level=WARN"); n != 1 {
					t.Errorf("%s for %v: %d warnings:\n%s", name, down, n, b.log)
				}
				b.server.Heal()
				healed := time.Now()
				b.wait(1)
				if took := b.came(0).Sub(healed); took > 5*time.Second {
					t.Errorf("%s for %v: works %v after the return", name, down, took)
				}
				if h := b.Health(); h.LastPoll.IsZero() || h.Trouble != "" {
					time.Sleep(time.Second)
					if h = b.Health(); h.Trouble != "" {
						t.Errorf("%s for %v: afterwards %+v", name, down, h)
					}
				}
			})
		}
	}
}

func TestBehaviour13OutageBacksOff(t *testing.T) {
	for name, f := range outages {
		bubble(t, func(t *testing.T) {
			b := newBot(t)
			b.receive()
			b.server.Say(resident, "một")
			b.wait(1)
			time.Sleep(10 * time.Second)
			b.probing()
			b.server.Fail("*", -1, f)
			b.server.Say(resident, "hai") // ends the open poll, so the outage is noticed
			begun := time.Now()
			time.Sleep(10*time.Minute + 1700*time.Millisecond)
			// Poll and probe may both run into the outage at its first moment, before either knows.
			if n := b.busiest(begun.Add(time.Second), time.Now()); n > 12 || n < 8 {
				t.Errorf("%s: %d calls in a minute, poll and probe together", name, n)
			}
			if h := b.Health(); h.Trouble == "" {
				t.Errorf("%s: no trouble", name)
			}
			if n := b.log.count("level=WARN"); n != 1 {
				t.Errorf("%s: %d warnings:\n%s", name, n, b.log)
			}
			b.server.Heal()
			healed := time.Now()
			b.server.Say(resident, "ba")
			b.wait(3)
			if took := b.came(2).Sub(healed); took > 5*time.Second {
				t.Errorf("%s: works %v after the return", name, took)
			}
		})
	}
}

// TestBehaviour13HungServer: answers that never come do not count as a rest.
func TestBehaviour13HungServer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Fail("*", -1, telegramtest.NoAnswer())
		b.probing()
		begun := time.Now()
		time.Sleep(10 * time.Minute)
		if n := b.busiest(begun, time.Now()); n > 12 {
			t.Errorf("%d calls in a minute", n)
		}
		if h := b.Health(); !strings.Contains(h.Trouble, "deadline exceeded") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		b.server.Heal()
		b.server.Say(resident, "một")
		healed := time.Now()
		b.wait(1)
		if took := b.came(0).Sub(healed); took > quickPoll+5*time.Second {
			t.Errorf("works %v after the return", took)
		}
	})
}

func TestBehaviour13ProbeBringsThePollBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Down()
		b.receive()
		time.Sleep(time.Minute)
		b.server.Up()
		b.server.Say(resident, "một")
		begun := time.Now()
		if err := b.seen(b.Probe(t.Context())); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("Probe took %v", took)
		}
		synctest.Wait()
		if len(b.taken()) != 1 {
			t.Error("the poll did not go on with the probe")
		}
	})
}

func TestBehaviour14PollWaitsRetryAfterInFull(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		time.Sleep(10 * time.Second)
		b.server.Fail("getUpdates", 1, telegramtest.TooManyRequests(6775, telegramtest.ScopeMethod))
		b.server.Say(resident, "một") // ends the open poll; the next one is refused
		b.wait(1)
		synctest.Wait()
		refused := time.Now()
		calls := b.server.Calls("getUpdates")
		b.server.Say(resident, "hai")
		time.Sleep(time.Hour)
		if h := b.Health(); h.Wait != 6775*time.Second-time.Hour || !strings.Contains(h.Trouble, "6775") {
			t.Errorf("%+v", h)
		}
		time.Sleep(3174 * time.Second)
		if n := b.server.Calls("getUpdates") - calls; n != 0 {
			t.Errorf("%d polls while Telegram had asked to wait", n)
		}
		b.wait(2)
		if took := b.came(1).Sub(refused); took < 6775*time.Second || took > 6776*time.Second {
			t.Errorf("polled again after %v", took)
		}
		if n := len(b.server.Breaches(telegramtest.RuleDuringWait)); n != 0 {
			t.Errorf("%d calls during retry_after", n)
		}
		time.Sleep(time.Second)
		if h := b.Health(); h.Wait != 0 || h.Trouble != "" {
			t.Errorf("afterwards %+v", h)
		}
	})
}
