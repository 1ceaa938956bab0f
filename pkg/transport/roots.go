package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"confcall/pkg/trust"
)

// withRoots has connections check servers against the system's root certificates and those that were given. They are read while
// the first connection is made, and waited for when there is one to check, and not before.
func (t *Transport) withRoots(pool *http.Transport) *widening {
	system := trust.Read
	if t.options.Space.Scheme == "https" {
		system = trust.Load()
	}
	widening := &widening{bundle: pool}
	decide := sync.OnceFunc(func() {
		bundle := system()
		t.rootsTrouble.Store(&bundle.Trouble)
		if bundle.Pool == nil {
			pool.TLSClientConfig.RootCAs = trust.All(t.options.CA)
			return
		}
		bundle.Pool.AppendCertsFromPEM(t.options.CA)
		pool.TLSClientConfig.RootCAs = bundle.Pool
		if bundle.Whole {
			return
		}
		widening.all = sync.OnceValue(func() *http.Transport {
			all := pool.Clone()
			all.TLSClientConfig.RootCAs, all.DialContext = trust.All(t.options.CA), t.dial
			return all
		})
	})
	pool.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := t.dial(ctx, network, address)
		if t.options.Space.Scheme == "https" || awayFrom(ctx) != nil {
			decide()
		}
		return connection, err
	}
	return widening
}

// A widening checks servers against the bundle, which is a part of the system's roots, and those that do not pass against all
// of them. The standard library would read a folder beside the bundle each time, which takes longer than the request and
// holds, on most systems, the same certificates once more.
type widening struct {
	bundle *http.Transport
	all    func() *http.Transport // nil when the bundle is all
	needed atomic.Bool            // a server passed by all roots that did not by the bundle: there is no need for that any more
}

// inForce are the connections that are checked against as many roots as the space was found to need.
func (w *widening) inForce() *http.Transport {
	if w.needed.Load() {
		return w.all()
	}
	return w.bundle
}

func (w *widening) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.inForce().RoundTrip(request)
	// Only behind a handshake is it decided whether there is more; after a timeout a dial may still go on.
	if doubt := (*tls.CertificateVerificationError)(nil); !errors.As(err, &doubt) || w.all == nil || w.needed.Load() {
		return response, err
	}
	// The connection did not come to be, so nothing of the request was read.
	if response, err = w.all().RoundTrip(request); err == nil {
		w.needed.Store(true)
	}
	return response, err
}
