package telegramtest

import (
	"net/http"
	"time"
)

// TB is the part of testing.TB that the package needs, so that a stand-alone program can use it too.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
}

// Server is the fake. All its methods may be called from any goroutine.
type Server struct{}

// Option sets something that must be known from the start.
type Option func(*Server)

// New makes a server that fails t at its end for every Violation that nobody took with
// ExpectViolations, and closes then.
func New(t TB, opts ...Option) *Server { return Standalone(opts...) }

// Standalone makes a server outside of a test; whoever makes it reads Violations and calls Close.
func Standalone(opts ...Option) *Server { return &Server{} }

// WithToken sets the bot's token, "digits:letters"; the digits are the bot's user id.
func WithToken(token string) Option { return func(*Server) {} }

// WithUsername sets the bot's name without the @; without it the name is "loaxom_bot".
func WithUsername(name string) Option { return func(*Server) {} }

// WithClock makes the server read the time from now: for dates, retention and rates. Waits (the long
// poll, faults that take time) run on real or, in a bubble, simulated time.
func WithClock(now func() time.Time) Option { return func(*Server) {} }

// WithLimits replaces RealLimits.
func WithLimits(l Limits) Option { return func(*Server) {} }

// WithJudge replaces Refuse.
func WithJudge(j Judge) Option { return func(*Server) {} }

// Token is the one token that the server takes.
func (s *Server) Token() string { return "" }

// SetToken makes the server take another token, and the old one not, as BotFather's /revoke does.
func (s *Server) SetToken(token string) {}

// BotID is the user id of the bot.
func (s *Server) BotID() int64 { return 0 }

// Username is the bot's name without the @.
func (s *Server) Username() string { return "" }

// Base is an API endpoint for use with Transport: nothing resolves its host.
func (s *Server) Base() string { return "http://telegram.invalid" }

// Transport answers requests in process, in the goroutine that asks. Cut connections are the errors
// that a real transport gives.
func (s *Server) Transport() http.RoundTripper { return nil }

// Handler answers requests of an http.Server; Listen is the usual way.
func (s *Server) Handler() http.Handler { return nil }

// Listen starts serving on a free port of loopback and returns the API endpoint, such as
// "http://127.0.0.1:41234". A second call returns the same endpoint.
func (s *Server) Listen() string { return "" }

// Down makes the server unreachable: connections are reset and new ones refused, in process and on
// loopback. Up undoes it, on the same port.
func (s *Server) Down() {}

// Up undoes Down.
func (s *Server) Up() {}

// Connections is the number of TCP connections accepted so far.
func (s *Server) Connections() int { return 0 }

// Close ends open polls and stops listening.
func (s *Server) Close() {}
