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

// maxRedirects is how many redirects of a GET, within the origin, are followed.
const maxRedirects = 10

// checkRedirect follows those of a GET. A change that is sent elsewhere, or as a GET, is none. Whoever was led away from the
// origin is not led any further.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if via[0].Method != http.MethodGet || len(via) > maxRedirects || awayFrom(next.Context()) != nil {
		return http.ErrUseLastResponse
	}
	return nil
}

// away says whether an exchange may be led away from the origin, and where it was.
type away struct {
	permitted bool
	to        atomic.Pointer[url.URL]
}

// awayFrom is where a request was led to from the origin, nil if it was not.
func awayFrom(ctx context.Context) *url.URL {
	if x := exchangeOf(ctx); x != nil {
		return x.away.to.Load()
	}
	return nil
}

// mayLeave decides on a request that leaves the origin: where it is permitted, once, over https, and not to an address inside,
// where only this machine or its network can go, unless the space is there as well.
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

// checkAddress decides on the address that a redirect leads to, which a name may have hidden.
func (t *Transport) checkAddress(to *url.URL, address netip.Addr) error {
	kind := origin.Kind(address)
	if space := t.spaceAt.Load(); kind == "" || space != nil && origin.Kind(space.AddrPort().Addr()) == kind {
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
