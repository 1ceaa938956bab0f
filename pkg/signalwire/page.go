package signalwire

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"net/url"
	"strconv"

	"confcall/pkg/rawjson"
)

// Pages yields the pages of a list in their order, each as its items. The page behind the one that is worked on is
// fetched meanwhile. An error ends it, and what came before stands.
type Pages = iter.Seq2[[]Resource, error]

// maxPageSize is the most that the API gives on one page, and what it is asked for unless told otherwise.
const maxPageSize = 1000

// maxEmptyPages is how many pages without an item may follow each other. A list may be as long as it likes, but not about nothing.
const maxEmptyPages = 100

// A list is what a listing operation asks for.
type list struct {
	what     string   // for errors
	key      string   // of the items in a page
	root     bool     // it is a list of the whole space, whose links and parameters have other names
	sids     []string // those among the segments
	segments []string
	query    url.Values
	pageSize int // 0 for the most
}

type page struct {
	items []Resource
	next  string // the address of the next page, empty on the last
	err   error
	bug   any // what the fetching panicked with
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
		// Hashes, since an address may be as long as an answer, and there may be as many as a list has pages.
		seed := maphash.MakeSeed()
		seen := map[uint64]bool{maphash.String(seed, first): true}
		empty := 0
		fetch := func(address string) chan page {
			fetched := make(chan page, 1)
			go func() {
				var p page
				// A panic belongs to the reader: it has a terminal to give back, and an exit code to keep.
				defer func() { p.bug = recover(); fetched <- p }()
				p = c.page(ctx, l, address)
			}()
			return fetched
		}
		for pending := fetch(first); pending != nil; {
			p := <-pending
			pending = nil
			if p.bug != nil {
				panic(p.bug)
			}
			if p.err == nil && p.next != "" {
				address := maphash.String(seed, p.next)
				if empty++; len(p.items) > 0 {
					empty = 0
				}
				switch {
				case seen[address]:
					p.err = c.astray(p.next, "the pages go in a circle: "+p.next+" comes again")
				case empty > maxEmptyPages:
					p.err = c.astray(p.next, fmt.Sprintf("more than %d pages in a row are empty", maxEmptyPages))
				}
				seen[address] = true
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
	where, sizeName := c.url(l.segments...), "PageSize"
	if l.root {
		where, sizeName = c.rootURL(l.segments...), "page_size"
	}
	address, err := url.Parse(where)
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
	query.Set(sizeName, strconv.Itoa(size))
	address.RawQuery = query.Encode()
	return address.String(), nil
}

// page fetches one page.
func (c *Client) page(ctx context.Context, l list, address string) page {
	body, err := c.do(ctx, request{method: "GET", url: address, take: c.takeObject})
	if err != nil {
		return page{err: err}
	}
	var p page
	problem := func(text string) page {
		p.err = c.astray(address, text)
		return p
	}
	key := l.key
	items := body.Field(key)
	if len(items) == 0 || items[0] != '[' {
		return problem(fmt.Sprintf("the page has no list of %s", key))
	}
	for item := range rawjson.Items(items) {
		if item[0] != '{' {
			return problem(fmt.Sprintf("one of the %s is not an object", key))
		}
		p.items = append(p.items, item)
	}
	link, err := l.next(body)
	switch {
	case err != nil:
		return problem(err.Error()) // to stop here could be to cut
	case link == "":
		return p
	}
	if p.next, err = c.resolve(address, link); err != nil {
		return problem(err.Error())
	}
	return p
}

// next is a page's link to the one behind it, empty on the last. The lists of a space have it in links, and leave it out
// on the last page; those of an account say null there.
func (l list) next(body Resource) (string, error) {
	holder, name := body, "next_page_uri"
	if l.root {
		holder, name = Resource(body.Field("links")), "next"
		if len(holder) == 0 || holder[0] != '{' {
			return "", errors.New("the page has no links, which say whether it is the last")
		}
	}
	switch link := holder.Field(name); {
	case string(link) == "null", l.root && len(link) == 0:
		return "", nil
	case len(link) == 0 || link[0] != '"':
		return "", fmt.Errorf("the page does not say in %s whether it is the last", name)
	}
	return holder.Text(name), nil
}

// astray is the error of a page that is none, or leads to none.
func (c *Client) astray(address, message string) *Error {
	return c.presentable(&Error{Method: "GET", URL: address, Layer: LayerAnswer, Message: message}, "")
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
	target.Fragment, target.RawFragment = "", "" // no server sees it
	if !sameOrigin(target, c.base) {
		return "", fmt.Errorf("refused the next page at %s://%s, which is not %s://%s", target.Scheme, target.Host, c.base.Scheme, c.base.Host)
	}
	if target.User != nil {
		return "", errors.New("refused the next page, whose address has credentials of its own")
	}
	return target.String(), nil
}
