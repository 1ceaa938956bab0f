package cli

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// mostAlike is how many names an error tells.
const mostAlike = 3

// lookAlikes returns the names of conferences that are not over and look like a name: they differ in letter case, in
// blanks, in dashes, or in how Unicode writes the same letters. One page of each status is looked at: the error that
// they explain does not wait for more, nor fail where they cannot be had.
func lookAlikes(ctx context.Context, client *signalwire.Client, name string) []string {
	var found []string
	want := looks(name)
	for names := range parallel.Map(ctx, 2, slices.Values(signalwire.LiveStatuses()), func(ctx context.Context, status string) []string {
		for page, err := range client.Conferences(ctx, url.Values{"Status": {status}}, signalwire.Paging{Limit: 1}) {
			if err == nil {
				return alike(page.Items, name, want)
			}
			break
		}
		return nil
	}) {
		found = append(found, names...)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return found[:min(len(found), mostAlike)]
}

func alike(conferences []signalwire.Resource, name, want string) []string {
	var found []string
	for _, conference := range conferences {
		if other := conference.Name(); other != name && looks(other) == want {
			found = append(found, other)
		}
	}
	return found
}

// looks is what a name looks like, in one spelling of all that look so.
func looks(name string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.Cc, unicode.Cf), 0xfe00 <= r && r <= 0xfe0f:
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, norm.NFKC.String(name))
	return strings.ToLower(strings.ToUpper(plain))
}
