package signalwire

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"time"
)

// noCertificate is asked for by servers that want a certificate of the client, who has none.
func (c *Client) noCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	c.wantsCertificate.Store(true)
	return &tls.Certificate{}, nil
}

// turnsAwayWithin is how soon a server that wants a certificate of the client ends a connection without one. One that only asks for
// it waits for the request.
const turnsAwayWithin = 5 * time.Second

// isTurnedAway opens a connection to the space, on which nothing is said, and tells whether the server ends it of its own accord. With
// TLS 1.3 it learns only behind the handshake that the client has no certificate, when the request may be on its way already, and the
// refusal may be lost with the connection. Then only this tells a server that refused the certificate from one that read the request.
func (c *Client) isTurnedAway(ctx context.Context) bool {
	if c.proxy != "" || awayOf(ctx).target() != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, turnsAwayWithin)
	defer cancel()
	bare, err := c.dial(ctx, "tcp", net.JoinHostPort(c.base.Hostname(), cmp.Or(c.base.Port(), "443")))
	if err != nil {
		return false
	}
	defer bare.Close()
	config := c.tls.Clone()
	config.ServerName, config.NextProtos = c.base.Hostname(), []string{"h2", "http/1.1"}
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
