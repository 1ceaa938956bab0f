package transport

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// Reach is how far a request came.
type Reach struct {
	Proxy     string               // host and perhaps port of the proxy on the way, empty when there is none
	Connected bool                 // the space was connected to, through the proxy if there is one
	Secured   bool                 // and the handshake of TLS is done, if the space has TLS
	TLS       *tls.ConnectionState // nil without TLS
}

type reachKey struct{}

// WithReach returns a context whose exchanges tell how far they came, the last one at last. It is for one exchange after the other.
func WithReach(ctx context.Context, reach *Reach) context.Context {
	return context.WithValue(ctx, reachKey{}, reach)
}

// maxConnectionsPerTry is how many connections one exchange may ask for, while nobody is answered on any, before it is given up, so
// that the next one waits first: the standard library itself would go on at once, and without end.
const maxConnectionsPerTry = 8

// progress listens to how far a request comes.
type progress struct {
	handshakes int           // that a new connection takes: one with the space, and one with a proxy that has TLS itself
	answered   *atomic.Int64 // how often anybody was answered
	giveUp     func()        // ends an exchange that has asked for too many connections

	mu       sync.Mutex // a dial may go on after the request has ended
	begun    int        // handshakes of the latest connection
	stage    Layer      // what goes on; empty when there is nothing to tell
	reach    Reach
	fresh    bool  // the latest connection was not used before, and nothing was answered on it
	before   int64 // how often anybody was answered, at the beginning
	seen     int64 // as much of that as is known
	asked    int   // for how many connections this exchange has asked, since anybody was answered
	headers  bool  // some of the request was written as HTTP/2
	line     *wire // the latest connection of HTTP/1.1, which is the request's alone
	written  int64 // bytes written on it, before the request
	wroteOne bool  // some of the request was written on an earlier one
	forged   bool  // the answer was there before any of the request was written, so it is none
}

func newProgress(t *Transport, giveUp func()) *progress {
	answered := t.answered.Load()
	return &progress{
		handshakes: t.handshakes, answered: &t.answered, giveUp: giveUp,
		reach: Reach{Proxy: t.proxy}, before: answered, seen: answered,
	}
}

// reached is how far the request came.
func (p *progress) reached() Reach {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reach
}

// state tells what goes on. All that comes before the connection to the space is the proxy's, if there is one.
func (p *progress) state() Layer {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reach.Proxy != "" && !p.reach.Connected {
		return LayerProxy
	}
	return p.stage
}

// sent reports whether some of the request was written. Over HTTP/1.1 a connection is the request's alone, and its bytes tell; over
// HTTP/2 it is shared, and the headers do, as soon as they are ready to be written.
func (p *progress) sent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.headers || p.wrote()
}

// timesRefused is how often the request was turned away over HTTP/2, so that the standard library asked for a connection once more.
func (p *progress) timesRefused() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reach.TLS == nil || p.reach.TLS.NegotiatedProtocol != "h2" {
		return 0
	}
	return p.asked - 1
}

// wasForged reports whether what answered was not meant as an answer to this request: a server that answers twice, or unasked, on a
// connection that is kept would otherwise answer the next one.
func (p *progress) wasForged() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forged
}

func (p *progress) wrote() bool {
	return p.wroteOne || p.line != nil && p.line.written.Load() > p.written
}

// isFresh reports whether the connection was a new one, on which nothing was answered.
func (p *progress) isFresh() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fresh
}

// othersWereAnswered reports whether anybody was answered since the exchange began.
func (p *progress) othersWereAnswered() bool { return p.answered.Load() != p.before }

// endedBare reports whether the connection came to its end without TLS having said so.
func (p *progress) endedBare() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.line != nil && p.line.ended.Load()
}

func (p *progress) trace() *httptrace.ClientTrace {
	locked := func(do func()) {
		p.mu.Lock()
		defer p.mu.Unlock()
		do()
	}
	// A request that has a connection may have left a dial of its own behind.
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
			// The last handshake is the space's own, and has a connection to it.
			dial(func() { p.begun++; p.stage, p.reach.Connected = LayerTLS, p.begun == p.handshakes })
		},
		GotConn:              func(info httptrace.GotConnInfo) { locked(func() { p.hasConnection(info) }) },
		WroteHeaderField:     func(string, []string) { locked(func() { p.headers = p.headers || p.line == nil }) },
		GotFirstResponseByte: func() { locked(p.hasAnswer) },
	}
}

// asksForConnection begins anew: what an earlier connection came to does not count.
func (p *progress) asksForConnection() {
	p.begun, p.stage, p.fresh, p.reach.Connected, p.reach.Secured = 0, "", false, false, false
	if answered := p.answered.Load(); answered != p.seen {
		p.seen, p.asked = answered, 0
	}
	if p.asked++; p.asked > maxConnectionsPerTry {
		p.giveUp()
	}
}

func (p *progress) hasAnswer() {
	p.fresh = false
	p.answered.Add(1)
	p.forged = p.line != nil && p.line.heardAt.Load() <= p.written
}

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
