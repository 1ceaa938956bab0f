// Package signalwire is a thin client of SignalWire's Compatibility REST API, conference family:
// one method an operation, answers kept as the bytes that the API sent, one error type.
package signalwire

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"confcall/pkg/secret"
)

// basePath is where the API lives on a space's host.
const basePath = "/api/laml/2010-04-01"

// maxHeader bounds the headers of an answer, in bytes.
const maxHeader = 1 << 20

// maxConnections is how many connections are kept for the next request; the commands make no more requests at once.
const maxConnections = 256

// maxRedirects is how many redirects of a GET, within the origin, are followed.
const maxRedirects = 10

// Options say which account to speak for and how patiently. All fields but CA, NoToken, DryRun, OnRetry and Trace are required.
type Options struct {
	Space     *url.URL    // scheme, host and perhaps a path prefix; the API's own path is added to it
	Project   string      // the Project ID, user of the Basic authentication
	Token     secret.Text // the API token, its password
	Account   string      // the AccountSid in paths: the Project ID, or a subproject's
	UserAgent string

	CA      []byte        // PEM certificates to trust beside the system's
	Timeout time.Duration // bounds one operation, its retries included
	Retries int           // how many more tries an operation gets
	Backoff time.Duration // the longest wait before the first retry; it doubles with every further one

	Now    func() time.Time // tells how far off a Retry-After date is
	Random func() float64   // 0 ≤ x < 1, the jitter of the waits

	NoToken error             // why there is no token: nothing is sent, and an operation that would fails with it
	DryRun  bool              // send no change: an operation that would answers with its own request
	OnRetry func(Retry)       // is told of every wait before it begins
	Trace   func(line string) // is given a readable trace, a line at a time, credentials redacted
}

// Client speaks to one account of one space. It is safe for concurrent use.
type Client struct {
	options Options
	base    *url.URL
	address string // base, as every URL of the account begins
	http    *http.Client

	proxy      string // host and perhaps port of the proxy on the way, if there is one
	handshakes int    // that a connection takes
}

// New returns a client. It sends nothing.
func New(options Options) (*Client, error) {
	if !IsSID(options.Account) {
		return nil, fmt.Errorf("account %q is not %s", options.Account, SIDForm)
	}
	base := options.Space.JoinPath(basePath, "Accounts", options.Account)
	c := &Client{options: options, base: base, address: base.String(), handshakes: handshakes(base)}
	// An address that cannot be read is each request's own error.
	if proxy, _ := http.ProxyFromEnvironment(&http.Request{URL: base}); proxy != nil {
		c.proxy = proxy.Host
		c.handshakes += handshakes(proxy)
	}
	var transport http.RoundTripper = c.newTransport()
	if options.Trace != nil {
		transport = &tracer{next: transport, line: func(line string) { options.Trace(c.scrub(line)) }}
	}
	c.http = &http.Client{Transport: newAuthenticator(c, transport), CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if via[0].Method != http.MethodGet || len(via) > maxRedirects {
			return http.ErrUseLastResponse // a change that is sent elsewhere, or as a GET, is none
		}
		return nil
	}}
	return c, nil
}

// newTransport makes the connections, by a pool of trusted certificates if there is TLS.
func (c *Client) newTransport() http.RoundTripper {
	var dialer net.Dialer
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: checkTunnel,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    maxConnections,
		MaxResponseHeaderBytes: maxHeader,
	}
	if c.base.Scheme != "https" {
		return transport
	}
	system := loadBundle()
	look := &secondLook{first: transport}
	decide := sync.OnceFunc(func() {
		bundle := system()
		if bundle == nil {
			transport.TLSClientConfig.RootCAs = allRoots(c.options.CA)
			return
		}
		bundle.AppendCertsFromPEM(c.options.CA)
		transport.TLSClientConfig.RootCAs = bundle
		look.again = sync.OnceValue(func() http.RoundTripper {
			all := transport.Clone()
			all.TLSClientConfig.RootCAs, all.DialContext = allRoots(c.options.CA), nil
			return all
		})
	})
	// The certificates are wanted when there is a connection to check, and not before.
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := dialer.DialContext(ctx, network, address)
		decide()
		return connection, err
	}
	return look
}

// url is the address of a resource below the account. Segments are the API's words and SIDs.
func (c *Client) url(segments ...string) string { return c.address + "/" + strings.Join(segments, "/") }

// rootURL is the address of a resource of the whole space, which is not below the account.
func (c *Client) rootURL(segments ...string) string {
	return c.options.Space.JoinPath(segments...).String()
}

func (c *Client) get(ctx context.Context, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodGet, url: c.url(segments...), take: c.takeObject})
}

func (c *Client) post(ctx context.Context, form url.Values, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodPost, url: c.url(segments...), form: form, once: form.Has("AnnounceUrl"), take: c.takeObject})
}

func (c *Client) delete(ctx context.Context, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodDelete, url: c.url(segments...), take: c.takeNothing})
}

// checkSIDs lets only SIDs into a path: they hold no character that could change it.
func checkSIDs(sids ...string) error {
	for _, sid := range sids {
		if !IsSID(sid) {
			return fmt.Errorf("%q is not %s", sid, SIDForm)
		}
	}
	return nil
}

// authenticator lets requests through to the configured origin only, redirected ones too, and adds the credentials
// at the last moment, so that nothing that shows a request shows them.
type authenticator struct {
	next          http.RoundTripper
	base          *url.URL
	authorization secret.Text
	accept, agent []string
}

func newAuthenticator(c *Client, next http.RoundTripper) *authenticator {
	login := c.options.Project + ":" + c.options.Token.Reveal()
	return &authenticator{
		next: next, base: c.base, authorization: secret.New("Basic " + base64.StdEncoding.EncodeToString([]byte(login))),
		accept: []string{"application/json"}, agent: []string{c.options.UserAgent},
	}
}

func (a *authenticator) RoundTrip(request *http.Request) (*http.Response, error) {
	if !sameOrigin(request.URL, a.base) {
		return nil, &redirectError{request.URL, a.base}
	}
	// The other headers come here too: the client copies those that it is given, each time, in case of a redirect.
	header := http.Header{"Accept": a.accept}
	maps.Copy(header, request.Header)
	header["User-Agent"], header["Authorization"] = a.agent, []string{a.authorization.Reveal()}
	authentic := request.WithContext(request.Context())
	authentic.Header = header
	return a.next.RoundTrip(authentic)
}

// redirectError refuses to follow a redirect to another origin.
type redirectError struct{ to, base *url.URL }

func (e *redirectError) Error() string {
	return fmt.Sprintf("refused a redirect to %s://%s, which is not %s://%s", e.to.Scheme, e.to.Host, e.base.Scheme, e.base.Host)
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}
