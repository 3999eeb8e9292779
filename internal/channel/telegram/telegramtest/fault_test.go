package telegramtest

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// Every fault in process: what the client sees, and whether the message is there.
func TestFaultsInProcess(t *testing.T) {
	asked := func(op string, kind any) func(t *testing.T, r reply, err error, _ time.Duration) {
		return func(t *testing.T, _ reply, err error, _ time.Duration) {
			var e *net.OpError
			if !errors.As(err, &e) || e.Op != op {
				t.Errorf("%v", err)
			}
			if target, ok := kind.(error); ok && !errors.Is(err, target) {
				t.Errorf("%v is not %v", err, target)
			}
		}
	}
	status := func(code int, text string) func(t *testing.T, r reply, err error, _ time.Duration) {
		return func(t *testing.T, r reply, err error, _ time.Duration) {
			var syntax *json.SyntaxError
			if r.Status != code || text == "" && !errors.As(err, &syntax) || text != "" && (err != nil || r.Description != text) {
				t.Errorf("%d %q %v", r.Status, r.Description, err)
			}
		}
	}
	for name, tc := range map[string]struct {
		fault Fault
		taken bool
		check func(t *testing.T, r reply, err error, took time.Duration)
	}{
		"dial refused":       {DialRefused(), false, asked("dial", syscall.ECONNREFUSED)},
		"no such host":       {NoSuchHost(), false, asked("dial", nil)},
		"reset before":       {ResetBefore(), false, asked("read", syscall.ECONNRESET)},
		"reset after":        {ResetAfter(), true, asked("read", syscall.ECONNRESET)},
		"bad gateway":        {BadGateway(), false, status(502, "")},
		"bad gateway, taken": {BadGateway().Taken(), true, status(502, "")},
		"ok:false":           {OKFalse200(), false, status(200, textInternal)},
		"wrong content type": {WrongContentType(), true, status(200, "")},
		"unauthorized":       {Unauthorized(), false, status(401, textUnauthorized)},
		"too many requests":  {TooManyRequests(3, ScopeChat), false, status(429, "Too Many Requests: retry after 3")},
		"internal":           {Internal(), false, status(500, textInternal)},
		"half JSON": {HalfJSON(), true, func(t *testing.T, r reply, err error, _ time.Duration) {
			if r.Status != 200 || err == nil || !strings.Contains(err.Error(), "unexpected end of JSON") {
				t.Errorf("%d %v", r.Status, err)
			}
		}},
		"bad certificate": {BadCertificate(), false, func(t *testing.T, _ reply, err error, _ time.Duration) {
			if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
				t.Errorf("%v", err)
			}
		}},
		"cut body": {CutBody(), true, func(t *testing.T, r reply, err error, _ time.Duration) {
			if !errors.Is(err, io.ErrUnexpectedEOF) || r.Status != 200 {
				t.Errorf("%d %v", r.Status, err)
			}
		}},
		"slow body": {SlowBody(5 * time.Second), true, func(t *testing.T, r reply, err error, took time.Duration) {
			if err != nil || !r.OK || took != 5*time.Second {
				t.Errorf("%v after %v", err, took)
			}
		}},
		"slow body, impatient": {SlowBody(time.Minute), true, gaveUp},
		"delay": {Delay(5 * time.Second), true, func(t *testing.T, r reply, err error, took time.Duration) {
			if err != nil || !r.OK || took != 5*time.Second {
				t.Errorf("%v after %v", err, took)
			}
		}},
		"delay, impatient": {Delay(time.Minute), true, gaveUp},
		"no answer":        {NoAnswer(), false, gaveUp},
		"no answer, taken": {NoAnswer().Taken(), true, gaveUp},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New(t)
				b := newBot(t, s)
				s.User(7)
				s.Fail("sendMessage", 1, tc.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				t0 := time.Now()
				r, err := b.try(ctx, "sendMessage", "chat_id", "7", "text", "a")
				tc.check(t, r, err, time.Since(t0))
				if got := s.SentCount() == 1; got != tc.taken {
					t.Errorf("taken: %v", got)
				}
				unseen := 0
				if tc.taken && !r.OK && tc.fault.Kind.loses() {
					unseen = 1
				}
				if n := s.Unseen(); n != unseen {
					t.Errorf("%d taken unseen, want %d", n, unseen)
				}
				if n := s.Injected(tc.fault.Kind); n != 1 {
					t.Errorf("%d injected", n)
				}
				time.Sleep(time.Minute)
				b.ok("sendMessage", "chat_id", "7", "text", "b") // one fault, one call
			})
		})
	}
}

