package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
)

// resident is the person of most tests; xom is a group with our bot in it.
const (
	resident = 5_000_000_001
	neighbor = 5_000_000_002
	xom      = -4_000_001
)

// bot is a channel in front of the fake server. At its end everything that left the package is
// searched for the token (behaviour 2).
type bot struct {
	*Channel
	t      *testing.T
	server *telegramtest.Server
	log    *lines

	mu    sync.Mutex
	got   []channel.Incoming
	times []time.Time // when each came
	saw   []string    // everything that left the package beside the log
	deny  func([]channel.Incoming) error
	stale string // what the source of the token gives instead of the one in force; empty: that one
}

// lines is a log that may be written and read at once.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lines) count(part string) int { return strings.Count(l.String(), part) }

// newBot makes a bot in process.
func newBot(t *testing.T, opts ...telegramtest.Option) *bot {
	t.Helper()
	s := telegramtest.New(t, opts...)
	return newBotOn(t, s, Config{APIEndpoint: s.Base()}, WithTransport(s.Transport()))
}

// newBotOn makes a bot that reaches s by cfg.
func newBotOn(t *testing.T, s *telegramtest.Server, cfg Config, opts ...Option) *bot {
	t.Helper()
	b := &bot{t: t, server: s, log: &lines{}}
	var mu sync.Mutex
	tokens := map[string]bool{}
	cfg.Token = func() (string, error) {
		b.mu.Lock()
		token := b.stale
		b.mu.Unlock()
		if token == "" {
			token = s.Token()
		}
		mu.Lock()
		defer mu.Unlock()
		tokens[token] = true
		return token, nil
	}
	s.AddUser(telegramtest.User{ID: resident, First: "Người", Language: "vi"})
	s.AddUser(telegramtest.User{ID: neighbor, First: "Khác", Language: "vi"})
	c, err := New(cfg, time.Now, slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})), opts...)
	if err != nil {
		t.Fatal(err)
	}
	b.Channel = c
	t.Cleanup(func() {
		b.note(fmt.Sprintf("%+v %#v", c.Health(), c.Health()), fmt.Sprint(c.Alarms()), b.log.String())
		mu.Lock()
		defer mu.Unlock()
		for token := range tokens {
			_, secret, _ := strings.Cut(token, ":")
			for _, text := range b.saw {
				if strings.Contains(text, secret) {
					t.Errorf("behaviour 2: the token leaves the package: %s", text)
				}
			}
		}
	})
	return b
}

// offline is a channel whose network nobody may use.
func offline(t testing.TB) *Channel {
	t.Helper()
	c, err := New(Config{Token: func() (string, error) { return "7000000001:AAF-a-token-that-nobody-asks_1", nil }},
		time.Now, slog.New(slog.DiscardHandler), WithTransport(nobody{t}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// nobody is a network that must not be used.
type nobody struct{ t testing.TB }

func (n nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("a call to %s", r.Host)
	return nil, http.ErrNotSupported
}

// note keeps texts that left the package.
func (b *bot) note(texts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saw = append(b.saw, texts...)
}

// seen notes an error with all that hangs on it.
func (b *bot) seen(err error) error {
	for e := err; e != nil; {
		b.note(e.Error(), fmt.Sprintf("%+v %#v", e, e))
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			break
		}
		e = u.Unwrap()
	}
	return err
}

// say sends one plain text to a chat.
func (b *bot) say(chat int64, text string) (channel.Receipt, error) {
	b.t.Helper()
	r, err := b.Send(b.t.Context(), to(chat), channel.Outgoing{Text: channel.Plain(text)})
	return r, b.seen(err)
}

func to(chat int64) channel.Address {
	return channel.Address{Channel: Name, Chat: decimal(chat)}
}

// receive runs Receive until the test or stop ends it.
func (b *bot) receive() (stop func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Receive(ctx, b.take) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Errorf("Receive: %v", err)
		}
	})
	b.t.Cleanup(stop)
	return stop
}

func (b *bot) take(_ context.Context, batch []channel.Incoming) error {
	b.mu.Lock()
	deny := b.deny
	b.mu.Unlock()
	if deny != nil {
		if err := deny(batch); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range batch {
		b.got = append(b.got, m)
		b.times = append(b.times, time.Now())
	}
	return nil
}

// refuse makes take ask first; nil: it takes all.
func (b *bot) refuse(deny func([]channel.Incoming) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deny = deny
}

// keepToken makes the source go on with the token of now; "" undoes it.
func (b *bot) keepToken(token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stale = token
}

// came is when the i-th message came.
func (b *bot) came(i int) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.times[i]
}

// taken lists what came so far.
func (b *bot) taken() []channel.Incoming {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]channel.Incoming(nil), b.got...)
}

// wait lets simulated time pass until n messages have come; a minute is too long.
func (b *bot) wait(n int) []channel.Incoming {
	b.t.Helper()
	for range 6000 {
		synctest.Wait()
		if got := b.taken(); len(got) >= n {
			return got
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.t.Fatalf("waited in vain for %d messages, %d came; trouble: %q", n, len(b.taken()), b.Health().Trouble)
	return nil
}

// bubble runs a test in simulated time.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}
