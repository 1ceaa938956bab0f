package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
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

// A list is one page, in the API's order of fields. One of the last three holds the items.
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
}

// page returns the page that a request asks for, of the items that match. known are the filters, which its URIs keep.
func page[T any](c *collection[T], r *request, known url.Values, match func(T) bool) (*list, []T, error) {
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
	// A page lies behind or before an item's number, or starts with the first item.
	var found []entry[T]
	low, high := 1, 0 // the page's first and last number, or the place between two where an empty one lies
	token, given := r.query.Get("PageToken"), r.query.Has("PageToken")
	if given {
		place, ok := parseToken(token, listKey(r.path))
		if !ok {
			return l, nil, refuse(http.StatusBadRequest, 21481, "The page token %q is not valid.", token)
		}
		l.Page = place.page
		if place.back {
			low, high = place.number, place.number-1
			found = c.before(place.number, l.PageSize, match)
		} else {
			low, high = place.number+1, place.number
			found = c.behind(place.number, 0, l.PageSize, match)
		}
	} else if l.Page <= len(c.entries)/l.PageSize {
		found = c.behind(0, l.Page*l.PageSize, l.PageSize, match)
	}
	if !given && l.Page > 0 && len(found) == 0 {
		low, high = c.last+1, c.last
	}
	items := make([]T, len(found))
	for i, e := range found {
		items[i] = e.item
	}
	if len(found) > 0 {
		low, high = found[0].number, found[len(found)-1].number
	}
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
	if len(c.behind(high, 0, 1, match)) > 0 {
		next := pagePlace{number: high, page: l.Page + 1}
		l.NextPageURI = uri(next.page, next.token(listKey(r.path)))
	}
	if len(c.before(low, 1, match)) > 0 {
		previous := pagePlace{number: low, page: max(0, l.Page-1), back: true}
		l.PreviousPageURI = uri(previous.page, previous.token(listKey(r.path)))
	}
	return l, items, nil
}

// behind returns matching entries with a number above this one, without the first few, up to a limit.
func (c *collection[T]) behind(number, skip, limit int, match func(T) bool) []entry[T] {
	var found []entry[T]
	for _, e := range c.entries[c.from(number+1):] {
		if !match(e.item) {
			continue
		}
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

// before returns the last matching entries with a number below this one, up to a limit.
func (c *collection[T]) before(number, limit int, match func(T) bool) []entry[T] {
	var found []entry[T]
	for _, e := range slices.Backward(c.entries[:c.from(number)]) {
		if !match(e.item) {
			continue
		}
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
