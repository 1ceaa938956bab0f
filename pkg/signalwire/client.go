// Package signalwire is a thin client of SignalWire's Compatibility REST API, conference family:
// one method an operation, answers kept as the bytes that the API sent, one error type.
package signalwire

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"confcall/pkg/proxy"
	"confcall/pkg/secret"
	"confcall/pkg/transport"
)

// basePath is where the API lives on a space's host.
const basePath = "/api/laml/2010-04-01"

// Options name the account, and say how long to wait and how often to try. All fields but Proxies, CA, NoToken, DryRun, OnSend,
// OnRetry and Trace are required.
type Options struct {
	Space     *url.URL    // scheme, host and perhaps a path prefix; the API's own path is added to it
	Project   string      // the Project ID, which is the user name of HTTP's Basic authentication
	Token     secret.Text // the API token, which is the password
	Account   string      // the AccountSid in paths: the Project ID, or a subproject's
	UserAgent string

	Proxies *proxy.Settings // those that the environment names
	CA      []byte          // PEM certificates to trust beside the system's
	Timeout time.Duration   // bounds one operation, its retries included
	Retries int             // how often an operation is tried again
	Backoff time.Duration   // the longest wait before the first retry; it doubles with every further one

	Now    func() time.Time // the clock by which a Retry-After date is read
	Random func() float64   // 0 ≤ x < 1, the jitter of the waits

	NoToken error                        // why there is no token, or nil: without one nothing is sent, and operations fail with this error
	DryRun  bool                         // changes are not sent: an operation returns a description of its request in place of the answer
	OnRetry func(context.Context, Retry) // called before each wait for another try
	OnSend  func(ctx context.Context)    // called before each request, tries included, with the operation's context
	Trace   func(line string)            // called with each line of a readable trace, without credentials
}

// Client sends requests for one account of one space. It is safe for concurrent use.
type Client struct {
	options   Options
	base      *url.URL
	address   string // base as text, with which the URLs of the account begin
	transport *transport.Transport
}

// New returns a client. It sends nothing.
func New(options Options) (*Client, error) {
	if !IsSID(options.Account) {
		return nil, fmt.Errorf("account %q is not %s", options.Account, SIDForm)
	}
	base := options.Space.JoinPath(basePath, "Accounts", options.Account)
	c := &Client{options: options, base: base, address: base.String()}
	carrying := transport.Options{
		Space: options.Space, User: options.Project, Password: options.Token, UserAgent: options.UserAgent,
		Proxies: options.Proxies, CA: options.CA, Timeout: options.Timeout,
	}
	if options.Trace != nil {
		carrying.Trace = c.traceLine
	}
	c.transport = transport.New(carrying)
	return c, nil
}

// url is the address of a resource below the account. Segments are the API's words and SIDs.
func (c *Client) url(segments ...string) string { return c.address + "/" + strings.Join(segments, "/") }

// rootURL is the address of a resource of the whole space, which is not below the account.
func (c *Client) rootURL(segments ...string) string {
	return c.options.Space.JoinPath(segments...).String()
}

func (c *Client) get(ctx context.Context, claims []claim, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodGet, url: c.url(segments...), claims: claims})
}

func (c *Client) post(ctx context.Context, form url.Values, claims []claim, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodPost, url: c.url(segments...), form: form, once: form.Has("AnnounceUrl"), claims: claims})
}

func (c *Client) delete(ctx context.Context, claims []claim, segments ...string) (Resource, error) {
	return c.do(ctx, request{method: http.MethodDelete, url: c.url(segments...), claims: claims, empty: true})
}

// checkSIDs refuses what is no SID. SIDs are safe in a path: they hold no character that could change it.
func checkSIDs(sids ...string) error {
	for _, sid := range sids {
		if !IsSID(sid) {
			return fmt.Errorf("%q is not %s", sid, SIDForm)
		}
	}
	return nil
}

// scrub removes the token and the proxy's password from text that came from a server, which has seen them and could send them back.
func (c *Client) scrub(text string) string {
	return c.options.Proxies.Password().Scrub("", c.options.Token.Scrub(c.options.Project, text))
}
