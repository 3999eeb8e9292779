package telegramtest

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// TB is the part of testing.TB that the package needs, so that a stand-alone program can use it too.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
}

// Server is the fake. All its methods may be called from any goroutine.
type Server struct {
	now      func() time.Time
	methods  map[string]*method // by lower-case name
	objects  map[string][]param
	username string
	privacy  bool
	keepSent int
	buffers  sync.Pool // for reading bodies

	mu         sync.Mutex
	token      string
	botID      int64
	skew       time.Duration
	chats      map[int64]*chat
	mailbox    int // newest message id of private chats and basic groups
	queue      queue
	polls      polling
	webhook    webhook
	commands   map[string][]Command
	presses    map[string]*press
	nextPress  int64
	files      files
	sent       history
	violations []Violation
	faults     faults
	judge      judge
	log        callLog
	watchers   chan struct{} // closed at the next change; nil: nobody waits
	bulk       bool          // Bulk wakes once at its end
	down       bool
	gone       chan struct{} // closed by Down and Close
	net        sockets
}

// Option sets something that must be known from the start.
type Option func(*Server)

// New makes a server that fails t at its end for every Violation that nobody took with
// ExpectViolations, and closes then.
func New(t TB, opts ...Option) *Server {
	t.Helper()
	s := Standalone(opts...)
	t.Cleanup(func() {
		t.Helper()
		s.Close()
		s.report(t)
	})
	return s
}

// Standalone makes a server outside of a test; whoever makes it reads Violations and calls Close.
func Standalone(opts ...Option) *Server {
	s := &Server{
		now: time.Now, username: "loaxom_bot", methods: make(map[string]*method), objects: objects(),
		chats: make(map[int64]*chat), commands: make(map[string][]Command), presses: make(map[string]*press),
		gone: make(chan struct{}), nextPress: 4_000_000_001,
	}
	rows := table()
	for i := range rows {
		s.methods[strings.ToLower(rows[i].name)] = &rows[i]
	}
	s.queue.next = 100_000_001
	s.judge.limits = RealLimits()
	s.setToken("7000000001:AAF-fake-token-of-the-test-server_1")
	for _, o := range opts {
		o(s)
	}
	return s
}

// WithToken sets the bot's token, "digits:letters"; the digits are the bot's user id.
func WithToken(token string) Option { return func(s *Server) { s.setToken(token) } }

// WithUsername sets the bot's name without the @; without it the name is "loaxom_bot".
func WithUsername(name string) Option { return func(s *Server) { s.username = name } }

// WithClock makes the server read the time from now: for dates, retention and rates. Waits (the long
// poll, faults that take time) run on real or, in a bubble, simulated time.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// WithLimits replaces RealLimits.
func WithLimits(l Limits) Option { return func(s *Server) { s.judge.limits = l } }

// WithJudge replaces Refuse.
func WithJudge(j Judge) Option { return func(s *Server) { s.judge.mode = j } }

// WithPrivacy makes the bot see in groups only commands, replies to it and mentions of it, as every
// bot does that was not given more by BotFather (core.telegram.org/bots/features#privacy-mode).
func WithPrivacy() Option { return func(s *Server) { s.privacy = true } }

// WithHistory keeps only the newest n messages of the bot, for long runs; the count goes on.
func WithHistory(n int) Option { return func(s *Server) { s.keepSent = n } }

// Token is the one token that the server takes.
func (s *Server) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

// SetToken makes the server take another token, and the old one not, as BotFather's /revoke does. The
// bot stays the same one, so its digits stay too.
func (s *Server) SetToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
}

func (s *Server) setToken(token string) {
	digits, _, _ := strings.Cut(token, ":")
	s.token = token
	s.botID, _ = strconv.ParseInt(digits, 10, 64) // a token without digits is a bot with id 0
}

// BotID is the user id of the bot.
func (s *Server) BotID() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.botID
}

// Username is the bot's name without the @.
func (s *Server) Username() string { return s.username }

// Base is an API endpoint for use with Transport: nothing resolves its host.
func (s *Server) Base() string { return "http://telegram.invalid" }

// SkewDates adds d to every date that the server gives from now on.
func (s *Server) SkewDates(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
}

// changed wakes whoever waits for a change. The lock is held.
func (s *Server) changed() {
	if s.watchers != nil {
		close(s.watchers)
		s.watchers = nil
	}
}
