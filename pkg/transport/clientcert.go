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

// ErrClientCertificate is the cause of a fault of TLS where the server wants a certificate of the client.
var ErrClientCertificate = errors.New("confcall presents no certificate of its own")

// noCertificate is asked for by servers that want a certificate of the client, who has none.
func (t *Transport) noCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	t.wantsCertificate.Store(true)
	return &tls.Certificate{}, nil
}

// isUnrecognized reports whether a server that asked for a certificate of the client has ended a new connection because it got none:
// by an alert of TLS, or by its end before any answer, if it refuses those who say nothing too.
func (x *Exchange) isUnrecognized(err error) bool {
	// With HTTP/2 the handshake is not over for the standard library before something was written.
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

// isAlert reports whether an error is an alert of TLS that the other side has sent.
func isAlert(err error) bool {
	operation := (*net.OpError)(nil)
	return errors.As(err, &operation) && operation.Op == "remote error"
}

// isAboutCertificate reports whether an alert refuses a certificate, or that there is none. Others, such as that of an error inside the
// server, may come from one that has read the request.
func isAboutCertificate(err error) bool {
	switch text := strings.TrimPrefix(cause(err), "tls: "); text {
	case "handshake failure", "access denied": // of servers that know no better word
		return true
	default:
		return strings.Contains(text, "certificate")
	}
}

// refusesWithin is how soon a server that wants a certificate of the client refuses a connection without one. One that only asks
// for it waits for the request.
const refusesWithin = 5 * time.Second

// refusesSilence makes another connection to the space on the same way, says nothing on it, and reports whether the server refuses it
// by an alert. With TLS 1.3 it learns only behind the handshake that the client has no certificate, when the request may be on its way
// already, and the alert may be lost with the connection. Then only this tells a server that refused the certificate from one
// that read the request. That it just ends the connection proves nothing: it may not wait long for requests.
func (t *Transport) refusesSilence(ctx context.Context) (refused bool) {
	silent, cancel := context.WithTimeout(context.Background(), refusesWithin) // without the values of the exchange that failed
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	deadline, _ := silent.Deadline()
	silent = httptrace.WithClientTrace(silent, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		wireOf(info.Conn).silent.Store(true)
		_ = info.Conn.SetReadDeadline(deadline) // which a connection that has ended no longer takes, and it keeps its alert
		_, err := info.Conn.Read(make([]byte, 1))
		refused = isAlert(err) && isAboutCertificate(err)
		cancel()
	}})
	pool := t.roots.inForce().Clone()
	pool.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // HTTP/2 would begin to speak
	defer pool.CloseIdleConnections()
	request := (&http.Request{Method: http.MethodGet, URL: t.options.Space, Header: http.Header{}}).WithContext(silent)
	if answer, err := pool.RoundTrip(request); err == nil {
		_ = answer.Body.Close() // nobody answers what was not written
	}
	return refused
}
