package telegramtest

import (
	"math/rand/v2"
	"time"
)

// FaultKind names what goes wrong.
type FaultKind string

// Kinds of fault; the functions of the same names say what each does.
const (
	KindDialRefused      FaultKind = "dial-refused"
	KindNoSuchHost       FaultKind = "no-such-host"
	KindBadCertificate   FaultKind = "bad-certificate"
	KindResetBefore      FaultKind = "reset-before"
	KindResetAfter       FaultKind = "reset-after"
	KindCutBody          FaultKind = "cut-body"
	KindBadGateway       FaultKind = "bad-gateway"
	KindHalfJSON         FaultKind = "half-json"
	KindSlowBody         FaultKind = "slow-body"
	KindOKFalse200       FaultKind = "ok-false-200"
	KindWrongContentType FaultKind = "wrong-content-type"
	KindUnauthorized     FaultKind = "unauthorized"
	KindTooManyRequests  FaultKind = "too-many-requests"
	KindInternal         FaultKind = "internal"
	KindDelay            FaultKind = "delay"
	KindNoAnswer         FaultKind = "no-answer"
	KindRedirect         FaultKind = "redirect"
)

// instant tells whether the fault happens before the request's body is read.
func (k FaultKind) instant() bool {
	return k == KindDialRefused || k == KindNoSuchHost || k == KindBadCertificate || k == KindResetBefore
}

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
	ScopeChat   Scope = iota // calls that name the chat; for a call without chat_id: that method
	ScopeBot                 // every call but getUpdates
	ScopeMethod              // calls of that method
)

// DialRefused is a connection that was never made: nothing was written. On loopback, where the
// connection stands before the method is known, it is ResetBefore.
func DialRefused() Fault { return Fault{Kind: KindDialRefused} }

// NoSuchHost is a name that does not resolve; nothing was written. In process only, else ResetBefore.
func NoSuchHost() Fault { return Fault{Kind: KindNoSuchHost} }

// BadCertificate is a certificate that nobody vouches for. In process only, else ResetBefore.
func BadCertificate() Fault { return Fault{Kind: KindBadCertificate} }

// ResetBefore cuts the connection before the request is handled: no effect, but the client cannot know.
func ResetBefore() Fault { return Fault{Kind: KindResetBefore} }

// ResetAfter carries the call out and cuts the connection instead of answering.
func ResetAfter() Fault { return Fault{Kind: KindResetAfter, After: true} }

// CutBody carries the call out and cuts the connection in the middle of the answer.
func CutBody() Fault { return Fault{Kind: KindCutBody, After: true} }

// BadGateway answers 502 with an HTML page, without carrying the call out (see Taken).
func BadGateway() Fault { return Fault{Kind: KindBadGateway} }

// HalfJSON carries the call out and answers with the first half of the JSON as a whole body.
func HalfJSON() Fault { return Fault{Kind: KindHalfJSON, After: true} }

// SlowBody carries the call out and sends the answer's body over d.
func SlowBody(d time.Duration) Fault { return Fault{Kind: KindSlowBody, After: true, Wait: d} }

// OKFalse200 answers status 200 with {"ok":false} and error code 500, without carrying the call out.
func OKFalse200() Fault { return Fault{Kind: KindOKFalse200} }

// WrongContentType carries the call out and answers a page of text/html with status 200.
func WrongContentType() Fault { return Fault{Kind: KindWrongContentType, After: true} }

// Unauthorized answers 401, as if the token had been revoked.
func Unauthorized() Fault { return Fault{Kind: KindUnauthorized} }

// TooManyRequests answers 429 with the body's parameters.retry_after and the Retry-After header, and
// holds up the scope for so many seconds.
func TooManyRequests(retryAfter int, scope Scope) Fault {
	return Fault{Kind: KindTooManyRequests, Retry: retryAfter, Scope: scope}
}

// Internal answers 500 in JSON without carrying the call out.
func Internal() Fault { return Fault{Kind: KindInternal} }

// Delay carries the call out after d, also when the client has gone by then, and answers well.
func Delay(d time.Duration) Fault { return Fault{Kind: KindDelay, After: true, Wait: d} }

// NoAnswer hangs until the client gives up; the call is not carried out (see Taken).
func NoAnswer() Fault { return Fault{Kind: KindNoAnswer} }

// Redirect answers 302 to a page of HTML whose address holds the request's path, and so the token, as
// a captive portal does; the call is not carried out.
func Redirect() Fault { return Fault{Kind: KindRedirect} }

// Taken is the same fault after the call was carried out.
func (f Fault) Taken() Fault { f.After = true; return f }

// faults is the script of what goes wrong.
type faults struct {
	planned []plan
	random  []chance
	slow    map[string]time.Duration
	done    map[FaultKind]int
}

type plan struct {
	method string
	left   int // < 0: for ever
	fault  Fault
}

type chance struct {
	method string
	seed   uint64
	p      float64
	fault  Fault
	calls  uint64
}

func covers(pattern, method string) bool { return pattern == "*" || pattern == method }

// take is the fault that the next call of method meets: a planned one first.
func (fs *faults) take(method string) (Fault, bool) {
	for i := range fs.planned {
		p := &fs.planned[i]
		if !covers(p.method, method) || p.left == 0 {
			continue
		}
		p.left = max(p.left-1, -1)
		return p.fault, true
	}
	hit, fault := false, Fault{}
	for i := range fs.random { // each is asked, so that one rule does not shift another's calls
		ch := &fs.random[i]
		if !covers(ch.method, method) {
			continue
		}
		ch.calls++
		draw := rand.New(rand.NewPCG(ch.seed+uint64(i)<<32, ch.calls)).Float64()
		if draw < ch.p && !hit {
			hit, fault = true, ch.fault
		}
	}
	return fault, hit
}

// count notes a fault that really happens.
func (fs *faults) count(f Fault) {
	if fs.done == nil {
		fs.done = make(map[FaultKind]int)
	}
	fs.done[f.Kind]++
}

// loses tells whether the client cannot see in the answer that its call was carried out.
func (k FaultKind) loses() bool { return k != KindDelay && k != KindSlowBody }

func (fs *faults) latency(method string) time.Duration {
	if d, ok := fs.slow[method]; ok {
		return d
	}
	return fs.slow["*"]
}
