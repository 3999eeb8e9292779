package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

// everything makes one call of each kind that the adapter knows, and gives what failed.
func (b *bot) everything(ctx context.Context) error {
	b.server.Say(resident, "chào")
	stop := b.receive()
	err := b.server.Wait(ctx, func() bool { return b.server.Offset() > 0 && b.server.Polling() == 1 })
	stop()
	m := channel.Outgoing{Text: channel.Plain("chào"), Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}}
	_, sendErr := b.Send(ctx, to(resident), m)
	press, _ := b.server.Tap(resident, "x")
	b.server.Photo(resident, "", []byte("tệp"))
	_, fileErr := b.Fetch(ctx, b.fileID(), MaxDownload)
	err = errors.Join(err, sendErr, fileErr, b.Ack(ctx, press), b.Probe(ctx),
		b.Commands(ctx, []CommandSet{{Commands: []Command{{"menu", "Trình đơn"}}}}),
		b.Commands(ctx, []CommandSet{{}}))
	return b.seen(err)
}

// fileID is that of the newest picture in the queue of updates.
func (b *bot) fileID() string {
	stop := b.receive()
	defer stop()
	for range 2000 {
		for _, m := range b.taken() {
			if m.Media == "photo" {
				_, id, _ := strings.Cut(string(m.Raw), `"file_id":"`)
				id, _, _ = strings.Cut(id, `"`)
				return id
			}
		}
		time.Sleep(time.Millisecond)
	}
	return ""
}

// TestBehaviour49EverythingObeysTheSettings: through each kind of proxy, and with addresses of our own,
// nothing goes anywhere else. A connection past the proxy fails the test.
func TestBehaviour49EverythingObeysTheSettings(t *testing.T) {
	for name, v := range map[string]struct {
		config func(*telegramtest.Proxy) Config
		count  func(*telegramtest.Proxy) int
	}{
		"forward": {func(p *telegramtest.Proxy) Config { return Config{APIEndpoint: p.Base(), Proxy: p.HTTP().String()} }, (*telegramtest.Proxy).Forwarded},
		"connect": {func(p *telegramtest.Proxy) Config { return Config{APIEndpoint: p.TLSBase(), Proxy: p.HTTP().String()} }, (*telegramtest.Proxy).Tunnelled},
		"socks5":  {func(p *telegramtest.Proxy) Config { return Config{APIEndpoint: p.Base(), Proxy: p.SOCKS5().String()} }, (*telegramtest.Proxy).Socked},
		"socks5 with a name": {func(p *telegramtest.Proxy) Config {
			return Config{APIEndpoint: "http://telegram.invalid", FileEndpoint: p.Base() + "/file/", Proxy: p.SOCKS5().String()}
		}, (*telegramtest.Proxy).Socked},
	} {
		t.Run(name, func(t *testing.T) {
			s := telegramtest.New(t)
			p := s.NewProxy()
			b := newBotOn(t, s, v.config(p))
			b.Channel.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: p.Roots()}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := b.everything(ctx); err != nil {
				t.Fatal(err)
			}
			if v.count(p) == 0 {
				t.Error("nothing went through the proxy")
			}
			if s.Calls("file") != 1 {
				t.Errorf("%d downloads", s.Calls("file"))
			}
		})
	}
}

// TestBehaviour49BasesAreSettings: the API and the files each at an address of their own, and nothing else
// is dialled.
func TestBehaviour49BasesAreSettings(t *testing.T) {
	s := telegramtest.New(t)
	base := s.Listen()
	var mu sync.Mutex
	paths := map[string]int{}
	front := func(prefix string) string { // a reverse proxy that adds a path of its own
		h := http.StripPrefix(strings.ReplaceAll(prefix, "%20", " "), s.Handler())
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		web := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			paths[prefix]++
			mu.Unlock()
			h.ServeHTTP(w, r)
		})}
		go func() { _ = web.Serve(l) }()
		t.Cleanup(func() { _ = web.Close() })
		return "http://" + l.Addr().String() + prefix
	}
	api, files := front("/tele%20gram"), front("/tep")
	b := newBotOn(t, s, Config{APIEndpoint: api, FileEndpoint: files + "/file"})
	b.Channel.http.Transport.(*http.Transport).DialContext = s.Dial(strings.Split(api, "/")[2], strings.Split(files, "/")[2])
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := b.everything(ctx); err != nil {
		t.Fatal(err)
	}
	if paths["/tele%20gram"] < 8 || paths["/tep"] != 1 || s.Connections() != 0 {
		t.Errorf("%v, and %d connections to %s", paths, s.Connections(), base)
	}
}

