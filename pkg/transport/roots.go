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

// withRoots makes connections trust the system's root certificates and those of Options.CA. Reading them takes long, so it goes on
// while the first connection is made, and is waited for only before the TLS handshake.
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

// A widening checks servers against the bundle, one file with most of the system's roots, and only those that fail against all roots.
// crypto/x509 would also read a folder of certificates each time, which takes longer than the request and holds, on most systems,
// the same certificates again.
type widening struct {
	bundle *http.Transport
	all    func() *http.Transport // nil if the bundle has all roots
	needed atomic.Bool            // the space passes with all roots only, so the bundle is not tried any more
}

// inForce returns the connections with the roots that the space is known to need.
func (w *widening) inForce() *http.Transport {
	if w.needed.Load() {
		return w.all()
	}
	return w.bundle
}

func (w *widening) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.inForce().RoundTrip(request)
	// w.all may only be read after a handshake has failed: before that, a dial may still be writing it.
	if doubt := (*tls.CertificateVerificationError)(nil); !errors.As(err, &doubt) || w.all == nil || w.needed.Load() {
		return response, err
	}
	// There was no connection, so nothing of the request was sent, and it can be sent again.
	if response, err = w.all().RoundTrip(request); err == nil {
		w.needed.Store(true)
	}
	return response, err
}
