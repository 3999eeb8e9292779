package telegramtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
)

// Proxy is an HTTP and a SOCKS5 proxy on loopback. Whatever host a client asks for, it lands at the
// server; Base is an address that only a proxy can reach: a connection made to it directly is a
// Violation.
type Proxy struct {
	s         *Server
	http      net.Listener
	socks     net.Listener
	trap      net.Listener
	handed    handed
	web       *http.Server // for what comes in forward form
	tls       *tls.Config
	pool      *x509.CertPool
	forwarded atomic.Int64
	tunnelled atomic.Int64
	socked    atomic.Int64
	done      sync.WaitGroup
}

// NewProxy starts both proxies; they end with the server.
func (s *Server) NewProxy() *Proxy {
	p := &Proxy{s: s, http: loopback(), socks: loopback(), trap: loopback(), handed: newHanded()}
	p.tls, p.pool = selfSigned()
	handler := s.Handler()
	p.web = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodConnect:
			p.connect(w)
		case r.URL.IsAbs():
			p.forwarded.Add(1)
			handler.ServeHTTP(w, r)
		default:
			http.Error(w, "this is a proxy", http.StatusBadRequest)
		}
	})}
	s.mu.Lock()
	inner := s.webServer()
	s.net.closers = append(s.net.closers, p.close)
	s.mu.Unlock()
	p.done.Go(func() { _ = p.web.Serve(p.http) }) // both end when they are closed
	p.done.Go(func() { _ = inner.Serve(p.handed) })
	p.done.Go(func() { accept(p.socks, func(c net.Conn) { p.done.Go(func() { p.serveSOCKS(c) }) }) })
	p.done.Go(func() { accept(p.trap, p.caught) })
	return p
}

func loopback() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	return l
}

// accept hands every connection of l to f until l is closed.
func accept(l net.Listener, f func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		f(c)
	}
}

func (p *Proxy) close() {
	_ = p.web.Close() // ends with its listener; the others are closed here
	_ = p.socks.Close()
	_ = p.trap.Close()
	_ = p.handed.Close()
	p.done.Wait()
}

// caught is a direct connection to where only the proxy may go.
func (p *Proxy) caught(c net.Conn) {
	_ = c.Close()
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.violate(Violation{Rule: RuleDirect, Detail: "a connection past the proxy to " + p.trap.Addr().String()})
}

// connect answers CONNECT and hands the tunnel to the server.
func (p *Proxy) connect(w http.ResponseWriter) {
	c, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // HTTP/2, which this proxy does not speak
	}
	p.tunnelled.Add(1)
	if _, err := c.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = c.Close()
		return
	}
	p.hand(&peeked{c, buf.Reader})
}

// hand gives a connection to the server; one that begins with a TLS handshake is decrypted first.
func (p *Proxy) hand(c *peeked) {
	first, err := c.r.Peek(1)
	switch {
	case err != nil:
		_ = c.Close() // gone before it said anything
	case first[0] == 0x16:
		p.handed.push(tls.Server(c, p.tls))
	default:
		p.handed.push(c)
	}
}

// HTTP is the address of the HTTP proxy (forward and CONNECT).
func (p *Proxy) HTTP() *url.URL { return &url.URL{Scheme: "http", Host: p.http.Addr().String()} }

// SOCKS5 is the address of the SOCKS5 proxy, as socks5://127.0.0.1:port.
func (p *Proxy) SOCKS5() *url.URL { return &url.URL{Scheme: "socks5", Host: p.socks.Addr().String()} }

// Base is the API endpoint to configure beside the proxy.
func (p *Proxy) Base() string { return "http://" + p.trap.Addr().String() }

// TLSBase is the same with https, which goes through CONNECT; Roots vouches for its certificate.
func (p *Proxy) TLSBase() string { return "https://" + p.trap.Addr().String() }

// Roots is the pool that vouches for TLSBase.
func (p *Proxy) Roots() *x509.CertPool { return p.pool }

// Forwarded counts the requests that came in forward form.
func (p *Proxy) Forwarded() int { return int(p.forwarded.Load()) }

// Tunnelled counts CONNECTs.
func (p *Proxy) Tunnelled() int { return int(p.tunnelled.Load()) }

// Socked counts SOCKS5 connections.
func (p *Proxy) Socked() int { return int(p.socked.Load()) }

// peeked is a connection of which some bytes were read already.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

func (c *peeked) Read(b []byte) (int, error) { return c.r.Read(b) }
func (c *peeked) NetConn() net.Conn          { return c.Conn }

// handed is a listener whose connections are pushed into it.
type handed struct {
	conns chan net.Conn
	done  chan struct{}
	once  *sync.Once
}

func newHanded() handed { return handed{make(chan net.Conn), make(chan struct{}), &sync.Once{}} }

func (h handed) push(c net.Conn) {
	select {
	case h.conns <- c:
	case <-h.done:
		_ = c.Close()
	}
}

func (h handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

func (h handed) Close() error   { h.once.Do(func() { close(h.done) }); return nil }
func (h handed) Addr() net.Addr { return address() }
