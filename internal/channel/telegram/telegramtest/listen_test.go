package telegramtest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// overLoopback is a bot with connections of its own.
func overLoopback(t *testing.T, s *Server) *bot {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &bot{t, s.Listen(), s.Token(), &http.Client{Transport: tr}}
}

func TestLoopbackReusesConnections(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := overLoopback(t, s)
	s.User(7)
	for range 200 {
		b.ok("sendMessage", "chat_id", "7", "text", "a")
	}
	if n := s.Connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if s.Listen() != b.base {
		t.Error("a second address")
	}
}

func TestFaultsOverLoopback(t *testing.T) {
	for name, tc := range map[string]struct {
		fault Fault
		taken bool
		is    error
	}{
		"reset before": {ResetBefore(), false, syscall.ECONNRESET},
		"dial refused": {DialRefused(), false, syscall.ECONNRESET},
		"reset after":  {ResetAfter(), true, syscall.ECONNRESET},
		"cut body":     {CutBody(), true, io.ErrUnexpectedEOF},
		"slow body":    {SlowBody(50 * time.Millisecond), true, nil},
		"delay":        {Delay(50 * time.Millisecond), true, nil},
		"no answer":    {NoAnswer(), false, context.DeadlineExceeded},
		"taken":        {NoAnswer().Taken(), true, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t)
			b := overLoopback(t, s)
			s.User(7)
			s.Fail("sendMessage", 1, tc.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			r, err := b.try(ctx, "sendMessage", "chat_id", "7", "text", "a")
			if !errors.Is(err, tc.is) || tc.is == nil && !r.OK {
				t.Errorf("%v", err)
			}
			if got := s.SentCount() == 1; got != tc.taken {
				t.Errorf("taken: %v", got)
			}
		})
	}
}

// A client that hangs up ends its poll on the server.
func TestDisconnectEndsThePoll(t *testing.T) {
	s := New(t)
	b := overLoopback(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := b.try(ctx, "getUpdates", "timeout", "50")
		ended <- err
	}()
	within, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	if err := s.Wait(within, func() bool { return s.Polling() == 1 }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Wait(within, func() bool { return s.Polling() == 0 }); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestDownAndUpOverLoopback(t *testing.T) {
	s := New(t)
	b := overLoopback(t, s)
	b.ok("getMe")
	ended := make(chan error, 1)
	go func() {
		_, err := b.try(t.Context(), "getUpdates", "timeout", "50")
		ended <- err
	}()
	within, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	if err := s.Wait(within, func() bool { return s.Polling() == 1 }); err != nil {
		t.Fatal(err)
	}
	s.Down()
	if err := <-ended; err == nil {
		t.Error("the poll goes on")
	}
	b.c.CloseIdleConnections()
	if _, err := b.try(t.Context(), "getMe"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v", err)
	}
	s.Up()
	b.ok("getMe")
}

// All traffic of a client with a proxy goes through it, in each of the three forms.
func TestProxies(t *testing.T) {
	s := New(t)
	p := s.NewProxy()
	for name, tc := range map[string]struct {
		proxy func() *http.Transport
		base  string
		count func() int
	}{
		"forward": {func() *http.Transport { return &http.Transport{Proxy: http.ProxyURL(p.HTTP())} }, p.Base(), p.Forwarded},
		"tunnel": {func() *http.Transport {
			return &http.Transport{Proxy: http.ProxyURL(p.HTTP()), TLSClientConfig: &tls.Config{RootCAs: p.Roots()}}
		}, p.TLSBase(), p.Tunnelled},
		"SOCKS5":          {func() *http.Transport { return &http.Transport{Proxy: http.ProxyURL(p.SOCKS5())} }, p.Base(), p.Socked},
		"SOCKS5 by name":  {func() *http.Transport { return &http.Transport{Proxy: http.ProxyURL(p.SOCKS5())} }, "http://api.telegram.org", p.Socked},
		"forward by name": {func() *http.Transport { return &http.Transport{Proxy: http.ProxyURL(p.HTTP())} }, "http://api.telegram.org", p.Forwarded},
	} {
		before := tc.count()
		tr := tc.proxy()
		b := &bot{t, tc.base, s.Token(), &http.Client{Transport: tr}}
		b.ok("getMe")
		if tc.count() != before+1 {
			t.Errorf("%s: %d before, %d after", name, before, tc.count())
		}
		s.Fail("getMe", 1, ResetAfter())
		if _, err := b.try(t.Context(), "getMe"); err == nil {
			t.Errorf("%s: no reset", name)
		}
		tr.CloseIdleConnections()
	}
	if n := s.Hosts()["api.telegram.org"]; n != 4 {
		t.Errorf("hosts %v", s.Hosts())
	}
}

// A connection past the proxy, and a dial to what is not listed, are violations.
func TestDirectDialIsAViolation(t *testing.T) {
	s := New(t)
	p := s.NewProxy()
	b := &bot{t, p.Base(), s.Token(), &http.Client{Transport: &http.Transport{}}}
	if _, err := b.try(t.Context(), "getMe"); err == nil {
		t.Error("an answer past the proxy")
	}
	within, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	if err := s.Wait(within, func() bool { return len(s.Violations()) > 0 }); err != nil {
		t.Fatal(err)
	}
	takes(t, s, RuleDirect, "")

	base := s.Listen()
	tr := &http.Transport{DialContext: s.Dial(strings.TrimPrefix(base, "http://"))}
	defer tr.CloseIdleConnections()
	b = &bot{t, base, s.Token(), &http.Client{Transport: tr}}
	b.ok("getMe")
	b.base = "http://127.0.0.1:1"
	if _, err := b.try(t.Context(), "getMe"); err == nil {
		t.Error("an answer from nowhere")
	}
	takes(t, s, RuleDirect, "")
}