func gaveUp(t *testing.T, _ reply, err error, took time.Duration) {
	t.Helper()
	if !errors.Is(err, context.DeadlineExceeded) || took != 10*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}

// Random faults come at the given rate, and on the same calls for the same seed.
func TestFailRate(t *testing.T) {
	run := func(seed uint64) []int {
		s := New(t, WithJudge(Off))
		b := newBot(t, s)
		s.User(7)
		s.FailRate(seed, "sendMessage", 0.02, BadGateway())
		s.FailRate(seed, "sendMessage", 0.02, Internal())
		var failed []int
		for i := range 1000 {
			if r, _ := b.try(t.Context(), "sendMessage", "chat_id", "7", "text", "a"); !r.OK {
				failed = append(failed, i)
			}
			b.call("getMe")
		}
		one, two := s.Injected(KindBadGateway), s.Injected(KindInternal)
		if one+two != len(failed) || one < 8 || one > 40 || two < 8 || two > 40 {
			t.Errorf("%d and %d of 1000, %d failed", one, two, len(failed))
		}
		s.Heal()
		b.ok("sendMessage", "chat_id", "7", "text", "a")
		return failed
	}
	first := run(1)
	if !slices.Equal(first, run(1)) {
		t.Error("the same seed, other calls")
	}
	if slices.Equal(first, run(2)) {
		t.Error("another seed, the same calls")
	}
}

// Planned faults are used up in order, and a latency stays.
func TestFaultsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.Fail("getMe", 2, Internal())
		s.Fail("*", 1, Unauthorized())
		s.SetLatency("*", 50*time.Millisecond)
		t0 := time.Now()
		var codes []int
		for range 4 {
			codes = append(codes, b.call("getMe").Status)
		}
		if !slices.Equal(codes, []int{500, 500, 401, 200}) {
			t.Errorf("%v", codes)
		}
		if took := time.Since(t0); took != 50*time.Millisecond { // what is not carried out does not take long
			t.Errorf("took %v", took)
		}
		s.Fail("getMe", -1, Internal())
		for range 5 {
			b.fails(500, textInternal, "getMe")
		}
		s.Heal()
		b.ok("getMe")
		if calls := s.Log("getMe"); len(calls) != 10 || calls[0].Code != 500 || s.Calls("getMe") != 10 {
			t.Errorf("%v", calls)
		}
	})
}

func TestDownAndUpInProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		p := start(b, t.Context(), "timeout", "50")
		s.Down()
		if end := <-p; !errors.Is(end.err, syscall.ECONNRESET) {
			t.Errorf("%v", end.err)
		}
		if _, err := b.try(t.Context(), "getMe"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%v", err)
		}
		s.Up()
		b.ok("getMe")
	})
}

// Waiting for what the bot does wakes as soon as it has done it.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		go func() {
			time.Sleep(time.Minute)
			b.ok("sendMessage", "chat_id", "7", "text", "a")
		}()
		t0 := time.Now()
		if err := s.WaitSent(t.Context(), 1); err != nil || time.Since(t0) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(t0))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.WaitSent(ctx, 2); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if c := s.Log("*"); len(c) != 1 || c[0].Params["text"] != "a" || c[0].Chat != 7 || c[0].Code != http.StatusOK {
			t.Errorf("%+v", c)
		}
	})
}
