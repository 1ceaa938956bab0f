package signalwire

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"confcall/pkg/secret"
)

// A request is one operation of the API.
type request struct {
	method string
	url    string
	form   url.Values // of a POST
	json   []byte     // the body of a POST in its place
	once   bool       // must not happen twice by any means: an announcement is heard each time
	accept string     // what to ask for, unless JSON
	idle   bool       // the timeout bounds the time without a byte, not the whole
	take   func(*http.Response) (Resource, *Error)
}

// do performs one operation, retries included, and returns what the request's take makes of the answer.
func (c *Client) do(ctx context.Context, r request) (Resource, error) {
	if c.options.DryRun && r.method != http.MethodGet {
		return describe(r), nil
	}
	if c.options.NoToken != nil {
		return nil, c.options.NoToken
	}
	outer := ctx
	var cancel context.CancelFunc
	if r.idle {
		ctx, cancel = withIdleTimeout(ctx, c.options.Timeout)
	} else {
		ctx, cancel = context.WithTimeout(ctx, c.options.Timeout)
	}
	defer cancel()
	uncertain := false
	for try := 1; ; try++ {
		idleOf(ctx).begin()
		answer, problem := c.try(ctx, r)
		if problem == nil {
			return answer, nil
		}
		// What one try may have done, no other one undoes.
		uncertain = uncertain || problem.Uncertain
		problem.Uncertain = uncertain
		if outer.Err() != nil {
			return nil, context.Cause(outer)
		}
		if r.method == http.MethodDelete && try > 1 && problem.IsNotFound() {
			return nil, nil // an earlier try has done it, but its answer was lost
		}
		wait, again := c.nextTry(ctx, try, r, problem)
		if !again {
			return nil, problem
		}
		if c.options.OnRetry != nil {
			c.options.OnRetry(Retry{Reason: problem.Error(), Wait: wait, Number: try, Of: c.options.Retries})
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			if outer.Err() != nil {
				return nil, context.Cause(outer)
			}
			return nil, problem
		}
	}
}

// describe is the request itself as a resource, for a dry run.
func describe(r request) Resource {
	form := map[string]string{}
	for name, values := range r.form {
		form[name] = values[0]
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
	f, ctx := c.follow(ctx)
	answer, problem := c.exchange(ctx, r)
	if problem == nil {
		return answer, nil
	}
	problem.Method, problem.URL = r.method, r.url
	_, sent := f.state()
	problem.unsent = problem.unsent || !sent
	// Without the API's own word, nobody knows whether a change that was sent has been made.
	problem.Uncertain = r.method != http.MethodGet && !problem.unsent &&
		(problem.Layer != LayerAPI || problem.Status >= 500 && problem.Status != http.StatusServiceUnavailable)
	return nil, c.presentable(problem, r.form.Get(bearerToken))
}

// presentable takes the secrets out of an error, for a server that sees them could send them back, and bounds its texts.
// A server chooses the addresses of pages too.
func (c *Client) presentable(problem *Error, bearer string) *Error {
	for _, text := range []*string{&problem.Code, &problem.Message, &problem.MoreInfo, &problem.URL} {
		*text = shortened(secret.New(bearer).Scrub("", c.scrub(*text)))
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
	}
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, &Error{Layer: LayerAnswer, Message: err.Error()}
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
		request.GetBody = nil // or the standard library sends a change again by rules of its own
	}
	if r.accept != "" {
		request.Header.Set("Accept", r.accept)
		request.Header.Set("Accept-Encoding", "identity") // or the Content-Length would not be the audio's
	}

	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.fault(ctx, request.URL, err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 200 && response.StatusCode <= 299 {
		return r.take(response)
	}
	content, err := readBody(response)
	if err != nil {
		problem := c.fault(ctx, request.URL, err)
		problem.Status = response.StatusCode
		return nil, problem
	}
	problem := refusal(response.StatusCode, content)
	if to, err := response.Location(); err == nil && response.StatusCode < 400 {
		problem.Message += ", to " + to.Redacted()
	}
	problem.transient = worthRepeating(response.StatusCode)
	problem.RetryAfter, problem.saysWhen = retryAfter(response.Header.Get("Retry-After"), c.options.Now())
	return nil, problem
}

// takeObject takes an answer that is one JSON object.
func (c *Client) takeObject(response *http.Response) (Resource, *Error) {
	body, err := readBody(response)
	if err != nil {
		problem := c.fault(response.Request.Context(), response.Request.URL, err)
		problem.Status = response.StatusCode
		return nil, problem
	}
	if err := checkObject(body); err != nil {
		return nil, &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: err.Error()}
	}
	return body, nil
}

// takeNothing takes an answer without a body. A JSON object instead may be, but HTML is somebody else's.
func (c *Client) takeNothing(response *http.Response) (Resource, *Error) {
	body, err := readBody(response)
	if err != nil {
		problem := c.fault(response.Request.Context(), response.Request.URL, err)
		problem.Status = response.StatusCode
		return nil, problem
	}
	if len(bytes.TrimSpace(body)) > 0 {
		if err := checkObject(body); err != nil {
			return nil, &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: err.Error()}
		}
	}
	return nil, nil
}
