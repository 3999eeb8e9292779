package telegramtest

import (
	"net/http"
	"net/url"
	"time"
)

// Fail makes the next n calls of method ("*": of any, "file": of downloads) go wrong; n < 0: all until
// Heal. Faults of one method are used up in the order in which they were given.
func (s *Server) Fail(method string, n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.planned = append(s.faults.planned, plan{method, n, f})
}

// FailRate makes each call of method ("*": of any) go wrong with probability p. Whether the k-th call
// does depends on seed, k and the rule's place among the rules alone.
func (s *Server) FailRate(seed uint64, method string, p float64, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.random = append(s.faults.random, chance{method: method, seed: seed, p: p, fault: f})
}

// SetLatency makes every call of method ("*": of any that has none of its own) take d, beside what
// faults do.
func (s *Server) SetLatency(method string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.slow == nil {
		s.faults.slow = make(map[string]time.Duration)
	}
	s.faults.slow[method] = d
}

// Heal ends all faults given so far, but not a retry_after in force or a latency.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.planned, s.faults.random = nil, nil
}

// Injected is how many faults of the kind have really happened.
func (s *Server) Injected(kind FaultKind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.done[kind]
}

// captivePath is where Redirect leads.
const captivePath = "/captive"

// instead answers a call that is not carried out.
func (s *Server) instead(r *http.Request, e *entry, f Fault, gone chan struct{}) *answer {
	s.mu.Lock()
	s.faults.count(f)
	if f.Kind == KindTooManyRequests {
		s.judge.hold(s, e, f.Scope, time.Duration(f.Retry)*time.Second)
	}
	s.mu.Unlock()
	switch f.Kind {
	case KindDialRefused:
		return &answer{cut: errRefused()}
	case KindNoSuchHost:
		return &answer{cut: errNoHost(r.URL.Hostname())}
	case KindBadCertificate:
		return &answer{cut: errCertificate()}
	}
	return s.spoil(r, f, nil, gone)
}

// spoil is the answer that the client gets instead of a; a is nil where the call was not carried out.
func (s *Server) spoil(r *http.Request, f Fault, a *answer, gone chan struct{}) *answer {
	switch f.Kind {
	case KindBadGateway:
		return page(http.StatusBadGateway, "502 Bad Gateway")
	case KindWrongContentType:
		return page(http.StatusOK, "Welcome")
	case KindOKFalse200:
		a = fail(&failure{code: 500, text: textInternal})
		a.status = http.StatusOK
		return a
	case KindUnauthorized:
		return fail(&failure{code: 401, text: textUnauthorized})
	case KindTooManyRequests:
		return fail(flood(f.Retry))
	case KindInternal:
		return fail(&failure{code: 500, text: textInternal})
	case KindRedirect:
		a = page(http.StatusFound, "302 Found")
		a.moved = captivePath + "?back=" + url.QueryEscape(r.URL.Path)
		return a
	case KindNoAnswer:
		select {
		case <-r.Context().Done():
			return &answer{cut: r.Context().Err()}
		case <-gone:
		}
	case KindDelay:
		return a
	case KindHalfJSON, KindCutBody, KindSlowBody:
		return partly(f, a)
	}
	return &answer{cut: errReset("read")}
}

// partly is an answer whose body does not come as it should.
func partly(f Fault, a *answer) *answer {
	if a == nil {
		a = succeed(true)
	}
	switch f.Kind {
	case KindHalfJSON:
		a.body = a.body[:len(a.body)/2]
	case KindCutBody:
		a.short = true
	case KindSlowBody:
		a.slow = f.Wait
	}
	return a
}
