package signalwire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"confcall/pkg/transport"
)

// A Request is any request to the space, for operations that have no method here.
type Request struct {
	Method string     // GET, POST, PUT, PATCH or DELETE
	Path   string     // /Conferences is relative to the account, //api/logs/conferences to the space; it may have a query
	Query  url.Values // added to the query of Path
	Form   url.Values // the body of a change
	JSON   []byte     // the body of a change that is not a form

	Seen func(status string, header []string) // called with each answer, also of tries that fail; may be nil
}

// seen returns the function that passes answers on to r.Seen, without secrets and with the header as sorted lines; nil if there is none.
func (c *Client) seen(r Request) func(*http.Response) {
	if r.Seen == nil {
		return nil
	}
	return func(response *http.Response) {
		var lines []string
		for _, line := range transport.HeaderLines(response.Header) {
			lines = append(lines, c.scrub(line))
		}
		r.Seen(c.scrub(response.Proto+" "+response.Status), lines)
	}
}

// Do sends any request and returns any JSON, or nil if the answer has no body. Credentials, timeout, retries and errors are as in every
// other operation: PUT and PATCH are repeated as a POST is, and requests to the calling API as in Dial.
func (c *Client) Do(ctx context.Context, r Request) (Resource, error) {
	path, _, _ := strings.Cut(r.Path, "?")
	address, err := c.addressOf(r.Path, r.Query)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, path, err)
	}
	calls := strings.HasPrefix(r.Path, "//api/calling/")
	body, err := c.do(ctx, request{
		method: r.Method, url: address, form: r.Form, json: r.JSON, any: true, once: calls || r.Form.Has("AnnounceUrl"), seen: c.seen(r),
	})
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, path, err)
	}
	return body, nil
}

// List reads the pages of any list, by next_page_uri or links.next. The items are those of a page's only member that is an array. Only
// the request's path and query are used.
func (c *Client) List(ctx context.Context, r Request) Pages {
	what, _, _ := strings.Cut("list "+r.Path, "?")
	first, err := c.addressOf(r.Path, r.Query)
	if err != nil {
		return func(yield func(Page, error) bool) { yield(Page{}, fmt.Errorf("%s: %w", what, err)) }
	}
	return c.pages(ctx, list{what: what, any: first, seen: c.seen(r)})
}

// CheckPath returns an error if a path cannot be requested, for instance since it would leave the account or the space.
func CheckPath(path string) error {
	_, err := parsePath(path)
	return err
}

func parsePath(path string) (*url.URL, error) {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "///") {
		return nil, fmt.Errorf("%q is no path; want one below the account, such as /Conferences, "+
			"or with two slashes below the space, such as //api/logs/conferences", path)
	}
	if strings.HasPrefix(path, "//") {
		path = path[1:]
	}
	parsed, err := url.Parse(path)
	if err != nil {
		return nil, fmt.Errorf("%q is no path", path)
	}
	if strings.Contains(path, "#") {
		return nil, fmt.Errorf("%q has a fragment, which no server sees", path)
	}
	// Some gateways take a backslash for a slash.
	for segment := range strings.SplitSeq(strings.ReplaceAll(parsed.Path, `\`, "/"), "/") {
		if segment == ".." || segment == "." {
			return nil, errors.New("a path holds no . or .. of its own")
		}
	}
	return parsed, nil
}

// addressOf returns the URL of a path, with a query added to its own.
func (c *Client) addressOf(path string, query url.Values) (string, error) {
	parsed, err := parsePath(path)
	if err != nil {
		return "", err
	}
	below := c.base
	if strings.HasPrefix(path, "//") {
		below = c.options.Space
	}
	address := *below
	address.Path = strings.TrimSuffix(below.Path, "/") + parsed.Path
	address.RawPath = strings.TrimSuffix(below.EscapedPath(), "/") + parsed.EscapedPath()
	values := parsed.Query()
	for name, more := range query {
		values[name] = append(values[name], more...)
	}
	address.RawQuery = values.Encode()
	return address.String(), nil
}
