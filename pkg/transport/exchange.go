package transport

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// An Exchange is one request and its answer. It knows how far the request came, which decides what a fault means.
type Exchange struct {
	transport *Transport
	ctx       context.Context
	cancel    context.CancelCauseFunc
	progress  *progress
	target    *url.URL
	answered  bool // an answer has begun to come
	away      away
}

type exchangeKey struct{}

// exchangeOf is the exchange that a request belongs to, nil if it belongs to none.
func exchangeOf(ctx context.Context) *Exchange {
	x, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return x
}

// Begin begins an exchange within the time that a context gives it. End must be called once the answer was read.
func (t *Transport) Begin(ctx context.Context) *Exchange {
	x := &Exchange{transport: t}
	x.ctx, x.cancel = context.WithCancelCause(ctx)
	x.progress = newProgress(t, func() { x.cancel(errStorm) })
	x.ctx = context.WithValue(httptrace.WithClientTrace(x.ctx, x.progress.trace()), exchangeKey{}, x)
	return x
}

// MayLeave permits a redirect to another origin, once, over https, and without the login.
func (x *Exchange) MayLeave() { x.away.permitted = true }

// Send sends the request, once, and returns the answer, whose body is to be read and closed. A redirect of a GET is followed
// within the origin.
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

// End ends the exchange, and whatever of it is still under way.
func (x *Exchange) End() {
	x.cancel(nil)
	if reach, ok := x.ctx.Value(reachKey{}).(*Reach); ok {
		*reach = x.progress.reached()
	}
}

// EndedBare reports whether the connection came to its end without TLS having said so, which anybody on the way can bring about.
func (x *Exchange) EndedBare() bool { return x.progress.endedBare() }
