package transport

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// An Exchange is one request and its answer. It knows how far the request got, which decides what a fault means.
type Exchange struct {
	transport *Transport
	ctx       context.Context
	cancel    context.CancelCauseFunc
	progress  *progress
	target    *url.URL
	answered  bool // the answer's header has come
	away      away
}

type exchangeKey struct{}

// exchangeOf returns the exchange that a request belongs to, or nil.
func exchangeOf(ctx context.Context) *Exchange {
	x, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return x
}

// Begin begins an exchange, which ctx may end early. End must be called once the answer was read.
func (t *Transport) Begin(ctx context.Context) *Exchange {
	x := &Exchange{transport: t}
	x.ctx, x.cancel = context.WithCancelCause(ctx)
	x.progress = newProgress(t, func() { x.cancel(errStorm) })
	x.ctx = context.WithValue(httptrace.WithClientTrace(x.ctx, x.progress.trace()), exchangeKey{}, x)
	return x
}

// MayLeave permits a redirect to another origin, once, over https, and without the login.
func (x *Exchange) MayLeave() { x.away.permitted = true }

// Send sends the request once and returns the answer, whose body the caller reads and closes. Redirects of a GET are followed within
// the origin.
func (x *Exchange) Send(request *http.Request) (*http.Response, *Fault) {
	x.target = request.URL
	answer, err := x.transport.client.Do(request.WithContext(x.ctx))
	if err != nil {
		return nil, x.Fault(err)
	}
	x.answered, x.target = true, answer.Request.URL
	if x.progress.wasForged() {
		_ = answer.Body.Close()
		return nil, &Fault{Layer: LayerAnswer, Message: x.target.Host + " answered before it was asked", Transient: true}
	}
	return answer, nil
}

// End ends the exchange, with whatever of it is still under way, and stores how far it got for WithReach.
func (x *Exchange) End() {
	x.cancel(nil)
	if reach, ok := x.ctx.Value(reachKey{}).(*Reach); ok {
		*reach = x.progress.reached()
	}
}

// EndedBare reports whether the connection ended without the close alert of TLS, as anybody on the route can bring about.
func (x *Exchange) EndedBare() bool { return x.progress.endedBare() }
