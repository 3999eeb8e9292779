package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// stand is the whole program against the fake Telegram, in one process.
type stand struct {
	t    testing.TB
	srv  *telegramtest.Server
	app  *App
	log  *logBook
	stop func() error
}

// logBook keeps what was logged, for the scans.
type logBook struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// setting is what a test changes of the usual.
type setting struct {
	base    string            // over loopback; empty: in process
	via     http.RoundTripper // instead of srv.Transport()
	pace    outbox.Pace
	now     func() time.Time
	flood   int
	quiet   bool // log nothing
	night   bool // with the quiet hours of the defaults
	hamlets []commune.Hamlet
	blobs   *blob.Store
	begun   time.Time // when the program began, by the clock of the files; zero: now
	forgot  string
	seal    *feedback.Seal
	change  func(*config.Config)
}

// run starts the program on db.
func run(t testing.TB, srv *telegramtest.Server, db kv.DB, s setting) *stand {
	t.Helper()
	if s.now == nil {
		s.now = time.Now
	}
	st := &stand{t: t, srv: srv, log: &logBook{}}
	log := slog.New(slog.NewTextHandler(st.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if s.quiet {
		log = slog.New(slog.DiscardHandler)
	}
	tc := telegram.Config{Token: func() (string, error) { return srv.Token(), nil }, APIEndpoint: s.base}
	if s.blobs != nil {
		tc.Content = s.blobs.Get
	}
	var opts []telegram.Option
	if s.base == "" {
		tc.APIEndpoint = srv.Base()
		if s.via == nil {
			s.via = srv.Transport()
		}
		opts = append(opts, telegram.WithTransport(s.via))
	}
	ch, err := telegram.New(tc, s.now, log, opts...)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Ops.Listen = ""
	if !s.night {
		cfg.Broadcast.QuietTo = cfg.Broadcast.QuietFrom // tests run at any hour
	}
	cfg.Limits.MessagesAMinute = s.flood
	cfg.Hamlets = []commune.Hamlet{{ID: "xom-1", Name: "Xóm 1"}, {ID: "xom-2", Name: "Xóm 2"}}
	if s.hamlets != nil {
		cfg.Hamlets = s.hamlets
	}
	if s.change != nil {
		s.change(&cfg)
	}
	var n atomic.Int64
	begun := s.now().UnixNano()
	st.app, err = New(cfg, World{
		Now: s.now, NewID: func() string { return fmt.Sprintf("adr-%d-%d", begun, n.Add(1)) }, Log: log, DB: db,
		Channels: []channel.Channel{ch}, Pace: map[string]outbox.Pace{ch.Name(): s.pace}, Blobs: s.blobs, Forgot: s.forgot, Seal: s.seal,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !s.begun.IsZero() {
		st.app.begun = s.begun
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- st.app.Run(ctx) }()
	st.stop = func() error {
		cancel()
		return <-done
	}
	return st
}

// end stops the program and wants it to end well.
func (st *stand) end() {
	st.t.Helper()
	if err := st.stop(); err != nil {
		st.t.Errorf("the program ended with %v", err)
	}
}

// questions are what residents ask in the tests and benchmarks: real ones, all kinds.
var questions = []string{
	"làm giấy khai sinh cho cháu cần giấy tờ gì", "le phi chung thuc ban sao bao nhieu", "mất căn cước thì làm lại ở đâu",
	"đăng ký tạm trú mất bao lâu", "bo toi moi mat thi lam giay to gi", "tiền hưu trí xã hội cho người già bao nhiêu",
	"lam so do lan dau can nhung gi", "xây nhà có phải xin phép không", "mo quan tap hoa phai dang ky o dau",
	"quên mật khẩu vneid", "chào xã", "giá lúa hôm nay bao nhiêu", "mua bảo hiểm y tế hộ gia đình",
	"xac nhan tinh trang hon nhan de ban dat", "sổ hộ khẩu cũ còn dùng được không", "thuế hộ kinh doanh năm nay thế nào",
}
