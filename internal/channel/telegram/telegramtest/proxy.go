package telegramtest

import (
	"context"
	"net"
	"net/url"
)

// Proxy is an HTTP and a SOCKS5 proxy on loopback. Whatever host a client asks for, it lands at the
// server; Base is an address that only a proxy can reach: a connection made to it directly is a
// Violation.
type Proxy struct{}

// NewProxy starts both proxies; they end with the server.
func (s *Server) NewProxy() *Proxy { return nil }

// HTTP is the address of the HTTP proxy (forward and CONNECT).
func (p *Proxy) HTTP() *url.URL { return nil }

// SOCKS5 is the address of the SOCKS5 proxy, as socks5://127.0.0.1:port.
func (p *Proxy) SOCKS5() *url.URL { return nil }

// Base is the API endpoint to configure beside the proxy.
func (p *Proxy) Base() string { return "" }

// Forwarded, Tunnelled and Socked count what went through: requests in forward form, CONNECTs, and
// SOCKS5 connections.
func (p *Proxy) Forwarded() int { return 0 }

// Tunnelled counts CONNECTs.
func (p *Proxy) Tunnelled() int { return 0 }

// Socked counts SOCKS5 connections.
func (p *Proxy) Socked() int { return 0 }

// Dial is a DialContext for a transport under test: it lets addresses pass that are listed and
// writes any other down as a Violation.
func (s *Server) Dial(allowed ...string) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return nil
}
