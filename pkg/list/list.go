// Package list has what the commands that list have in common: how much is asked for, and what is printed of it.
package list

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// largestPage is the largest page that the API gives.
const largestPage = 1000

// Flags are the flags of the commands that list.
type Flags struct {
	Expect expect.Flags // what the list is expected to be

	PageSize int // of the pages to ask for, 0 unless it is given
	Limit    int // of items, 0 for none
}

// Add adds the flags to a command.
func (l *Flags) Add(app *cli.App, cmd *cobra.Command, noun output.Noun) {
	flags.Number(cmd, &l.Limit, "limit", 1, 1<<30, "stop after this `NUMBER` of items, and say that there are more")
	flags.Number(cmd, &l.PageSize, "page-size", 1, largestPage, "the `NUMBER` of items to ask for at once (default 1000)")
	l.Expect.AddList(app, cmd, noun)
}

// Paging is what to ask for: no page behind the one that reaches the limit, and none larger than it needs.
func (l *Flags) Paging() signalwire.Paging {
	size := l.PageSize
	if size == 0 && l.Limit > 0 {
		size = min(largestPage, l.Limit)
	}
	return signalwire.Paging{Size: size, Limit: l.Limit}
}

// Print prints the pages of a list up to the limit, and then says whether they are as expected.
func (l *Flags) Print(ctx context.Context, app *cli.App, printer *output.Printer, pages signalwire.Pages) error {
	err := printer.List(ctx, func(yield func([][]byte, error) bool) {
		count := 0
		for page, err := range pages {
			if err != nil {
				yield(nil, err)
				return
			}
			items, reached := page.Items, false
			if l.Limit > 0 && count+len(items) >= l.Limit {
				items, reached = items[:l.Limit-count], true
			}
			count += len(items)
			l.Expect.JudgePage(items)
			if !yield(raw(items), nil) {
				return
			}
			if reached {
				if page.More || len(items) < len(page.Items) {
					app.Note("stopped at --limit %d: there are more", l.Limit)
				}
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return l.Expect.Verdict()
}

func raw(resources []signalwire.Resource) [][]byte {
	items := make([][]byte, len(resources))
	for i, resource := range resources {
		items[i] = resource
	}
	return items
}
