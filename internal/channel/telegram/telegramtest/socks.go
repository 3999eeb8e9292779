package telegramtest

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"time"
)

// serveSOCKS speaks SOCKS5 without authentication (RFC 1928) and hands the connection to the server.
func (p *Proxy) serveSOCKS(c net.Conn) {
	pc := &peeked{c, bufio.NewReader(c)}
	_ = c.SetDeadline(time.Now().Add(10 * time.Second)) // a client that says nothing is not waited for
	if err := socksHandshake(pc.r, c); err != nil {
		_ = c.Close()
		return
	}
	p.socked.Add(1)
	_ = c.SetDeadline(time.Time{})
	p.hand(pc)
}

var errSOCKS = errors.New("telegramtest: not SOCKS5")

func socksHandshake(r *bufio.Reader, w io.Writer) error {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return err
	}
	if _, err := r.Discard(int(head[1])); err != nil || head[0] != 5 {
		return errors.Join(errSOCKS, err)
	}
	if _, err := w.Write([]byte{5, 0}); err != nil { // no authentication
		return err
	}
	head = make([]byte, 4)
	if _, err := io.ReadFull(r, head); err != nil {
		return err
	}
	length := map[byte]int{1: net.IPv4len, 4: net.IPv6len}[head[3]]
	if head[3] == 3 { // a name, with its length
		n, err := r.ReadByte()
		if err != nil {
			return err
		}
		length = int(n)
	}
	if _, err := r.Discard(length + 2); err != nil || head[1] != 1 || length == 0 { // 1: CONNECT
		return errors.Join(errSOCKS, err)
	}
	_, err := w.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	return err
}

// selfSigned makes a certificate for 127.0.0.1 and api.telegram.org, and the pool that vouches for it.
func selfSigned() (*tls.Config, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "telegramtest"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"api.telegram.org"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// Dial is a DialContext for a transport under test: it lets addresses pass that are listed and
// writes any other down as a Violation.
func (s *Server) Dial(allowed ...string) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if slices.Contains(allowed, addr) {
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
		s.mu.Lock()
		s.violate(Violation{Rule: RuleDirect, Detail: "dial of " + addr})
		s.mu.Unlock()
		return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("telegramtest: %s is not listed", addr)}
	}
}
