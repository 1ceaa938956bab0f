package transport

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"

	"confcall/pkg/origin"
)

// maxRedirects is how many redirects of a GET are followed within the origin.
const maxRedirects = 10

// checkRedirect follows redirects of a GET alone: a change sent elsewhere, or as a GET, would not be the change that was asked for. A
// redirect away from the origin is not followed by another one.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if via[0].Method != http.MethodGet || len(via) > maxRedirects || awayFrom(next.Context()) != nil {
		return http.ErrUseLastResponse
	}
	return nil
}

// away is an exchange's permission to follow a redirect away from the origin, and its target once it has.
type away struct {
	permitted bool
	to        atomic.Pointer[url.URL]
}

// awayFrom returns where a redirect has led a request away from the origin to, or nil.
func awayFrom(ctx context.Context) *url.URL {
	if x := exchangeOf(ctx); x != nil {
		return x.away.to.Load()
	}
	return nil
}

// mayLeave decides on a redirect away from the origin. It has to be permitted, the first one, over https, and not to an address that
// only this machine or its network can reach, unless the space has one of that kind too.
func (t *Transport) mayLeave(request *http.Request) error {
	space, to := t.options.Space, request.URL
	refused := &redirectError{to: to, why: fmt.Sprintf("is not %s://%s", space.Scheme, space.Host)}
	x := exchangeOf(request.Context())
	switch {
	case x == nil, !x.away.permitted, x.away.to.Load() != nil:
		return refused
	case to.Scheme != "https":
		refused.why += " and not https"
		return refused
	}
	x.away.to.Store(to)
	t.trace("* a redirect leads to " + to.Host + ", which is sent no credentials")
	if origin.IsLoopback(to.Hostname()) {
		return t.checkAddress(to, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	if address, err := netip.ParseAddr(to.Hostname()); err == nil {
		return t.checkAddress(to, address)
	}
	return nil
}

// checkAddress refuses a redirect to an internal address. For a host name it is called again with the address that it stands for.
func (t *Transport) checkAddress(to *url.URL, address netip.Addr) error {
	kind := origin.Kind(address)
	if space := t.spaceAt.Load(); kind == "" || space != nil && origin.Kind(space.AddrPort().Addr()) == kind {
		return nil
	}
	return &redirectError{to: to, why: "is a " + kind + " address"}
}

// redirectError is the error for a redirect that is not followed.
type redirectError struct {
	to  *url.URL
	why string
}

func (e *redirectError) Error() string {
	return fmt.Sprintf("refused a redirect to %s://%s, which %s", e.to.Scheme, e.to.Host, e.why)
}
