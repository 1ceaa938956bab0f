package signalwire

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
)

// Reach is how far a probe came.
type Reach struct {
	Proxy     string               // host and perhaps port of the proxy on the way, empty when there is none
	Connected bool                 // the space was connected to, through the proxy if there is one
	Secured   bool                 // and TLS was opened, if the space has TLS
	TLS       *tls.ConnectionState // nil without TLS
}

// Probe asks for one conference, the least that tells whether the account can be read: GET /Conferences?PageSize=1.
// It says how far the request came, or the last one of its retries.
func (c *Client) Probe(ctx context.Context) (Reach, error) {
	first, err := c.firstPage(list{segments: []string{"Conferences"}, pageSize: 1})
	if err != nil {
		return Reach{}, err
	}
	p := &probe{handshakes: handshakes(c.base)}
	// An address that cannot be read is the request's own error.
	if proxy, _ := http.ProxyFromEnvironment(&http.Request{URL: c.base}); proxy != nil {
		p.reach.Proxy = proxy.Host
		p.handshakes += handshakes(proxy)
	}
	err = c.page(httptrace.WithClientTrace(ctx, p.trace()), "conferences", first).err
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reach, err
}

// handshakes is how many handshakes of TLS a server wants.
func handshakes(u *url.URL) int {
	if u.Scheme == "https" {
		return 1
	}
	return 0
}

// probe listens to the requests of one operation.
type probe struct {
	handshakes int // that a new connection takes: one with the space, and one with a proxy that has TLS itself

	mu    sync.Mutex // a dial may go on after the request has ended
	begun int        // handshakes of the latest connection
	reach Reach
}

func (p *probe) trace() *httptrace.ClientTrace {
	locked := func(do func()) {
		p.mu.Lock()
		defer p.mu.Unlock()
		do()
	}
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			locked(func() { p.begun, p.reach.Connected, p.reach.Secured = 0, false, false })
		},
		TLSHandshakeStart: func() {
			// The last handshake is the space's own, and has a connection to it.
			locked(func() { p.begun++; p.reach.Connected = p.begun == p.handshakes })
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			locked(func() {
				if err == nil && p.reach.Connected {
					p.reach.TLS = &state // a retry may use the connection again, and has no handshake then
				}
			})
		},
		GotConn: func(httptrace.GotConnInfo) {
			locked(func() { p.reach.Connected, p.reach.Secured = true, true })
		},
	}
}
