// Package transport carries one HTTP request to a space and its answer back: connections, proxies, TLS, HTTP/2, redirects, the
// login, and what went wrong on the way. Of the API itself it knows nothing, and it sends nothing twice.
package transport

import (
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"confcall/pkg/proxy"
	"confcall/pkg/secret"
)

// maxHeader bounds the headers of an answer, in bytes.
const maxHeader = 1 << 20

// maxConnections is how many connections are kept for the next request; the commands make no more requests at once.
const maxConnections = 256

// Options say where requests may go, and as whom. All fields but Proxies, CA and Trace are required.
type Options struct {
	Space     *url.URL    // its origin is the only one that is told the login
	User      string      // of the Basic authentication
	Password  secret.Text // beside it
	UserAgent string

	Proxies *proxy.Settings   // those that the environment names
	CA      []byte            // PEM certificates to trust beside the system's
	Timeout time.Duration     // of one operation, as errors tell it; the context is what ends it
	Trace   func(line string) // is given a readable trace, a line at a time, without the login
}

// Transport has the connections to one space. It is safe for concurrent use.
type Transport struct {
	options Options
	client  *http.Client

	proxy      string // host and perhaps port of the proxy on the way, if there is one
	handshakes int    // that a connection takes

	roots            *widening                   // what makes connections and keeps them
	wantsCertificate atomic.Bool                 // the server has asked for a certificate of the client
	rootsTrouble     atomic.Pointer[string]      // what is wrong with the file of root certificates
	answered         atomic.Int64                // how often an answer has begun to come
	spaceAt          atomic.Pointer[net.TCPAddr] // where the space was connected to, if there is no proxy
}

// New returns a transport. It connects to nobody.
func New(options Options) *Transport {
	t := &Transport{options: options, handshakes: handshakes(options.Space)}
	if via := options.Proxies.For(options.Space); via != nil {
		t.proxy = via.Host
		t.handshakes += handshakes(via)
	}
	t.roots = t.withRoots(t.connections())
	var next http.RoundTripper = t.roots
	if options.Trace != nil {
		next = &tracer{next: next, line: options.Trace}
	}
	t.client = &http.Client{Transport: newGate(t, next), CheckRedirect: checkRedirect}
	return t
}

// Proxy is the host and perhaps the port of the proxy on the way to the space, empty when there is none.
func (t *Transport) Proxy() string { return t.proxy }

// handshakes is how many handshakes of TLS a server wants.
func handshakes(u *url.URL) int {
	if u.Scheme == "https" {
		return 1
	}
	return 0
}

// trace gives a line to the trace, if there is one.
func (t *Transport) trace(line string) {
	if t.options.Trace != nil {
		t.options.Trace(line)
	}
}
