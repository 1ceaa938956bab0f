package signalwire

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"

	"confcall/pkg/origin"
	"confcall/pkg/secret"
)

// A gate lets requests through to the configured origin only, redirected ones too, and adds the credentials at the last moment,
// so that nothing that shows a request shows them. What else may be asked, once and without them, is a recording's audio.
type gate struct {
	client        *Client
	next          http.RoundTripper
	authorization secret.Text
	accept, agent []string
}

func newGate(c *Client, next http.RoundTripper) *gate {
	login := c.options.Project + ":" + c.options.Token.Reveal()
	return &gate{
		client: c, next: next, authorization: secret.New("Basic " + base64.StdEncoding.EncodeToString([]byte(login))),
		accept: []string{"application/json"}, agent: []string{c.options.UserAgent},
	}
}

func (g *gate) RoundTrip(request *http.Request) (*http.Response, error) {
	// The other headers come here too: the client copies those that it is given, each time, in case of a redirect.
	header := http.Header{"Accept": g.accept}
	maps.Copy(header, request.Header)
	header["User-Agent"] = g.agent
	if origin.Same(request.URL, g.client.base) {
		header["Authorization"] = []string{g.authorization.Reveal()}
	} else {
		if err := g.client.mayGoAway(request); err != nil {
			return nil, err
		}
		delete(header, "Referer")
	}
	authentic := request.WithContext(request.Context())
	authentic.Header = header
	return g.next.RoundTrip(authentic)
}

// maxRedirects is how many redirects of a GET, within the origin, are followed.
const maxRedirects = 10

// checkRedirect follows those of a GET. A change that is sent elsewhere, or as a GET, is none. Whoever was led away from the
// origin is not led any further.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if via[0].Method != http.MethodGet || len(via) > maxRedirects || awayOf(next.Context()).target() != nil {
		return http.ErrUseLastResponse
	}
	return nil
}

// An away is the permission to be led away from the origin, once.
type away struct {
	to atomic.Pointer[url.URL] // where, once it was used
}

// target is where a request was led to, nil if it was not led away.
func (a *away) target() *url.URL {
	if a == nil {
		return nil
	}
	return a.to.Load()
}

type awayKey struct{}

// awayOf is a request's permission, nil if it has none.
func awayOf(ctx context.Context) *away {
	a, _ := ctx.Value(awayKey{}).(*away)
	return a
}

// mayGoAway decides on a request that leaves the origin: for audio, once, over https, and not to an address inside, where only
// this machine or its network can go, unless the space is there as well.
func (c *Client) mayGoAway(request *http.Request) error {
	refused := &redirectError{to: request.URL, why: fmt.Sprintf("is not %s://%s", c.base.Scheme, c.base.Host)}
	away := awayOf(request.Context())
	switch {
	case away == nil, away.target() != nil:
		return refused
	case request.URL.Scheme != "https":
		refused.why += " and not https"
		return refused
	}
	away.to.Store(request.URL)
	c.traceLine("* a redirect leads to " + request.URL.Host + ", which is sent no credentials")
	if origin.IsLoopback(request.URL.Hostname()) {
		return c.checkAway(request.URL, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	if address, err := netip.ParseAddr(request.URL.Hostname()); err == nil {
		return c.checkAway(request.URL, address)
	}
	return nil
}

// checkAway decides on the address that a redirect leads to, which a name may have hidden.
func (c *Client) checkAway(to *url.URL, address netip.Addr) error {
	kind := origin.Kind(address)
	if space := c.spaceAt.Load(); kind == "" || space != nil && origin.Kind(space.AddrPort().Addr()) == kind {
		return nil
	}
	return &redirectError{to: to, why: "is a " + kind + " address"}
}

// redirectError refuses to follow a redirect.
type redirectError struct {
	to  *url.URL
	why string
}

func (e *redirectError) Error() string {
	return fmt.Sprintf("refused a redirect to %s://%s, which %s", e.to.Scheme, e.to.Host, e.why)
}
