package lookup

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// mostAlike is how many look-alikes an error names.
const mostAlike = 3

// mostPages is how many pages of conferences are read for them, of each status, where something depends on it.
const mostPages = 10

// lookAlikes returns the names of conferences that are not over and look like a name: they differ only in letter case,
// blanks, dashes, or how Unicode writes the same letters. The error that they explain is reported even if not all names can be
// had. Then err says why there may be more of them. It reads so many pages of each status at most.
func lookAlikes(ctx context.Context, client *signalwire.Client, name string, most int) (found []string, err error) {
	type answer struct {
		names []string
		err   error
	}
	want := skeleton(name)
	of := func(ctx context.Context, status string) answer {
		var a answer
		pages := 0
		for page, err := range client.Conferences(ctx, url.Values{"Status": {status}}, signalwire.Paging{Limit: 1}) {
			if pages++; err == nil && pages == most && page.More {
				err = fmt.Errorf("no more was read than %s of conferences", output.Plural(most, "page"))
			}
			a.names, a.err = append(a.names, alike(page.Items, name, want)...), err
			if err != nil {
				break
			}
		}
		return a
	}
	for a, cut := range parallel.Map(ctx, 2, slices.Values(signalwire.LiveStatuses()), of) {
		found, err = append(found, a.names...), cmp.Or(err, cut, a.err)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return found[:min(len(found), mostAlike)], err
}

func alike(conferences []signalwire.Resource, name, want string) []string {
	var found []string
	for _, conference := range conferences {
		if other := conference.Name(); other != name && skeleton(other) == want {
			found = append(found, other)
		}
	}
	return found
}

// skeleton returns the one spelling that stands for all names which look the same.
func skeleton(name string) string {
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
