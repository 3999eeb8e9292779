package telegramtest

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"syscall"
)

// The errors that a real transport gives when a connection fails, for callers in process.

// address is where the server in process pretends to be.
func address() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

// errReset is a connection that was cut while it was read from or written to.
func errReset(op string) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: address(), Err: os.NewSyscallError(op, syscall.ECONNRESET)}
}

// errRefused is a connection that was never made.
func errRefused() error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: address(), Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

func errNoHost(host string) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
}

func errCertificate() error {
	return &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
}
