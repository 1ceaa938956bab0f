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
	More  bool // another page follows, which may have no items
}

// Paging says how much of a list to read.
type Paging struct {
	Size  int // items on a page; 0 asks for the most that the API gives
	Limit int // the reader may stop after this many items; 0 if it reads to the end
}

// maxPageSize is the most items that the API gives on one page, and the default.
const maxPageSize = 1000

// maxEmptyPages is how many empty pages in a row are accepted, so that a list without items cannot go on for ever.
const maxEmptyPages = 100

// A list describes a listing operation.
type list struct {
	what     string   // the operation's name in errors
	key      string   // the member of a page that holds the items
	root     bool     // the list belongs to the space, not the account; links and parameters have other names there
	sids     []string // the segments that must be SIDs
	claims   []claim  // of each item
	segments []string
	query    url.Values
	paging   Paging
	any      string // the address of a list of unknown kind, whose pages hold one array

	seen func(*http.Response) // called with each answer
}

// fetched is the result of fetching a page.
type fetched struct {
	page Page
	link link
	err  error
	bug  any // the value of a panic
}

// pages follows next_page_uri from page to page until it is null. All pages must be on the same origin, and none may come twice. The
// next page is fetched while the reader works on one, unless the reader may stop there: then its address is checked, and the page
// fetched, only when the reader goes on.
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
			// A bad link to the next page does not make this page's items wrong.
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

// fetch fetches a page in the background.
func (c *Client) fetch(ctx context.Context, l list, address string) chan fetched {
	result := make(chan fetched, 1)
	go func() {
		var f fetched
		// The reader must panic in its place, since only there is the terminal restored and the exit code set.
		defer func() { f.bug = recover(); result <- f }()
		f = c.page(ctx, l, address)
	}()
	return result
}

// A trail remembers the pages that were read.
type trail struct {
	// Hashes of addresses, since an address may be as long as an answer, and there is one for each page.
	seed maphash.Seed
	seen map[uint64]bool

	empty int // how many of the last pages in a row had no items
}

func newTrail(first string) *trail {
	seed := maphash.MakeSeed()
	return &trail{seed: seed, seen: map[uint64]bool{maphash.String(seed, first): true}}
}

// behind returns the address of the page that follows, or an empty text after the last one.
func (c *Client) behind(t *trail, f fetched) (string, error) {
	if f.link.err != nil {
		return "", c.astray(f.link.from, f.link.err.Error()) // stopping here as if it were the end could cut the list
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
	items, links := openPage(body, key)
	if len(items) == 0 || items[0] != '[' {
		return fetched{err: c.astray(address, fmt.Sprintf("the page has no list of %s", key))}
	}
	f := fetched{link: l.next(links)}
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

// openPage finds in one pass what a page is made of, as pages are long.
func openPage(page Resource, key string) (items []byte, links pageLinks) {
	for name, value := range rawjson.Members(page) {
		switch string(name) {
		case key:
			items = value
		case fieldNextPage:
			links.uri = value
		case "links":
			links.object = value
		}
	}
	return items, links
}

// onlyArray returns the name of the one member of a page that is an array.
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

// astray is the error for a page that is not one of a list, or whose link cannot be followed.
func (c *Client) astray(address, message string) *Error {
	return c.presentable(&Error{Method: http.MethodGet, URL: address, Layer: LayerAnswer, Message: message,
		Proxy: c.transport.Proxy()}, request{})
}
