package signalwire

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// Pages yields the pages of a list in their order, each as its items. The page behind the one that is worked on is
// fetched meanwhile. An error ends it, and what came before stands.
type Pages = iter.Seq2[[]Resource, error]

// maxPageSize is the most that the API gives on one page, and what it is asked for unless told otherwise.
const maxPageSize = 1000

// A list is what a listing operation asks for.
type list struct {
	what     string   // for errors
	key      string   // of the items in a page
	sids     []string // those among the segments
	segments []string
	query    url.Values
	pageSize int // 0 for the most
}

type page struct {
	items []Resource
	next  string // the address of the next page, empty on the last
	err   error
}

// pages follows next_page_uri from page to page, as it is given, until it is null: on the same origin, and never in a circle.
func (c *Client) pages(ctx context.Context, l list) Pages {
	return func(yield func([]Resource, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		first, err := c.firstPage(l)
		if err != nil {
			yield(nil, fmt.Errorf("%s: %w", l.what, err))
			return
		}
		seen := map[string]bool{}
		fetch := func(address string) chan page {
			fetched := make(chan page, 1)
			go func() { fetched <- c.page(ctx, l.key, address) }()
			return fetched
		}
		for pending := fetch(first); pending != nil; {
			p := <-pending
			pending = nil
			if p.err == nil && p.next != "" {
				if seen[p.next] || p.next == first {
					p.err = &Error{Method: "GET", URL: p.next, Layer: LayerAnswer, Message: "the pages go in a circle: " + p.next + " comes again"}
				}
				seen[p.next] = true
			}
			if p.err != nil {
				// The items of a page that leads astray are no less true.
				if len(p.items) > 0 && !yield(p.items, nil) {
					return
				}
				yield(nil, fmt.Errorf("%s: %w", l.what, p.err))
				return
			}
			if p.next != "" {
				pending = fetch(p.next)
			}
			if !yield(p.items, nil) {
				return
			}
		}
	}
}

func (c *Client) firstPage(l list) (string, error) {
	if err := checkSIDs(l.sids...); err != nil {
		return "", err
	}
	address, err := url.Parse(c.url(l.segments...))
	if err != nil {
		return "", err
	}
	query := url.Values{}
	for name, values := range l.query {
		query[name] = values
	}
	size := l.pageSize
	if size == 0 {
		size = maxPageSize
	}
	query.Set("PageSize", strconv.Itoa(size))
	address.RawQuery = query.Encode()
	return address.String(), nil
}

// page fetches one page.
func (c *Client) page(ctx context.Context, key, address string) page {
	body, err := c.do(ctx, request{method: "GET", url: address, take: c.takeObject})
	if err != nil {
		return page{err: err}
	}
	var fields map[string]json.RawMessage
	var p page
	problem := func(text string) page {
		p.err = &Error{Method: "GET", URL: address, Layer: LayerAnswer, Message: text}
		return p
	}
	if err := json.Unmarshal(body, &fields); err != nil {
		return problem("the page is not JSON")
	}
	var items []json.RawMessage
	if err := json.Unmarshal(fields[key], &items); err != nil || items == nil {
		return problem(fmt.Sprintf("the page has no list of %s", key))
	}
	for _, item := range items {
		if item[0] != '{' {
			return problem(fmt.Sprintf("one of the %s is not an object", key))
		}
		p.items = append(p.items, Resource(item))
	}
	var next *string
	if raw, ok := fields["next_page_uri"]; !ok || json.Unmarshal(raw, &next) != nil {
		return problem("the page does not say in next_page_uri whether it is the last") // to stop here could be to cut
	}
	if next == nil || *next == "" {
		return p
	}
	if p.next, err = c.resolve(address, *next); err != nil {
		return problem(err.Error())
	}
	return p
}

// resolve makes an address of a link to another page, which must lead to the same origin.
func (c *Client) resolve(from, link string) (string, error) {
	base, err := url.Parse(from)
	if err != nil {
		return "", err
	}
	target, err := base.Parse(link)
	if err != nil {
		return "", fmt.Errorf("next_page_uri %q is no address", link)
	}
	if !sameOrigin(target, c.base) || target.User != nil {
		return "", fmt.Errorf("refused the next page at %s://%s, which is not %s://%s", target.Scheme, target.Host, c.base.Scheme, c.base.Host)
	}
	return target.String(), nil
}
