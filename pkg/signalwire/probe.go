package signalwire

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
)

// Reach is how far a request came.
type Reach struct {
	Proxy     string               // host and perhaps port of the proxy on the way, empty when there is none
	Connected bool                 // the space was connected to, through the proxy if there is one
	Secured   bool                 // and TLS was opened, if the space has TLS
	TLS       *tls.ConnectionState // nil without TLS
}

// Probe asks for one conference, the least that tells whether the account can be read: GET /Conferences?PageSize=1.
// It says how far the request came, or the last one of its retries.
func (c *Client) Probe(ctx context.Context) (Reach, error) {
	first, err := c.firstPage(list{segments: []string{"Conferences"}, paging: Paging{Size: 1}})
	if err != nil {
		return Reach{}, err
	}
	f, ctx := c.follow(ctx)
	err = c.page(ctx, list{key: "conferences"}, first).err
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reach, err
}

// A follower listens to how far a request comes; that of a probe, to the request and its retries.
type follower struct {
	handshakes int // that a new connection takes: one with the space, and one with a proxy that has TLS itself

	mu       sync.Mutex // a dial may go on after the request has ended
	begun    int        // handshakes of the latest connection
	stage    Layer      // what goes on; empty when there is nothing to tell
	reach    Reach
	fresh    bool          // the latest connection was not used before, and nothing was answered on it
	answered *atomic.Int64 // how often anybody was answered
	seen     int64         // as much of that as was looked at
	asked    int           // for how many connections this try has asked, since anybody was answered
	giveUp   func()        // on a try that has asked for too many
	headers  bool          // some of a request was written as HTTP/2
	line     *wire         // the latest connection of HTTP/1.1, which is the request's alone
	before   int64         // bytes written on it, before the request
	wroteOne bool          // some of a request was written on an earlier one
}

type followerKey struct{}

// follow returns the context's follower, or one for it that is new.
func (c *Client) follow(ctx context.Context) (*follower, context.Context) {
	if f, ok := ctx.Value(followerKey{}).(*follower); ok {
		return f, ctx
	}
	f := &follower{handshakes: c.handshakes, reach: Reach{Proxy: c.proxy}, answered: &c.answered}
	return f, httptrace.WithClientTrace(context.WithValue(ctx, followerKey{}, f), f.trace())
}

// handshakes is how many handshakes of TLS a server wants.
func handshakes(u *url.URL) int {
	if u.Scheme == "https" {
		return 1
	}
	return 0
}

// begin begins to count the connections of a try, which cancel ends when there are too many.
func (f *follower) begin(cancel context.CancelCauseFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked, f.giveUp = 0, func() { cancel(errStorm) }
}

// state tells what goes on. All that comes before the connection to the space is the proxy's, if there is one.
func (f *follower) state() Layer {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reach.Proxy != "" && !f.reach.Connected {
		return LayerProxy
	}
	return f.stage
}

// sent tells whether some of the request was written. Over HTTP/1.1 a connection is the request's alone, and its bytes tell; over
// HTTP/2 it is shared, and the headers do, as soon as they are ready to be written.
func (f *follower) sent() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.headers || f.wrote()
}

func (f *follower) wrote() bool {
	return f.wroteOne || f.line != nil && f.line.written.Load() > f.before
}

// isFresh tells whether the connection was a new one, on which nothing was answered.
func (f *follower) isFresh() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fresh
}

// endedBare tells whether the connection came to its end without TLS having said so, which anybody on the way can bring about.
func (f *follower) endedBare() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.line != nil && f.line.ended.Load()
}

func (f *follower) trace() *httptrace.ClientTrace {
	locked := func(do func()) {
		f.mu.Lock()
		defer f.mu.Unlock()
		do()
	}
	// A request that has a connection may have left a dial of its own behind.
	dial := func(do func()) {
		locked(func() {
			if !f.reach.Secured {
				do()
			}
		})
	}
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			locked(func() {
				f.begun, f.stage, f.fresh, f.reach.Connected, f.reach.Secured = 0, "", false, false, false
				if answered := f.answered.Load(); answered != f.seen {
					f.seen, f.asked = answered, 0
				}
				if f.asked++; f.asked > maxConnectionsPerTry && f.giveUp != nil {
					f.giveUp()
				}
			})
		},
		DNSStart:     func(httptrace.DNSStartInfo) { dial(func() { f.stage = LayerDNS }) },
		ConnectStart: func(string, string) { dial(func() { f.stage = LayerTCP }) },
		TLSHandshakeStart: func() {
			// The last handshake is the space's own, and has a connection to it.
			dial(func() { f.begun++; f.stage, f.reach.Connected = LayerTLS, f.begun == f.handshakes })
		},
		GotConn: func(info httptrace.GotConnInfo) {
			locked(func() {
				f.stage, f.reach.Connected, f.reach.Secured = "", true, true
				f.fresh = !info.Reused
				f.wroteOne, f.line = f.wrote(), wireOf(info.Conn)
				if conn, ok := info.Conn.(*tls.Conn); ok {
					state := conn.ConnectionState()
					f.reach.TLS = &state
					if state.NegotiatedProtocol == "h2" {
						f.line = nil
					}
				}
				if f.line != nil {
					f.before = f.line.written.Load()
				}
			})
		},
		WroteHeaderField:     func(string, []string) { locked(func() { f.headers = f.headers || f.line == nil }) },
		GotFirstResponseByte: func() { locked(func() { f.fresh = false; f.answered.Add(1) }) },
	}
}
