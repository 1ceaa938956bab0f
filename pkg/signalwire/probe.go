package signalwire

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"net/url"
	"sync"
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

	mu    sync.Mutex // a dial may go on after the request has ended
	begun int        // handshakes of the latest connection
	stage Layer      // what goes on; empty when there is nothing to tell
	sent  bool       // some of a request was written
	reach Reach
}

type followerKey struct{}

// follow returns the context's follower, or one for it that is new.
func (c *Client) follow(ctx context.Context) (*follower, context.Context) {
	if f, ok := ctx.Value(followerKey{}).(*follower); ok {
		return f, ctx
	}
	f := &follower{handshakes: c.handshakes, reach: Reach{Proxy: c.proxy}}
	return f, httptrace.WithClientTrace(context.WithValue(ctx, followerKey{}, f), f.trace())
}

// handshakes is how many handshakes of TLS a server wants.
func handshakes(u *url.URL) int {
	if u.Scheme == "https" {
		return 1
	}
	return 0
}

// state tells what goes on, and whether some of the request was written. All that comes before the connection to the
// space is the proxy's, if there is one.
func (f *follower) state() (stage Layer, sent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reach.Proxy != "" && !f.reach.Connected {
		return LayerProxy, f.sent
	}
	return f.stage, f.sent
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
			locked(func() { f.begun, f.stage, f.reach.Connected, f.reach.Secured = 0, "", false, false })
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
				if conn, ok := info.Conn.(*tls.Conn); ok {
					state := conn.ConnectionState()
					f.reach.TLS = &state
				}
			})
		},
		WroteHeaderField: func(string, []string) { locked(func() { f.sent = true }) },
	}
}
