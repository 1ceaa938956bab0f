package transport

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// Reach says how far a request got.
type Reach struct {
	Proxy     string               // the proxy's host and perhaps port; empty if there is none
	Connected bool                 // there is a connection to the space, through the proxy if there is one
	Secured   bool                 // the TLS handshake with the space is done too, if it uses TLS
	TLS       *tls.ConnectionState // nil without TLS
}

type reachKey struct{}

// WithReach returns a context whose exchanges store in reach how far they got, each over the one before. They must not overlap.
func WithReach(ctx context.Context, reach *Reach) context.Context {
	return context.WithValue(ctx, reachKey{}, reach)
}

// maxConnectionsPerTry bounds the connections that one exchange may ask for while no request at all is answered. Without it net/http
// would try connection after connection without a pause; so the exchange fails, and the next try waits first.
const maxConnectionsPerTry = 8

// progress follows how far a request gets, as httptrace reports it.
type progress struct {
	handshakes int           // TLS handshakes that a new connection takes: the space's, and that of a proxy with TLS
	answered   *atomic.Int64 // answers so far to any request of the transport
	giveUp     func()        // ends an exchange that has asked for too many connections

	mu       sync.Mutex // a dial may go on after the request has ended
	begun    int        // handshakes begun on the latest connection
	stage    Layer      // the step under way; empty between steps
	reach    Reach
	fresh    bool  // the latest connection is new, and no answer came on it yet
	before   int64 // answered, at the beginning of the exchange
	seen     int64 // answered, when asked was last reset
	asked    int   // connections that the exchange has asked for since then
	headers  bool  // some of the request was written as HTTP/2
	line     *wire // the latest HTTP/1.1 connection, which no other request shares
	written  int64 // bytes written on line before the request
	wroteOne bool  // some of the request was written on an earlier connection
	forged   bool  // the answer came before any of the request was written
}

func newProgress(t *Transport, giveUp func()) *progress {
	answered := t.answered.Load()
	return &progress{
		handshakes: t.handshakes, answered: &t.answered, giveUp: giveUp,
		reach: Reach{Proxy: t.proxy}, before: answered, seen: answered,
	}
}

// reached returns how far the request got.
func (p *progress) reached() Reach {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reach
}

// state returns the step under way. If there is a proxy, every step before the connection to the space counts as the proxy's.
func (p *progress) state() Layer {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reach.Proxy != "" && !p.reach.Connected {
		return LayerProxy
	}
	return p.stage
}

// sent reports whether some of the request was written. An HTTP/1.1 connection is the request's alone, so its bytes are counted. An
// HTTP/2 connection is shared, so the request counts as sent once its headers are ready to be written.
func (p *progress) sent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.headers || p.wrote()
}

// timesRefused returns how often the request was refused over HTTP/2, after which net/http asked for another connection.
func (p *progress) timesRefused() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reach.TLS == nil || p.reach.TLS.NegotiatedProtocol != "h2" {
		return 0
	}
	return p.asked - 1
}

// wasForged reports whether the answer came before the request. A server that answers twice, or unasked, on a connection that is kept
// would otherwise answer the next request with that.
func (p *progress) wasForged() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forged
}

// wrote is sent for HTTP/1.1. The caller holds mu.
func (p *progress) wrote() bool {
	return p.wroteOne || p.line != nil && p.line.written.Load() > p.written
}

// isFresh reports whether the connection was new and brought no answer.
func (p *progress) isFresh() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fresh
}

// othersWereAnswered reports whether another request was answered since this exchange began.
func (p *progress) othersWereAnswered() bool { return p.answered.Load() != p.before }

// endedBare reports whether an HTTP/1.1 connection ended without the close alert of TLS.
func (p *progress) endedBare() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.line != nil && p.line.ended.Load()
}

// trace returns the hooks that net/http calls as the request gets further.
func (p *progress) trace() *httptrace.ClientTrace {
	locked := func(do func()) {
		p.mu.Lock()
		defer p.mu.Unlock()
		do()
	}
	// A request may get a kept connection while its own dial still goes on. That no longer counts.
	dial := func(do func()) {
		locked(func() {
			if !p.reach.Secured {
				do()
			}
		})
	}
	return &httptrace.ClientTrace{
		GetConn:      func(string) { locked(p.asksForConnection) },
		DNSStart:     func(httptrace.DNSStartInfo) { dial(func() { p.stage = LayerDNS }) },
		ConnectStart: func(string, string) { dial(func() { p.stage = LayerTCP }) },
		TLSHandshakeStart: func() {
			// The last handshake is the space's, so by then there is a connection to that.
			dial(func() { p.begun++; p.stage, p.reach.Connected = LayerTLS, p.begun == p.handshakes })
		},
		GotConn:              func(info httptrace.GotConnInfo) { locked(func() { p.hasConnection(info) }) },
		WroteHeaderField:     func(string, []string) { locked(func() { p.headers = p.headers || p.line == nil }) },
		GotFirstResponseByte: func() { locked(p.hasAnswer) },
	}
}

// asksForConnection forgets how far an earlier connection got.
func (p *progress) asksForConnection() {
	p.begun, p.stage, p.fresh, p.reach.Connected, p.reach.Secured = 0, "", false, false, false
	if answered := p.answered.Load(); answered != p.seen {
		p.seen, p.asked = answered, 0
	}
	if p.asked++; p.asked > maxConnectionsPerTry {
		p.giveUp()
	}
}

// hasAnswer notes the first byte of an answer.
func (p *progress) hasAnswer() {
	p.fresh = false
	p.answered.Add(1)
	p.forged = p.line != nil && p.line.heardAt.Load() <= p.written
}

// hasConnection notes the connection that the request is to be written on.
func (p *progress) hasConnection(info httptrace.GotConnInfo) {
	p.stage, p.reach.Connected, p.reach.Secured = "", true, true
	p.fresh = !info.Reused
	p.wroteOne, p.line = p.wrote(), wireOf(info.Conn)
	if conn, ok := info.Conn.(*tls.Conn); ok {
		state := conn.ConnectionState()
		p.reach.TLS = &state
		if state.NegotiatedProtocol == "h2" {
			p.line = nil
		}
	}
	if p.line != nil {
		p.written = p.line.written.Load()
	}
}