// TestBehaviour49EnvironmentIsNotAsked: HTTP_PROXY and its like have no say.
func TestBehaviour49EnvironmentIsNotAsked(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "http://127.0.0.1:1")
	}
	c, err := New(Config{Token: func() (string, error) { return "", nil }}, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if c.http.Transport.(*http.Transport).Proxy != nil {
		t.Error("there is a proxy")
	}
}

func TestSettingsThatDoNotRead(t *testing.T) {
	const secret = "mat-khau-bi-mat"
	for _, cfg := range []Config{
		{APIEndpoint: "api.telegram.org"}, {APIEndpoint: "ftp://x"}, {APIEndpoint: "https://"}, {APIEndpoint: "https://x?y=" + secret},
		{APIEndpoint: "https://u:" + secret + "@x\x7f"}, {FileEndpoint: "://" + secret},
		{Proxy: "localhost:1080"}, {Proxy: "ftp://u:" + secret + "@x"}, {Proxy: "socks5://"}, {Proxy: "http://u:" + secret + "@x y"},
	} {
		cfg.Token = func() (string, error) { return "", nil }
		_, err := New(cfg, time.Now, slog.New(slog.DiscardHandler))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", cfg.APIEndpoint+cfg.FileEndpoint+cfg.Proxy, err)
		} else if strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "write one like") {
			t.Errorf("%v", err)
		}
	}
}

// TestConnectionsAreReused: with 64 sends in flight, 1,000 sends make no new connections but the first.
func TestConnectionsAreReused(t *testing.T) {
	s := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off), telegramtest.WithHistory(10))
	b := newBotOn(t, s, Config{APIEndpoint: s.Listen()})
	burst := func(n int) {
		var all sync.WaitGroup
		slots := make(chan struct{}, 64)
		for i := range n {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				m := channel.Outgoing{Text: channel.Plain("chào")}
				if i%10 == 0 { // an error's answer is read to its end too
					m.Text = channel.Plain("x")
					_, _ = b.Send(t.Context(), to(404), m)
					return
				}
				if _, err := b.Send(t.Context(), to(resident), m); err != nil {
					t.Error(b.seen(err))
				}
			})
		}
		all.Wait()
	}
	burst(200)
	before := s.Connections()
	burst(1000)
	if n := s.Connections() - before; n > 20 {
		t.Errorf("%d new connections for 1,000 sends", n)
	}
	if before > 128 { // while one is made another may become free
		t.Errorf("%d connections for 64 sends at once", before)
	}
}

// TestBehaviour46NothingIsAgainstTheRules: every server of these tests fails its test for a parameter
// that is unknown, null, of the wrong type or over its limit; here all calls that the adapter knows pass
// by one of them.
func TestBehaviour46NothingIsAgainstTheRules(t *testing.T) {
	s := telegramtest.New(t)
	s.SetWebhook("https://example.org/hook")
	b := newBotOn(t, s, Config{APIEndpoint: s.Listen()})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := b.everything(ctx); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{
		"getMe", "getWebhookInfo", "deleteWebhook", "getUpdates", "sendMessage", "answerCallbackQuery",
		"getFile", "file", "getMyCommands", "setMyCommands", "deleteMyCommands",
	} {
		if s.Calls(method) == 0 {
			t.Errorf("%s was never called", method)
		}
	}
	for _, v := range s.Violations() {
		t.Error(v)
	}
	for _, call := range s.Log("*") {
		for name, value := range call.Params {
			if value == "null" || value == "" {
				t.Errorf("%s %s=%q", call.Method, name, value)
			}
		}
	}
}
