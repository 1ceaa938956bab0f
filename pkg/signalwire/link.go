package signalwire

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"confcall/pkg/origin"
	"confcall/pkg/rawjson"
)

// A link is what a page says of the one behind it.
type link struct {
	from string // the page's own address
	text string // the other's, as it is given; empty on the last
	more bool   // there is another
	err  error  // it cannot be told which
}

// next reads a page's link to the one behind it. The lists of a space have it in links, and leave it out
// on the last page; those of an account say null there.
func (l list) next(body Resource) link {
	holder, name := body, "next_page_uri"
	links := l.root
	if l.any != "" && len(body.Field(name)) == 0 {
		if len(body.Field("links")) == 0 {
			return link{}
		}
		links = true
	}
	if links {
		holder, name = Resource(body.Field("links")), "next"
		if len(holder) == 0 || holder[0] != '{' {
			return link{err: errors.New("the page has no links, which say whether it is the last")}
		}
	}
	given := holder.Field(name)
	switch {
	case string(given) == "null", links && len(given) == 0:
		return link{}
	case len(given) == 0 || given[0] != '"':
		return link{more: len(given) > 0, err: fmt.Errorf("the page does not say in %s whether it is the last", name)}
	}
	text := rawjson.Text(given)
	return link{text: text, more: text != ""}
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

// addPrefix gives an address below the space's own path, if it has one. The API behind a proxy does not know that its addresses begin
// with it.
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
