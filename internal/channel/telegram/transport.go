package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// transport is how requests leave: through proxy if there is one, and never by what the environment
// says. It keeps enough connections for everything that the outbox has in flight; Go's default of two
// a host would make a new one for nearly every message.
func transport(proxy *url.URL) *http.Transport {
	t := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConns:        256,
		MaxIdleConnsPerHost: 128,
		IdleConnTimeout:     45 * time.Second, // before the other side ends it, which would make a send unsure
		ForceAttemptHTTP2:   true,
		HTTP2:               &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
	}
	if proxy != nil {
		t.Proxy = http.ProxyURL(proxy)
	}
	return t
}

// client sends requests by rt and follows no redirect: the address that it leads to would get the
// token, and no answer of Telegram's is one.
func client(rt http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     rt,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// trip is the library's HTTPClient for one call. It gives the request a context, reads the whole
// answer (so that the connection can be used again), and keeps what the library does not pass on.
type trip struct {
	ctx  context.Context
	http *http.Client
	most int64 // longest answer, in bytes
	text bool  // a text is sent: of the answer only the message's number counts

	sent   atomic.Int32 // how far the request got: the constants below
	status int          // HTTP status; 0: no answer
	retry  string       // header Retry-After
	err    error        // why there is no answer in JSON
}

// How far a request got, as the transport tells.
const (
	unknown int32 = iota // the transport does not tell
	waiting              // for a connection: nothing was written
	started              // has a connection: something was perhaps written
	broken               // could not be written to its end, so nobody can have carried it out
)

// Do implements tgbotapi.HTTPClient.
func (t *trip) Do(r *http.Request) (*http.Response, error) {
	resp, body, err := t.answer(r.WithContext(t.traced()))
	if err != nil {
		t.err = err
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// traced is the call's context, which follows the request.
func (t *trip) traced() context.Context { return httptrace.WithClientTrace(t.ctx, t.trace()) }

// send hands the request to the transport. The client would see to redirects, cookies and names in addresses, of
// which there is at most the last.
func (t *trip) send(r *http.Request) (*http.Response, error) {
	if r.URL.User == nil {
		return t.http.Transport.RoundTrip(r)
	}
	resp, err := t.http.Do(r)
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err // the outer one shows the address, and with it the token
	}
	return resp, err
}

// answer makes a request that has the traced context and reads its answer, which is JSON.
func (t *trip) answer(r *http.Request) (*http.Response, []byte, error) {
	if err := t.ctx.Err(); err != nil {
		t.sent.Store(waiting)
		if r.Body != nil {
			_ = r.Body.Close() // ends the goroutine that writes an upload
		}
		return nil, nil, err
	}
	t.sent.Store(unknown)
	resp, err := t.send(r)
	if err != nil {
		return nil, nil, err
	}
	var body []byte
	if n := resp.ContentLength; n > 0 && n <= t.most {
		body = make([]byte, n)
		_, err = io.ReadFull(resp.Body, body)
	} else {
		body, err = io.ReadAll(io.LimitReader(resp.Body, t.most+1))
	}
	_ = resp.Body.Close() // nothing is lost by it: the body is read
	t.status, t.retry = resp.StatusCode, resp.Header.Get("Retry-After")
	kind := resp.Header.Get("Content-Type")
	if kind != jsonType {
		kind, _, _ = mime.ParseMediaType(kind)
	}
	switch {
	case err != nil:
		return nil, nil, err
	case int64(len(body)) > t.most:
		return nil, nil, errors.New("the answer is too long")
	case kind != jsonType:
		return nil, nil, errors.New("the answer is not JSON but " + kind)
	}
	return resp, body, nil
}

const jsonType = "application/json"

// How Telegram answers a send: with the whole message, of which only the number is news.
var (
	sentHead = []byte(`{"ok":true,"result":{"message_id":`)
	sentTail = []byte("}}")
)

// sentNumber is the result of an answer to a send, cut down to the message's number, because reading back
// all that was just written took a third of a send's time. nil for any other answer, one without an end too.
func sentNumber(answer []byte) json.RawMessage {
	rest, ok := bytes.CutPrefix(answer, sentHead)
	if !ok || !bytes.HasSuffix(answer, sentTail) {
		return nil
	}
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 || n > 18 || rest[0] == '0' || rest[n] != ',' {
		return nil
	}
	return json.RawMessage(`{"message_id":` + string(rest[:n]) + "}")
}

// trace follows a request. A transport may try again by itself, but only where nothing was written.
func (t *trip) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.sent.Store(waiting) },
		GotConn: func(httptrace.GotConnInfo) { t.sent.Store(started) },
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			if i.Err != nil {
				t.sent.Store(broken)
			}
		},
	}
}

// taken tells whether the request may have been carried out although no proper answer came.
func (t *trip) taken() bool {
	switch t.sent.Load() {
	case waiting, broken:
		return t.status != 0
	case started:
		return true
	}
	return t.status != 0 || !undialled(t.err)
}

// undialled tells by the error alone that there never was a connection.
func undialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect" || op.Op == "socks connect") || mistrusted(err)
}
