package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"
)

// ErrClientCertificate is the cause of a TLS fault if the server requires a client certificate.
var ErrClientCertificate = errors.New("confcall presents no certificate of its own")

// noCertificate is called when a server asks for a client certificate. It presents none, and remembers that the server asked.
func (t *Transport) noCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	t.wantsCertificate.Store(true)
	return &tls.Certificate{}, nil
}

// isUnrecognized reports whether a server has ended a new connection because it got no client certificate. It may say so by an alert.
// If it just cuts the connection before any answer, a second connection has to show that it refuses silent clients too.
func (x *Exchange) isUnrecognized(err error) bool {
	// With HTTP/2, net/http reports the end of the handshake only after it has written something.
	stage := x.progress.state()
	begins := stage == LayerTLS
	switch {
	case !x.transport.wantsCertificate.Load(), !begins && stage != LayerProxy && !x.progress.isFresh():
		return false
	case isAlert(err):
		return begins || isAboutCertificate(err)
	}
	return isCut(err) && awayFrom(x.ctx) == nil && x.transport.refusesSilence(x.ctx)
}

// isAlert reports whether an error is a TLS alert from the other side.
func isAlert(err error) bool {
	operation := (*net.OpError)(nil)
	return errors.As(err, &operation) && operation.Op == "remote error"
}

// isAboutCertificate reports whether an alert refuses a certificate or the lack of one. After another alert, such as an internal
// error's, the server may have read the request.
func isAboutCertificate(err error) bool {
	switch text := strings.TrimPrefix(cause(err), "tls: "); text {
	case "handshake failure", "access denied": // some servers send these for want of a certificate
		return true
	default:
		return strings.Contains(text, "certificate")
	}
}

// refusesWithin is how soon a server that requires a client certificate refuses a connection without one. A server that only asks
// for a certificate waits for the request.
const refusesWithin = 5 * time.Second

// refusesSilence opens another connection to the space by the same route, writes nothing on it, and reports whether the server refuses
// it by an alert. With TLS 1.3 the server learns only after the handshake that there is no certificate. By then the request may be on
// its way, and the alert may be lost with the connection; then only this second connection tells whether the request was read. A
// connection that just ends proves nothing: the server may not wait long for requests.
func (t *Transport) refusesSilence(ctx context.Context) (refused bool) {
	// Not derived from ctx, whose values would make this part of the exchange that failed.
	silent, cancel := context.WithTimeout(context.Background(), refusesWithin)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	deadline, _ := silent.Deadline()
	silent = httptrace.WithClientTrace(silent, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		wireOf(info.Conn).silent.Store(true)
		_ = info.Conn.SetReadDeadline(deadline) // fails if the connection has ended, and then Read returns its alert at once
		_, err := info.Conn.Read(make([]byte, 1))
		refused = isAlert(err) && isAboutCertificate(err)
		cancel()
	}})
	pool := t.roots.inForce().Clone()
	pool.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // no HTTP/2, whose preface would be written
	defer pool.CloseIdleConnections()
	request := (&http.Request{Method: http.MethodGet, URL: t.options.Space, Header: http.Header{}}).WithContext(silent)
	if answer, err := pool.RoundTrip(request); err == nil {
		_ = answer.Body.Close() // not to be expected, as nothing was written
	}
	return refused
}
