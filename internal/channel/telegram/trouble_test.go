package telegram

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
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

func TestBehaviour11Conflict(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Say(resident, "một")
		b.wait(1)

		// Another program with the same token polls without any pause.
		ctx, stop := context.WithCancel(t.Context())
		rival := &http.Client{Transport: b.server.Transport()}
		over := make(chan struct{})
		go func() {
			defer close(over)
			for ctx.Err() == nil {
				r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.Base()+"/bot"+b.server.Token()+"/getUpdates?timeout=50&limit=7", nil)
				if err != nil {
					t.Error(err)
					return
				}
				if resp, err := rival.Do(r); err == nil {
					_, _ = io.Copy(io.Discard, resp.Body)
					_ = resp.Body.Close()
				}
				rest(ctx, 100*time.Millisecond)
			}
		}()
		time.Sleep(20 * time.Minute)
		var ours []time.Time
		for _, c := range b.server.Log("getUpdates") {
			if c.Params["limit"] != "7" {
				ours = append(ours, c.At)
			}
		}
		if n := len(ours); n < 10 || n > 120 {
			t.Errorf("%d polls of ours in 20 minutes of conflict", n)
		}
		if h := b.Health(); !strings.Contains(h.Trouble, "another program") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		if b.Alarms()["conflict"] != 1 || b.log.count("alarm=conflict") != 1 {
			t.Errorf("alarms %v, log:\n%s", b.Alarms(), b.log)
		}
		stop()
		<-over
		b.server.Say(resident, "hai")
		freed := time.Now()
		b.wait(2)
		if took := b.came(1).Sub(freed); took > time.Minute {
			t.Errorf("works %v after the other one stopped", took)
		}
		time.Sleep(3 * time.Minute)
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("trouble is still %q", h.Trouble)
		}
	})
}

func TestBehaviour11BackoffFromConflict(t *testing.T) {
	var d dispute
	for i, least := range []time.Duration{5, 10, 20, 40, 60, 60, 60} {
		if wait := d.lost(); wait < least*time.Second || wait > min(least*time.Second*11/10, time.Minute) {
			t.Errorf("the %d. wait is %v", i+1, wait)
		}
	}
}

func TestBehaviour11WebhookSetMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Say(resident, "một")
		b.wait(1)
		time.Sleep(10 * time.Second)
		b.server.SetWebhook("https://example.org/hook")
		b.server.Say(resident, "hai")
		set := time.Now()
		b.wait(2)
		if took := b.came(1).Sub(set); took < 5*time.Second || took > 7*time.Second {
			t.Errorf("back after %v", took)
		}
		if b.Alarms()["conflict"] != 1 || b.server.Webhook() != "" {
			t.Errorf("alarms %v, webhook %q", b.Alarms(), b.server.Webhook())
		}
		time.Sleep(3 * time.Minute)
		if h := b.Health(); h.Trouble != "" {
			t.Errorf("trouble is still %q", h.Trouble)
		}
	})
}

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

func TestBehaviour52CertificatesAlarm(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Fail("*", -1, telegramtest.BadCertificate())
		b.receive()
		time.Sleep(10 * time.Minute)
		if h := b.Health(); !strings.Contains(h.Trouble, "certificate") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		if n := b.log.count("alarm=certificate"); n < 1 || n > 8 {
			t.Errorf("%d alarms:\n%s", n, b.log)
		}
		if _, err := b.say(resident, "chào"); !fault.Is(err, fault.Busy) {
			t.Errorf("Send: %v", err)
		}
	})
}

// TestBehaviour52CertificatesAreChecked: a server that nobody vouches for gets no request, and so no token.
func TestBehaviour52CertificatesAreChecked(t *testing.T) {
	asked := 0
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++ }))
	web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	web.StartTLS()
	defer web.Close()
	for name, endpoint := range map[string]string{
		"unknown authority": web.URL,
		"another name":      strings.Replace(web.URL, "127.0.0.1", "localhost", 1),
		"no TLS at all":     "https://" + strings.TrimPrefix(telegramtest.New(t).Listen(), "http://"),
	} {
		b := newBotOn(t, telegramtest.New(t), Config{APIEndpoint: endpoint})
		_, err := b.say(resident, "chào")
		if !fault.Is(err, fault.Busy) || b.Alarms()["certificate"] != 1 {
			t.Errorf("%s: %v; alarms %v", name, err, b.Alarms())
		}
	}
	if asked != 0 {
		t.Errorf("%d requests reached a server that nobody vouches for", asked)
	}
}
