package signalwire

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"confcall/pkg/origin"
	"confcall/pkg/rawjson"
)

// fieldNextPage is the field of a page of an account's list that has the address of the next one.
const fieldNextPage = "next_page_uri"

// A link is what a page says about the next page.
type link struct {
	from string // the page's own address
	text string // the next page's address as the page gives it; empty on the last one
	more bool   // a next page exists
	err  error  // why its address is not known
}

// pageLinks is what a page says about the pages beside it, as it is written; nil where it says nothing.
type pageLinks struct {
	uri    []byte // next_page_uri, of lists of an account
	object []byte // links, of lists of the space
}

// next reads a page's link to the next page. Lists of the space have it in links, and omit it on the last page; lists of an account
// have next_page_uri, which is null on the last page.
func (l list) next(links pageLinks) link {
	given, name := links.uri, fieldNextPage
	ofSpace := l.root
	if l.any != "" && links.uri == nil {
		if links.object == nil {
			return link{}
		}
		ofSpace = true
	}
	if ofSpace {
		if len(links.object) == 0 || links.object[0] != '{' {
			return link{err: errors.New("the page has no links, which say whether it is the last")}
		}
		given, name = rawjson.Field(links.object, "next"), "next"
	}
	switch {
	case string(given) == "null", ofSpace && len(given) == 0:
		return link{}
	case len(given) == 0 || given[0] != '"':
		return link{more: len(given) > 0, err: fmt.Errorf("the page does not say in %s whether it is the last", name)}
	}
	text := rawjson.Text(given)
	return link{text: text, more: text != ""}
}

// resolve makes an absolute address of a link to the next page, and checks that it leads to the same origin.
func (c *Client) resolve(from, link string) (string, error) {
	base, err := url.Parse(from)
	if err != nil {
		return "", err
	}
	target, err := base.Parse(link)
	if err != nil {
		return "", fmt.Errorf("next_page_uri %q is no address", link)
	}
	target.Fragment, target.RawFragment = "", "" // fragments are not sent
	c.addPrefix(target)
	if !origin.Same(target, c.base) {
		return "", fmt.Errorf("refused the next page at %s://%s, which is not %s://%s", target.Scheme, target.Host, c.base.Scheme,
			c.base.Host)
	}
	if target.User != nil {
		return "", errors.New("refused the next page, whose address has credentials of its own")
	}
	return target.String(), nil
}

// addPrefix adds the path of the space's URL, if there is one, to an address that lacks it. An API behind a reverse proxy does not know
// that prefix.
func (c *Client) addPrefix(target *url.URL) {
	prefix := strings.TrimSuffix(c.options.Space.Path, "/")
	if prefix == "" || !origin.Same(target, c.base) {
		return
	}
	if strings.HasPrefix(target.Path, prefix+"/") && !strings.HasPrefix(target.Path, basePath+"/") {
		return
	}
	escaped := strings.TrimSuffix(c.options.Space.EscapedPath(), "/") + target.EscapedPath()
	target.Path, target.RawPath = prefix+target.Path, escaped
}
