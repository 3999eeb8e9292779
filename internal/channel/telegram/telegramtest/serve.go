package telegramtest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serve answers one request of either way in. It runs in the caller's goroutine and returns when
// there is something to answer, or when the client has gone.
func (s *Server) serve(r *http.Request) *answer {
	token, name, kind := route(r.URL.Path)
	s.mu.Lock()
	m := s.methods[strings.ToLower(name)]
	label := name
	switch {
	case kind == "file":
		label = "file"
	case m != nil:
		label = m.name
	}
	e := s.log.enter(s.now(), label, r.Host)
	if kind == "method" && m == nil {
		s.violate(Violation{Method: name, Rule: RuleMethod, Detail: "not in the table"})
	}
	f, hit := s.faults.take(label)
	latency, gone := s.faults.latency(label), s.gone
	s.mu.Unlock()

	a := s.around(r, e, f, hit, latency, gone, func() *answer {
		switch kind {
		case "file":
			return s.download(token, name)
		case "method":
			return s.dispatch(r, e, token, m)
		case "captive":
			return page(http.StatusOK, "Sign in to the network")
		}
		return fail(&failure{code: 404, text: textNotFound})
	})
	s.mu.Lock()
	s.log.leave(e, a.status)
	s.mu.Unlock()
	return a
}

// around carries the call out with the fault before or after it.
func (s *Server) around(r *http.Request, e *entry, f Fault, hit bool, latency time.Duration, gone chan struct{}, do func() *answer) *answer {
	if hit && !f.After && f.Kind.instant() {
		return s.instead(r, e, f, gone)
	}
	c := &call{s: s, at: e.At, seq: e.seq}
	slips, err := c.read(r)
	if err != nil {
		return &answer{cut: errReset("read")}
	}
	s.mu.Lock()
	e.call, e.slips, e.Chat = c, slips, c.chatID()
	s.mu.Unlock()
	if hit && !f.After {
		return s.instead(r, e, f, gone)
	}
	if f.Kind == KindDelay {
		latency += f.Wait
	}
	pause(r.Context(), latency, gone) // a client that goes away meanwhile does not undo its request
	a := do()
	if !hit || a.cut != nil {
		return a
	}
	s.mu.Lock()
	s.faults.count(f)
	if f.Kind.loses() && a.status == http.StatusOK {
		s.sent.unseen += c.posted
	}
	s.mu.Unlock()
	return s.spoil(r, f, a, gone)
}

// dispatch runs a method of the table.
func (s *Server) dispatch(r *http.Request, e *entry, token string, m *method) *answer {
	s.mu.Lock()
	c := e.call
	if f := s.authorise(token); f != nil {
		s.mu.Unlock()
		return fail(f)
	}
	if m == nil {
		s.mu.Unlock()
		return fail(&failure{code: 404, text: textNoMethod})
	}
	c.m = m
	c.check(e.slips)
	s.log.land(e, s.chats)
	if f := s.judge.held(s, c); f != nil {
		s.mu.Unlock()
		return fail(f)
	}
	if c.wrong != nil {
		s.mu.Unlock()
		return fail(c.wrong)
	}
	if m.run == nil {
		return s.getUpdates(r.Context(), c) // unlocks
	}
	defer s.mu.Unlock()
	result, f := m.run(s, c)
	if f == nil && c.wrong != nil {
		f = c.wrong
	}
	if f != nil {
		return fail(f)
	}
	s.changed()
	return succeed(result)
}

// authorise holds a token against the server's (ClientManager.cpp:75-84).
func (s *Server) authorise(token string) *failure {
	digits, _, found := strings.Cut(token, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case !found || err != nil || len(token) > 80 || token[0] == '0' || id <= 0 || id >= 1<<54:
		return &failure{code: 401, text: textBadToken}
	case token != s.token:
		return &failure{code: 401, text: textUnauthorized}
	}
	return nil
}

// route splits /bot<token>/<method> and /file/bot<token>/<path>.
func route(path string) (token, name, kind string) {
	if path == captivePath {
		return "", "", "captive"
	}
	rest, file := strings.CutPrefix(path, "/file/bot")
	if !file {
		var ok bool
		if rest, ok = strings.CutPrefix(path, "/bot"); !ok {
			return "", "", ""
		}
	}
	token, name, ok := strings.Cut(rest, "/")
	switch {
	case !ok:
		return "", "", ""
	case file:
		return token, name, "file"
	}
	return token, name, "method"
}
