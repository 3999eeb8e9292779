package telegramtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Transport answers requests in process, in the goroutine that asks: no socket, no goroutine, so it
// works in testing/synctest bubbles. Cut connections are the errors that a real transport gives; like
// any transport it leaves it to the http.Client to put the URL (with the token) around them.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ s *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if t.s.isDown() {
		return nil, errRefused()
	}
	if r.Host == "" { // a request made for a client: the host is in its URL
		r = r.WithContext(r.Context())
		r.Host = r.URL.Host
	}
	a := t.s.serve(r)
	if err := r.Context().Err(); err != nil { // the client has gone meanwhile
		return nil, context.Cause(r.Context())
	}
	if a.cut != nil {
		return nil, a.cut
	}
	return a.response(r), nil
}

// response is the answer as an http.Client sees it.
func (a *answer) response(r *http.Request) *http.Response {
	h := http.Header{"Content-Type": {a.kind}, "Content-Length": {strconv.Itoa(len(a.body))}}
	if a.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retry))
	}
	if a.moved != "" {
		h.Set("Location", a.moved)
	}
	var body io.Reader = bytes.NewReader(a.body)
	switch {
	case a.short:
		body = io.MultiReader(bytes.NewReader(a.body[:len(a.body)/2]), broken{})
	case a.slow > 0:
		body = &slowBody{ctx: r.Context(), left: a.body, step: a.slow / slowSteps}
	}
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(body), ContentLength: int64(len(a.body)), Request: r,
	}
}

// broken is a body whose connection was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// slowSteps is in how many pieces a slow body comes.
const slowSteps = 5

// slowBody gives its bytes in pieces, with a wait before each.
type slowBody struct {
	ctx  context.Context
	left []byte
	step time.Duration
	n    int
}

func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.left) == 0 {
		return 0, io.EOF
	}
	if a := pause(b.ctx, b.step, nil); a != nil {
		return 0, context.Cause(b.ctx)
	}
	b.n++
	piece := len(b.left)
	if b.n < slowSteps {
		piece = max(1, piece/(slowSteps-b.n+1))
	}
	n := copy(p, b.left[:piece])
	b.left = b.left[n:]
	return n, nil
}

func (s *Server) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}
