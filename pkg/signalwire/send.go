package signalwire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"confcall/pkg/secret"
	"confcall/pkg/transport"
)

// A request is one operation of the API.
type request struct {
	method string
	url    string
	form   url.Values // the body of a change
	json   []byte     // the body of a change that is not a form
	once   bool       // it must not happen twice, as an announcement, which is heard each time
	claims []claim    // what the answer must say about itself
	empty  bool       // the answer has no body
	any    bool       // the answer may be any JSON, or have no body

	accept string                                                    // the Accept header, if it is not for JSON
	away   bool                                                      // one redirect to another origin may be followed
	idle   bool                                                      // the timeout bounds the time without a byte, not the whole
	take   func(request, *transport.Exchange, *http.Response) *Error // handles an answer that is not JSON
	seen   func(*http.Response)                                      // called with each answer

	waiting *transport.IdleTimeout // of an operation with idle, once it has begun
}

// changes reports whether the request changes something.
func (r request) changes() bool { return r.method != http.MethodGet }

// scrub removes the secret that the request's form may hold from a text.
func (r request) scrub(text string) string {
	return secret.New(r.form.Get(bearerToken)).Scrub("", text)
}

// do performs one operation with its retries, and returns the answer. A DELETE returns nil if it succeeds, and the body of the 404 if
// a later try finds that the resource is gone: then it counts as done, though no answer confirmed it.
func (c *Client) do(ctx context.Context, r request) (Resource, error) {
	if c.options.DryRun && (r.changes() || r.any) {
		return describe(r), nil
	}
	if c.options.NoToken != nil {
		return nil, c.options.NoToken
	}
	outer := ctx
	var cancel context.CancelFunc
	if r.idle {
		ctx, r.waiting, cancel = transport.WithIdleTimeout(ctx, c.options.Timeout)
	} else {
		ctx, cancel = context.WithTimeout(ctx, c.options.Timeout)
	}
	defer cancel()
	uncertain := false
	for try, held := 1, 0; ; try++ {
		r.waiting.Begin()
		answer, problem := c.try(ctx, r)
		if problem == nil {
			return answer, nil
		}
		// What one try may have changed stays changed, whatever a later one finds.
		uncertain = uncertain || problem.Uncertain
		problem.Uncertain = uncertain
		if outer.Err() != nil {
			return nil, stopped(outer, problem)
		}
		if r.method == http.MethodDelete && try > 1 && problem.IsNotFound() {
			return problem.body, nil
		}
		if problem.crowded && held < maxHeld {
			// It was only refused for want of a stream, while others were served: that does not count as a try.
			held++
			try--
		}
		wait, again := c.nextTry(ctx, try, r, problem)
		if !again {
			return nil, problem
		}
		if c.options.OnRetry != nil {
			c.options.OnRetry(ctx, Retry{Reason: problem.Error(), Wait: wait, Number: try, Of: c.options.Retries})
		}
		r.waiting.End()
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			if outer.Err() != nil {
				return nil, stopped(outer, problem)
			}
			return nil, problem
		}
	}
}

// stopped is the error of an operation whose context has ended. It says why, and whether the change may have been made.
func stopped(ctx context.Context, last *Error) error {
	cause := context.Cause(ctx)
	if !last.Uncertain {
		return cause
	}
	return &Error{
		Method: last.Method, URL: last.URL, Layer: LayerStopped, Message: "no answer came before it was " + cause.Error(),
		Cause: cause, Uncertain: true,
	}
}

// describe returns the request as a resource, for a dry run.
func describe(r request) Resource {
	form := map[string]string{}
	for name, values := range r.form {
		form[name] = strings.Join(values, ", ")
		if name == bearerToken {
			form[name] = "[redacted]"
		}
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	// Strings always encode.
	_ = encoder.Encode(struct {
		Method string            `json:"method"`
		URL    string            `json:"url"`
		Form   map[string]string `json:"form"`
		JSON   json.RawMessage   `json:"json,omitempty"`
	}{r.method, r.url, form, r.json})
	return body.Bytes()
}

// try sends the request once.
func (c *Client) try(ctx context.Context, r request) (Resource, *Error) {
	answer, problem := c.exchange(ctx, r)
	if problem == nil {
		return answer, nil
	}
	problem.Method, problem.URL, problem.Proxy = r.method, r.url, c.transport.Proxy()
	problem.Uncertain = r.changes() && !problem.unsent && !problem.isRefusal()
	return nil, c.presentable(problem, r)
}

// presentable removes secrets from an error's texts and limits their length. That goes for the URL too: a server chooses the addresses
// of pages.
func (c *Client) presentable(problem *Error, r request) *Error {
	for _, text := range []*string{&problem.Code, &problem.Message, &problem.MoreInfo, &problem.URL} {
		*text = shortened(r.scrub(c.scrub(*text)))
	}
	return problem
}

func (c *Client) exchange(ctx context.Context, r request) (Resource, *Error) {
	var body io.Reader
	kind := ""
	switch {
	case r.json != nil:
		body, kind = bytes.NewReader(r.json), "application/json"
	case r.form != nil:
		body, kind = strings.NewReader(r.form.Encode()), "application/x-www-form-urlencoded"
	case r.changes():
		body = onlyReader{strings.NewReader("")} // not nil, so that net/http does not send it again
	}
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, &Error{Layer: LayerAnswer, Message: err.Error(), unsent: true}
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
		request.GetBody = nil // without it net/http does not send a change again by rules of its own
	}
	if r.accept != "" {
		request.Header.Set("Accept", r.accept)
		request.Header.Set("Accept-Encoding", "identity") // so that Content-Length is the length of the audio
	}
	c.traceRequestBody(r)
	if c.options.OnSend != nil {
		c.options.OnSend(ctx)
	}
	x := c.transport.Begin(ctx)
	defer x.End()
	if r.away {
		x.MayLeave()
	}
	response, fault := x.Send(request)
	if fault != nil {
		return nil, faultError(fault)
	}
	defer response.Body.Close()
	if r.seen != nil {
		r.seen(response)
	}
	return c.judge(r, x, response)
}

// onlyReader hides a reader's type from net/http, which therefore cannot tell that there is no body, and does not send the request again.
type onlyReader struct{ io.Reader }

// cutShort is the error for an answer that broke off or is too large.
func cutShort(x *transport.Exchange, err error) *Error {
	if errors.Is(err, errTooLarge) {
		return &Error{Layer: LayerAnswer, Message: err.Error()}
	}
	return faultError(x.Fault(err))
}
