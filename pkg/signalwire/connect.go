package signalwire

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"

	"confcall/pkg/trust"
)

// newTransport makes the connections, by a pool of trusted certificates if there is TLS.
func (c *Client) newTransport() http.RoundTripper {
	transport := &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return c.options.Proxies.For(r.URL), nil },
		OnProxyConnectResponse: checkTunnel,
		DialContext:            c.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, GetClientCertificate: c.noCertificate},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    maxConnections,
		MaxResponseHeaderBytes: maxHeader,
		HTTP2:                  &http.HTTP2Config{CountError: func(fault string) { c.http2Fault.Store(&fault) }},
	}
	c.tls = transport.TLSClientConfig
	system := trust.Read
	if c.base.Scheme == "https" {
		system = trust.Load()
	}
	look := &secondLook{first: transport}
	decide := sync.OnceFunc(func() {
		bundle := system()
		c.rootsTrouble.Store(&bundle.Trouble)
		if bundle.Pool == nil {
			transport.TLSClientConfig.RootCAs = trust.All(c.options.CA)
			return
		}
		bundle.Pool.AppendCertsFromPEM(c.options.CA)
		transport.TLSClientConfig.RootCAs = bundle.Pool
		if bundle.Whole {
			return
		}
		look.again = sync.OnceValue(func() http.RoundTripper {
			all := transport.Clone()
			all.TLSClientConfig.RootCAs, all.DialContext = trust.All(c.options.CA), c.dial
			return all
		})
	})
	// The certificates are wanted when there is a connection to check, and not before.
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := c.dial(ctx, network, address)
		if c.base.Scheme == "https" || awayOf(ctx).target() != nil {
			decide()
		}
		return connection, err
	}
	return look
}

// dial connects to the space or to its proxy, or to where a redirect leads.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	away := awayOf(ctx).target()
	if away != nil && c.options.Proxies.For(away) == nil {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			reached, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return c.checkAway(away, reached.Addr())
		}
	}
	connection, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if at, ok := connection.RemoteAddr().(*net.TCPAddr); ok && away == nil && c.proxy == "" {
		c.spaceAt.Store(at)
	}
	return &wire{Conn: connection}, nil
}

// A wire is a connection that remembers what went over it.
type wire struct {
	net.Conn
	written atomic.Int64 // bytes, counted when they begin to be written
	ended   atomic.Bool  // the other side has ended it
}

func (w *wire) Write(p []byte) (int, error) {
	w.written.Add(int64(len(p)))
	n, err := w.Conn.Write(p)
	w.written.Add(int64(n - len(p)))
	return n, err
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if err == io.EOF {
		w.ended.Store(true)
	}
	return n, err
}

// wireOf is the wire below a connection, nil if there is none. With a proxy that has TLS, there may be TLS in TLS.
func wireOf(conn net.Conn) *wire {
	for {
		switch c := conn.(type) {
		case *wire:
			return c
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
