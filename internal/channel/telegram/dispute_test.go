package telegram

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

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
