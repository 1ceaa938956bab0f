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

	limit, pageSize int
}

// Add adds the flags to a command.
func (l *Flags) Add(app *cli.App, cmd *cobra.Command, noun output.Noun) {
	flags.Number(cmd, &l.limit, "limit", 1, 1<<30, "stop after this `NUMBER` of items, and say that there are more")
	flags.Number(cmd, &l.pageSize, "page-size", 1, largestPage, "the `NUMBER` of items to ask for at once (default 1000)")
	l.Expect.AddList(app, cmd, noun)
}

// PageSize is the page size to ask for. A limit asks for one item more, which tells whether there are more.
func (l *Flags) PageSize() int {
	if l.pageSize == 0 && l.limit > 0 {
		return min(largestPage, l.limit+1)
	}
	return l.pageSize
}

// GivenPageSize is the page size that was asked for, 0 when none was.
func (l *Flags) GivenPageSize() int { return l.pageSize }

// Print prints the pages of a list up to the limit, and then says whether they are as expected.
func (l *Flags) Print(ctx context.Context, app *cli.App, printer *output.Printer, pages signalwire.Pages) error {
	err := printer.List(ctx, func(yield func([][]byte, error) bool) {
		count := 0
		for page, err := range pages {
			if err != nil {
				yield(nil, err)
				return
			}
			if l.limit > 0 && count+len(page) > l.limit {
				page = page[:l.limit-count]
				l.Expect.JudgePage(page)
				if len(page) > 0 && !yield(raw(page), nil) {
					return
				}
				app.Note("stopped at --limit %d: there are more", l.limit)
				return
			}
			count += len(page)
			l.Expect.JudgePage(page)
			if !yield(raw(page), nil) {
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
