package transport

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
)

// connections makes the pool of connections, with the rules that hold for all of them.
func (t *Transport) connections() *http.Transport {
	return &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return t.options.Proxies.For(r.URL), nil },
		OnProxyConnectResponse: checkTunnel,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, GetClientCertificate: t.noCertificate},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    maxConnections,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// dial connects to the space, to its proxy, or to the target of a redirect. The address of that is checked here, after its name was
// resolved.
func (t *Transport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	away := awayFrom(ctx)
	if away != nil && t.options.Proxies.For(away) == nil {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			reached, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return t.checkAddress(away, reached.Addr())
		}
	}
	connection, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if at, ok := connection.RemoteAddr().(*net.TCPAddr); ok && away == nil && t.proxy == "" {
		t.spaceAt.Store(at)
	}
	return &wire{Conn: connection}, nil
}
