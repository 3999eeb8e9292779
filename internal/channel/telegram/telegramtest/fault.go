package telegramtest

import "time"

// FaultKind names what goes wrong.
type FaultKind string

// Fault is one way in which a call goes wrong. After tells that the server carries the call out
// before that: the message exists and the client does not learn of it.
type Fault struct {
	Kind  FaultKind
	After bool
	Wait  time.Duration // slow-body, delay
	Retry int           // too-many-requests: seconds
	Scope Scope         // too-many-requests
}

// Scope is what a retry_after holds up.
type Scope int

// Scopes. A call inside a scope that is held up is refused again and is a Breach.
const (
	ScopeChat   Scope = iota // calls that name the chat; for a method without chat_id: that method
	ScopeBot                 // every call but getUpdates
	ScopeMethod              // calls of that method
)

// DialRefused is a connection that was never made: nothing was written. On loopback, where the
// connection stands before the method is known, it is ResetBefore.
func DialRefused() Fault { return Fault{Kind: "dial-refused"} }

// NoSuchHost is a name that does not resolve; nothing was written. In process only, else ResetBefore.
func NoSuchHost() Fault { return Fault{Kind: "no-such-host"} }

// BadCertificate is a certificate that nobody vouches for. In process only, else ResetBefore.
func BadCertificate() Fault { return Fault{Kind: "bad-certificate"} }

// ResetBefore cuts the connection before the request is handled: no effect, but the client cannot know.
func ResetBefore() Fault { return Fault{Kind: "reset-before"} }

// ResetAfter carries the call out and cuts the connection instead of answering.
func ResetAfter() Fault { return Fault{Kind: "reset-after", After: true} }

// CutBody carries the call out and cuts the connection in the middle of the answer.
func CutBody() Fault { return Fault{Kind: "cut-body", After: true} }

// BadGateway answers 502 with an HTML page, without carrying the call out (see Taken).
func BadGateway() Fault { return Fault{Kind: "bad-gateway"} }

// HalfJSON carries the call out and answers with the first half of the JSON as a whole body.
func HalfJSON() Fault { return Fault{Kind: "half-json", After: true} }

// SlowBody carries the call out and sends the answer's body over d.
func SlowBody(d time.Duration) Fault { return Fault{Kind: "slow-body", After: true, Wait: d} }

// OKFalse200 answers status 200 with {"ok":false} and error code 500, without carrying the call out.
func OKFalse200() Fault { return Fault{Kind: "ok-false-200"} }

// WrongContentType carries the call out and answers a page of text/html with status 200.
func WrongContentType() Fault { return Fault{Kind: "wrong-content-type", After: true} }

// Unauthorized answers 401, as if the token had been revoked.
func Unauthorized() Fault { return Fault{Kind: "unauthorized"} }

// TooManyRequests answers 429 with the body's parameters.retry_after and the Retry-After header, and
// holds up the scope for so many seconds.
func TooManyRequests(retryAfter int, scope Scope) Fault {
	return Fault{Kind: "too-many-requests", Retry: retryAfter, Scope: scope}
}

// Internal answers 500 in JSON without carrying the call out.
func Internal() Fault { return Fault{Kind: "internal"} }

// Delay carries the call out after d and answers well.
func Delay(d time.Duration) Fault { return Fault{Kind: "delay", After: true, Wait: d} }

// NoAnswer hangs until the client gives up; the call is not carried out (see Taken).
func NoAnswer() Fault { return Fault{Kind: "no-answer"} }

// Redirect answers 302 to another address, without carrying the call out.
func Redirect() Fault { return Fault{Kind: "redirect"} }

// Taken is the same fault after the call was carried out.
func (f Fault) Taken() Fault { f.After = true; return f }

// Fail makes the next n calls of method ("*": of any) go wrong; n < 0: all until Heal. Faults of one
// method are used up in the order in which they were given.
func (s *Server) Fail(method string, n int, f Fault) {}

// FailRate makes each call of method ("*": of any) go wrong with probability p. Whether the k-th
// call does depends on seed and k alone.
func (s *Server) FailRate(seed uint64, method string, p float64, f Fault) {}

// Heal ends all faults given so far, but not a retry_after in force.
func (s *Server) Heal() {}

// Injected is how many faults of the kind have really happened.
func (s *Server) Injected(kind FaultKind) int { return 0 }

// SkewDates adds d to every date that the server gives from now on.
func (s *Server) SkewDates(d time.Duration) {}
