package telegramtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// sockets is the server's side of loopback.
type sockets struct {
	web      *http.Server
	listener net.Listener
	address  string
	accepted atomic.Int64
	conns    map[net.Conn]bool
	closers  []func() // proxies and traps
}

// Listen starts serving on a free port of loopback and returns the API endpoint, such as
// "http://127.0.0.1:41234". A second call returns the same endpoint.
func (s *Server) Listen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.net.address == "" {
		s.open("127.0.0.1:0")
	}
	return "http://" + s.net.address
}

// open listens at addr. Loopback that gives no port is no state that a test could go on in.
func (s *Server) open(addr string) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: %v", err))
	}
	s.net.listener, s.net.address = l, l.Addr().String()
	web := s.webServer()
	go func() { _ = web.Serve(l) }() // ends with ErrServerClosed when l is closed
}

// webServer is the one http.Server for listener and proxies.
func (s *Server) webServer() *http.Server {
	if s.net.web == nil {
		s.net.conns = make(map[net.Conn]bool)
		s.net.web = &http.Server{Handler: s.Handler(), ConnState: s.track, ReadHeaderTimeout: time.Minute}
	}
	return s.net.web
}

// track counts connections and knows the open ones, so that Down can cut them.
func (s *Server) track(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.net.accepted.Add(1)
	case http.StateActive, http.StateIdle:
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.net.conns[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(s.net.conns, c)
	}
}

// Connections is the number of TCP connections accepted so far.
func (s *Server) Connections() int { return int(s.net.accepted.Load()) }

// Down makes the server unreachable: open polls and connections are reset and new ones refused, in
// process and on loopback. Up undoes it, on the same port.
func (s *Server) Down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut()
	s.gone = make(chan struct{})
}

// cut ends everything that is open.
func (s *Server) cut() {
	s.down = true
	close(s.gone)
	s.polls.open = nil
	if s.net.listener != nil {
		_ = s.net.listener.Close() // a second Down
		s.net.listener = nil
	}
	for c := range s.net.conns {
		reset(c)
	}
	clear(s.net.conns)
	s.changed()
}

// Up undoes Down.
func (s *Server) Up() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = false
	if s.net.address != "" && s.net.listener == nil {
		s.open(s.net.address)
	}
}

// Close ends open polls and stops listening.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.down {
		s.cut()
	}
	web, closers := s.net.web, s.net.closers
	s.net.closers = nil
	s.mu.Unlock()
	for _, f := range closers {
		f()
	}
	if web != nil {
		_ = web.Close() // what is still open is cut
	}
}

// reset closes a connection so that the other side sees ECONNRESET and not an orderly end.
func reset(c net.Conn) {
	inner := c
	for {
		if t, ok := inner.(*net.TCPConn); ok {
			_ = t.SetLinger(0) // an already closed one needs no reset
		}
		w, ok := inner.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		inner = w.NetConn()
	}
	_ = inner.Close()
}

// Handler answers requests of an http.Server; Listen is the usual way.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.isDown() {
			hangUp(w)
			return
		}
		a := s.serve(r)
		if a.cut != nil {
			hangUp(w)
			return
		}
		a.write(r.Context(), w)
	})
}

// hangUp cuts the connection instead of answering.
func hangUp(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // no TCP below: abort as net/http does
		panic(http.ErrAbortHandler)
	}
	reset(c)
}

// write sends an answer over a socket.
func (a *answer) write(ctx context.Context, w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retry))
	}
	if a.moved != "" {
		h.Set("Location", a.moved)
	}
	w.WriteHeader(a.status)
	out := http.NewResponseController(w)
	switch {
	case a.short:
		_, _ = w.Write(a.body[:len(a.body)/2]) // the client may have gone
		_ = out.Flush()
		c, _, err := out.Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_ = c.Close() // an orderly end too early: io.ErrUnexpectedEOF
	case a.slow > 0:
		body := &slowBody{ctx: ctx, left: a.body, step: a.slow / slowSteps}
		_ = out.Flush()
		for p := make([]byte, len(a.body)); ; _ = out.Flush() {
			n, err := body.Read(p)
			if err != nil {
				return
			}
			_, _ = w.Write(p[:n])
		}
	default:
		_, _ = w.Write(a.body)
	}
}
