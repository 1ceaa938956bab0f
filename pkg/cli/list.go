package cli

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// largestPage is the largest page that the API gives.
const largestPage = 1000

// ListFlags are the flags of the commands that list.
type ListFlags struct {
	Expect Expect // what the list is expected to be

	limit, pageSize int
}

// Add adds the flags to a command.
func (l *ListFlags) Add(app *App, cmd *cobra.Command, noun output.Noun) {
	flags.Number(cmd, &l.limit, "limit", 1, 1<<30, "stop after this `NUMBER` of items, and say that there are more")
	flags.Number(cmd, &l.pageSize, "page-size", 1, largestPage, "the `NUMBER` of items to ask for at once (default 1000)")
	l.Expect.AddList(app, cmd, noun)
}

// PageSize is the page size to ask for. A limit asks for one item more, which tells whether there are more.
func (l *ListFlags) PageSize() int {
	if l.pageSize == 0 && l.limit > 0 {
		return min(largestPage, l.limit+1)
	}
	return l.pageSize
}

// GivenPageSize is the page size that was asked for, 0 when none was.
func (l *ListFlags) GivenPageSize() int { return l.pageSize }

// Print prints the pages of a list up to the limit, and then says whether they are as expected.
func (l *ListFlags) Print(ctx context.Context, app *App, printer *output.Printer, pages signalwire.Pages) error {
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

// DateFlags are the flags that filter a list by a date, as the API's query: on, before and after.
type DateFlags struct {
	query url.Values
}

// Query returns what the flags say, to be filled further.
func (d *DateFlags) Query() url.Values {
	if d.query == nil {
		d.query = url.Values{}
	}
	return d.query
}

// Add adds the flags for a date of the API, such as --created-on for DateCreated.
func (d *DateFlags) Add(cmd *cobra.Command, name, parameter string) {
	for _, variant := range []struct{ suffix, mark, usage string }{
		{"on", "", "only those " + name + " on this `DATE` (YYYY-MM-DD)"},
		{"before", "<", "only those " + name + " before this `DATE`"},
		{"after", ">", "only those " + name + " after this `DATE`"},
	} {
		cmd.Flags().Var(&dateValue{query: d.Query(), parameter: parameter + variant.mark}, name+"-"+variant.suffix, variant.usage)
	}
}

type dateValue struct {
	query     url.Values
	parameter string
}

func (d *dateValue) Set(text string) error {
	if d.query.Has(d.parameter) {
		return errors.New("it is given a second time")
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return errors.New("want a date as YYYY-MM-DD, such as 2026-11-23")
	}
	d.query.Set(d.parameter, text)
	return nil
}

func (d *dateValue) String() string { return d.query.Get(d.parameter) }
func (d *dateValue) Type() string   { return "date" }
