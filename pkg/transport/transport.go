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

// maxConnections is how many idle connections are kept. No command makes more requests at once.
const maxConnections = 256

// Options say where requests may go, and as whom. All fields but Proxies, CA and Trace are required.
type Options struct {
	Space     *url.URL    // the only origin that gets the login
	User      string      // of the Basic authentication
	Password  secret.Text // of the Basic authentication
	UserAgent string

	Proxies *proxy.Settings   // those that the environment names
	CA      []byte            // PEM certificates to trust beside the system's
	Timeout time.Duration     // of one operation, for error messages only: the context ends it
	Trace   func(line string) // called with each line of a readable trace, without the login
}

// Transport has the connections to one space. It is safe for concurrent use.
type Transport struct {
	options Options
	client  *http.Client

	proxy      string // the proxy's host and perhaps port; empty if there is none
	handshakes int    // TLS handshakes that a connection takes

	roots            *widening                   // the pool of connections
	wantsCertificate atomic.Bool                 // the server has asked for a client certificate
	rootsTrouble     atomic.Pointer[string]      // what is wrong with the file that SSL_CERT_FILE names
	answered         atomic.Int64                // answers that have begun, to any request
	spaceAt          atomic.Pointer[net.TCPAddr] // the space's address, once connected to without a proxy
}

// New returns a transport. It opens no connection.
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

// Proxy returns the host, and the port if one is given, of the proxy in front of the space; empty if there is none.
func (t *Transport) Proxy() string { return t.proxy }

// handshakes returns how many TLS handshakes a connection to a server takes.
func handshakes(u *url.URL) int {
	if u.Scheme == "https" {
		return 1
	}
	return 0
}

// trace adds a line to the trace, if there is one.
func (t *Transport) trace(line string) {
	if t.options.Trace != nil {
		t.options.Trace(line)
	}
}
