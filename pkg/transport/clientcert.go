package transport

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// ErrClientCertificate is the cause of a fault of TLS where the server wants a certificate of the client.
var ErrClientCertificate = errors.New("confcall presents no certificate of its own")

// noCertificate is asked for by servers that want a certificate of the client, who has none.
func (t *Transport) noCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	t.wantsCertificate.Store(true)
	return &tls.Certificate{}, nil
}

// isUnrecognized tells whether a server that asked for a certificate of the client has ended a new connection because it got none:
// by an alert of TLS, or by its end before any answer, if it does so to those who say nothing too.
func (x *Exchange) isUnrecognized(err error) bool {
	if !x.transport.wantsCertificate.Load() {
		return false
	}
	operation := (*net.OpError)(nil)
	alert := errors.As(err, &operation) && operation.Op == "remote error"
	return alert && (x.progress.isFresh() || x.progress.state() == LayerTLS) || isCut(err) && x.progress.isFresh() && x.transport.isTurnedAway(x.ctx)
}

// turnsAwayWithin is how soon a server that wants a certificate of the client ends a connection without one. One that only asks for
// it waits for the request.
const turnsAwayWithin = 5 * time.Second

// isTurnedAway opens a connection to the space, on which nothing is said, and tells whether the server ends it of its own accord. With
// TLS 1.3 it learns only behind the handshake that the client has no certificate, when the request may be on its way already, and the
// refusal may be lost with the connection. Then only this tells a server that refused the certificate from one that read the request.
func (t *Transport) isTurnedAway(ctx context.Context) bool {
	if t.proxy != "" || awayFrom(ctx) != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, turnsAwayWithin)
	defer cancel()
	space := t.options.Space
	bare, err := t.dial(ctx, "tcp", net.JoinHostPort(space.Hostname(), cmp.Or(space.Port(), "443")))
	if err != nil {
		return false
	}
	defer bare.Close()
	config := t.tls.Clone()
	config.ServerName, config.NextProtos = space.Hostname(), []string{"h2", "http/1.1"}
	conn := tls.Client(bare, config)
	if conn.HandshakeContext(ctx) != nil {
		return false
	}
	deadline, _ := ctx.Deadline()
	if conn.SetReadDeadline(deadline) != nil {
		return false
	}
	n, err := conn.Read(make([]byte, 1))
	late, isNet := err.(net.Error)
	return n == 0 && err != nil && !(isNet && late.Timeout())
}
