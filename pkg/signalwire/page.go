package signalwire

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"confcall/pkg/rawjson"
)

// Pages yields the pages of a list in their order. An error ends it, and what came before stands.
type Pages = iter.Seq2[Page, error]

// Page is one page of a list.
type Page struct {
	Items []Resource
	More  bool // there is a page behind it, which may have no items
}

// Paging says how much of a list is asked for.
type Paging struct {
	Size  int // the items of a page, 0 for as many as the API gives
	Limit int // the reader may stop once there are so many items; 0 if it reads to the end
}

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
	claims   []claim  // of each item
	segments []string
	query    url.Values
	paging   Paging
	any      string // the whole address, of a list of whatever its pages hold

	seen func(*http.Response) // is shown each answer
}

// fetched is what came of asking for a page.
type fetched struct {
	page Page
	link link
	err  error
	bug  any // what the fetching panicked with
}

// pages follows next_page_uri from page to page, as it is given, until it is null: on the same origin, and never in a circle.
// While a page is worked on the next one is fetched, unless the reader may stop there: then it is asked for, and its address
// judged, when the reader wants it.
func (c *Client) pages(ctx context.Context, l list) Pages {
	return func(yield func(Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		first, err := c.firstPage(l)
		if err != nil {
			yield(Page{}, fmt.Errorf("%s: %w", l.what, err))
			return
		}
		trail := newTrail(first)
		items := 0
		for pending := c.fetch(ctx, l, first); pending != nil; {
			p := <-pending
			pending = nil
			if p.bug != nil {
				panic(p.bug)
			}
			items += len(p.page.Items)
			proceed := func() error {
				address, err := c.behind(trail, p)
				if err == nil && address != "" {
					pending = c.fetch(ctx, l, address)
				}
				return err
			}
			ahead := l.paging.Limit == 0 || items < l.paging.Limit
			if p.err == nil && ahead {
				p.err = proceed()
			}
			// The items of a page that leads astray are no less true.
			if (p.err == nil || len(p.page.Items) > 0) && !yield(p.page, nil) {
				return
			}
			if p.err == nil && !ahead {
				p.err = proceed()
			}
			if p.err != nil {
				yield(Page{}, fmt.Errorf("%s: %w", l.what, p.err))
				return
			}
		}
	}
}

// fetch begins to fetch a page.
func (c *Client) fetch(ctx context.Context, l list, address string) chan fetched {
	result := make(chan fetched, 1)
	go func() {
		var f fetched
		// A panic belongs to the reader: it has a terminal to give back, and an exit code to keep.
		defer func() { f.bug = recover(); result <- f }()
		f = c.page(ctx, l, address)
	}()
	return result
}

// A trail is the way from page to page.
type trail struct {
	// Hashes, since an address may be as long as an answer, and there may be as many as a list has pages.
	seed maphash.Seed
	seen map[uint64]bool

	empty int // so many pages without an item came last
}

func newTrail(first string) *trail {
	seed := maphash.MakeSeed()
	return &trail{seed: seed, seen: map[uint64]bool{maphash.String(seed, first): true}}
}

// behind returns the address of the page behind another one, empty when that was the last.
func (c *Client) behind(t *trail, f fetched) (string, error) {
	if f.link.err != nil {
		return "", c.astray(f.link.from, f.link.err.Error()) // to stop here could be to cut
	}
	if f.link.text == "" {
		return "", nil
	}
	next, err := c.resolve(f.link.from, f.link.text)
	if err != nil {
		return "", c.astray(f.link.from, err.Error())
	}
	if t.empty++; len(f.page.Items) > 0 {
		t.empty = 0
	}
	address := maphash.String(t.seed, next)
	switch {
	case t.seen[address]:
		return "", c.astray(next, "the pages go in a circle: "+next+" comes again")
	case t.empty > maxEmptyPages:
		return "", c.astray(next, fmt.Sprintf("more than %d pages in a row are empty", maxEmptyPages))
	}
	t.seen[address] = true
	return next, nil
}

func (c *Client) firstPage(l list) (string, error) {
	if l.any != "" {
		return l.any, nil
	}
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
	size := l.paging.Size
	if size == 0 {
		size = maxPageSize
	}
	query.Set(sizeName, strconv.Itoa(size))
	address.RawQuery = query.Encode()
	return address.String(), nil
}

// page fetches one page.
func (c *Client) page(ctx context.Context, l list, address string) fetched {
	body, err := c.do(ctx, request{method: http.MethodGet, url: address, seen: l.seen})
	if problem := (*Error)(nil); errors.As(err, &problem) {
		problem.OfList = len(l.sids) == 0
	}
	if err != nil {
		return fetched{err: err}
	}
	key := l.key
	if l.any != "" {
		var err error
		if key, err = onlyArray(body); err != nil {
			return fetched{err: c.astray(address, err.Error())}
		}
	}
	items := body.Field(key)
	if len(items) == 0 || items[0] != '[' {
		return fetched{err: c.astray(address, fmt.Sprintf("the page has no list of %s", key))}
	}
	f := fetched{link: l.next(body)}
	f.link.from = address
	f.page.More = f.link.more
	for item := range rawjson.Items(items) {
		if item[0] != '{' && l.any == "" {
			f.err = c.astray(address, fmt.Sprintf("one of the %s is not an object", key))
			break
		}
		if err := checkClaims(l.claims, item); err != nil {
			f.err = c.astray(address, fmt.Sprintf("one of the %s is not of the list: %s", key, err))
			break
		}
		f.page.Items = append(f.page.Items, item)
	}
	return f
}

// onlyArray is the one member of a page that is an array.
func onlyArray(body Resource) (string, error) {
	key := ""
	for name, member := range rawjson.Members(body) {
		switch {
		case member[0] != '[':
		case key != "":
			return "", fmt.Errorf("the page has more than one list: %s and %s", key, name)
		default:
			key = string(name)
		}
	}
	if key == "" {
		return "", errors.New("the page has no list")
	}
	return key, nil
}

// astray is the error of a page that is none, or leads to none.
func (c *Client) astray(address, message string) *Error {
	return c.presentable(&Error{Method: http.MethodGet, URL: address, Layer: LayerAnswer, Message: message,
		Proxy: c.transport.Proxy()}, request{})
}
