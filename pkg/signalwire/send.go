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
	json   []byte     // the body in its place
	once   bool       // must not happen twice by any means: an announcement is heard each time
	claims []claim    // what the answer has to say for itself
	empty  bool       // the API answers with nothing
	any    bool       // the API answers with any JSON, or with nothing

	accept string                                                    // what to ask for, unless JSON
	away   bool                                                      // it may be led away from the origin, once
	idle   bool                                                      // the timeout bounds the time without a byte, not the whole
	take   func(request, *transport.Exchange, *http.Response) *Error // takes an answer that is no JSON
	seen   func(*http.Response)                                      // is shown each answer

	waiting *transport.IdleTimeout // that of an operation with idle, once it runs
}

// changes reports whether the request changes something.
func (r request) changes() bool { return r.method != http.MethodGet }

// scrub takes the request's own secret out of a text.
func (r request) scrub(text string) string {
	return secret.New(r.form.Get(bearerToken)).Scrub("", text)
}

// do performs one operation, retries included, and returns the answer. A DELETE that finds nothing on a later try is done all
// the same, but no answer confirmed it: it returns what the API said then, and nothing otherwise.
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
		// What one try may have done, no other one undoes.
		uncertain = uncertain || problem.Uncertain
		problem.Uncertain = uncertain
		if outer.Err() != nil {
			return nil, stopped(outer, problem)
		}
		if r.method == http.MethodDelete && try > 1 && problem.IsNotFound() {
			return problem.body, nil
		}
		if problem.crowded && held < maxHeld {
			// Where many share few streams, or connections that end soon, and others were served, that was no try.
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

// stopped is the error of an operation whose context has ended: why it did, and the change that may have been made.
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

// describe is the request itself as a resource, for a dry run.
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

// presentable takes the secrets out of an error, for a server that sees them could send them back, and bounds its texts.
// A server chooses the addresses of pages too.
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
		body = onlyReader{strings.NewReader("")} // for the same reason as below
	}
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, &Error{Layer: LayerAnswer, Message: err.Error(), unsent: true}
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
		request.GetBody = nil // or the standard library sends a change again by rules of its own
	}
	if r.accept != "" {
		request.Header.Set("Accept", r.accept)
		request.Header.Set("Accept-Encoding", "identity") // or the Content-Length would not be the audio's
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

// onlyReader hides what a reader is. One without a byte is no body all the same, but the standard library does not know that.
type onlyReader struct{ io.Reader }

// cutShort is the error of an answer that broke off, or has no end.
func cutShort(x *transport.Exchange, err error) *Error {
	if errors.Is(err, errTooLarge) {
		return &Error{Layer: LayerAnswer, Message: err.Error()}
	}
	return faultError(x.Fault(err))
}
