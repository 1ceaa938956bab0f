package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	pageSize    = 50 // unless the request says otherwise
	maxPageSize = 1000
)

// A list is one page, in the API's order of fields. One of the last five holds the items.
type list struct {
	URI             string  `json:"uri"`
	FirstPageURI    string  `json:"first_page_uri"`
	NextPageURI     *string `json:"next_page_uri"`
	PreviousPageURI *string `json:"previous_page_uri"`
	Page            int     `json:"page"`
	PageSize        int     `json:"page_size"`
	Conferences     any     `json:"conferences,omitempty"`
	Participants    any     `json:"participants,omitempty"`
	Recordings      any     `json:"recordings,omitempty"`
	Calls           any     `json:"calls,omitempty"`
	Transcriptions  any     `json:"transcriptions,omitempty"`
}

// page returns the page that a request asks for, of the items that match, the oldest first. known are the filters, which its
// URIs keep.
func page[T any](c *collection[T], r *request, known url.Values, match func(T) bool) (*list, []T, error) {
	return pageOf(c, r, known, false, match)
}

// newestPage is page, but with the newest item first.
func newestPage[T any](c *collection[T], r *request, known url.Values, match func(T) bool) (*list, []T, error) {
	return pageOf(c, r, known, true, match)
}

func pageOf[T any](c *collection[T], r *request, known url.Values, newest bool, match func(T) bool) (*list, []T, error) {
	l := &list{PageSize: pageSize}
	f := filters{values: r.query}
	if text, ok := f.text("PageSize"); ok {
		l.PageSize = f.number("PageSize", text, 1, maxPageSize)
	}
	if text, ok := f.text("Page"); ok {
		l.Page = f.number("Page", text, 0, 1<<31-1)
	}
	if f.err != nil {
		return l, nil, f.err
	}
	token, given := r.query.Get("PageToken"), r.query.Has("PageToken")
	place := pagePlace{page: l.Page}
	if given {
		var ok bool
		if place, ok = parseToken(token, listKey(r.path)); !ok {
			return l, nil, refuse(http.StatusBadRequest, 21481, "The page token %q is not valid.", token)
		}
		l.Page = place.page
	}
	cut := c.cut(place, given, l.PageSize, newest, match)
	uri := func(page int, token string) *string {
		query := url.Values{"Page": {strconv.Itoa(page)}, "PageSize": {strconv.Itoa(l.PageSize)}}
		for name, values := range known {
			query[name] = values
		}
		if token != "" {
			query.Set("PageToken", token)
		}
		text := r.path + "?" + query.Encode()
		return &text
	}
	l.URI, l.FirstPageURI = *uri(l.Page, token), *uri(0, "")
	if cut.next != nil {
		l.NextPageURI = uri(cut.next.page, cut.next.token(listKey(r.path)))
	}
	if cut.previous != nil {
		l.PreviousPageURI = uri(cut.previous.page, cut.previous.token(listKey(r.path)))
	}
	return l, cut.items, nil
}

// A cut is a page's items, and where those beside it lie, if there are any.
type cut[T any] struct {
	items          []T
	next, previous *pagePlace
}

// cut takes a page out of a collection, by its place or, if that was not given, by its number.
func (c *collection[T]) cut(place pagePlace, given bool, size int, newest bool, match func(T) bool) cut[T] {
	// A page lies behind or before an item's number, or starts with the first item.
	start, end, step := 0, c.last, 1
	if newest {
		start, end, step = c.last+1, 1, -1
	}
	var found []entry[T]
	first, last := start+step, start // the page's numbers, or the place between two where an empty one lies
	switch {
	case given && place.back:
		first, last = place.number, place.number-step
		found = c.before(place.number, size, newest, match)
	case given:
		first, last = place.number+step, place.number
		found = c.behind(place.number, 0, size, newest, match)
	case place.page <= len(c.entries)/size:
		found = c.behind(start, place.page*size, size, newest, match)
	}
	if !given && place.page > 0 && len(found) == 0 {
		first, last = end+step, end
	}
	result := cut[T]{items: make([]T, len(found))}
	for i, e := range found {
		result.items[i] = e.item
	}
	if len(found) > 0 {
		first, last = found[0].number, found[len(found)-1].number
	}
	if len(c.behind(last, 0, 1, newest, match)) > 0 {
		result.next = &pagePlace{number: last, page: place.page + 1}
	}
	if len(c.before(first, 1, newest, match)) > 0 {
		result.previous = &pagePlace{number: first, page: max(0, place.page-1), back: true}
	}
	return result
}

// walk yields the matching entries with a number above this one, rising, or with one below it, falling.
func (c *collection[T]) walk(number int, up bool, match func(T) bool) iter.Seq[entry[T]] {
	return func(yield func(entry[T]) bool) {
		entries, walk := c.entries[:c.from(number)], slices.Backward[[]entry[T]]
		if up {
			entries, walk = c.entries[c.from(number+1):], slices.All[[]entry[T]]
		}
		for _, e := range walk(entries) {
			if match(e.item) && !yield(e) {
				return
			}
		}
	}
}

// behind returns matching entries that a list shows behind this number, without the first few, up to a limit.
func (c *collection[T]) behind(number, skip, limit int, newest bool, match func(T) bool) []entry[T] {
	var found []entry[T]
	for e := range c.walk(number, !newest, match) {
		if skip > 0 {
			skip--
			continue
		}
		if found = append(found, e); len(found) == limit {
			break
		}
	}
	return found
}

// before returns the last matching entries that a list shows before this number, up to a limit.
func (c *collection[T]) before(number, limit int, newest bool, match func(T) bool) []entry[T] {
	var found []entry[T]
	for e := range c.walk(number, newest, match) {
		if found = append(found, e); len(found) == limit {
			break
		}
	}
	slices.Reverse(found)
	return found
}

// listKey names a list whatever the path's prefix, ending and letter case, so that a token is good for its own list only.
func listKey(path string) string {
	return strings.ToLower(strings.TrimSuffix(path[len(prefix().FindString(path)):], ".json"))
}

// A pagePlace is where a page lies: it ends before an item's number, or begins behind it.
type pagePlace struct {
	number, page int
	back         bool
}

// token writes a place in a form that tells its reader nothing, and that is not guessed by accident.
func (p pagePlace) token(key string) string {
	data := binary.BigEndian.AppendUint64(nil, uint64(p.number))
	data = binary.BigEndian.AppendUint32(data, uint32(p.page))
	kind := "PA"
	if p.back {
		kind = "PB"
	}
	data = binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE([]byte(kind+key+string(data))))
	return kind + hex.EncodeToString(data)
}

func parseToken(text, key string) (pagePlace, bool) {
	if len(text) < 2 {
		return pagePlace{}, false
	}
	data, err := hex.DecodeString(text[2:])
	if err != nil || len(data) != 16 {
		return pagePlace{}, false
	}
	p := pagePlace{
		number: int(binary.BigEndian.Uint64(data)), page: int(binary.BigEndian.Uint32(data[8:])),
		back: text[:2] == "PB",
	}
	return p, text == p.token(key)
}
