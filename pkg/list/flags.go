package list

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// largestPage is the largest page that the API gives.
const largestPage = 1000

// listFlags are the flags that every list has.
type listFlags struct {
	expect   expect.Flags // what the list is expected to be
	dates    dates
	pageSize int // of the pages to ask for, 0 unless it is given
	limit    int // of items, 0 for none
	where    []expect.Clause
	sort     sortValue
	some     bool // an empty list is an error

	noun output.Noun

	filter *expect.Filter // of --where, nil if nothing is filtered
	count  int            // of the items that were listed
	ended  bool           // all of them were listed
}

// addFilters adds the flags that say which items are meant, and in which order.
func (l *listFlags) addFilters(app *cli.App, cmd *cobra.Command, noun output.Noun) {
	flags.Number(cmd, &l.limit, "limit", 1, 1<<30, "stop after this `NUMBER` of items, and say that there are more")
	flags.Number(cmd, &l.pageSize, "page-size", 1, largestPage, "the `NUMBER` of items to ask for at once (default 1000)")
	l.noun = noun
	cmd.Flags().Var(&whereValue{&l.where}, "where", "only those for which this `CONDITION` holds, such as muted=true; may be repeated")
	cmd.Flags().Var(&l.sort, "sort", "in the order of this `FIELD`, or of -FIELD for the reverse")
	l.dates.addSince(app, cmd)
}

// addExpectations adds the flags that say what the list is expected to be.
func (l *listFlags) addExpectations(app *cli.App, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.some, "require-some", false, "end with 5 when there are none")
	l.expect.AddList(app, cmd, l.noun)
}

// paging says what to fetch: no page after the one that reaches the limit, and none larger than needed. With --where and
// --sort it is not known how many items that takes.
func (l *listFlags) paging() signalwire.Paging {
	if len(l.clauses()) > 0 || l.sort.field != "" {
		return signalwire.Paging{Size: l.pageSize}
	}
	size := l.pageSize
	if size == 0 && l.limit > 0 {
		size = min(largestPage, l.limit)
	}
	return signalwire.Paging{Size: size, Limit: l.limit}
}

func (l *listFlags) clauses() []expect.Clause {
	return append(slices.Clone(l.where), l.dates.clauses()...)
}

// refine removes items that come twice or are not wanted, and sorts the rest.
func (l *listFlags) refine(app *cli.App, pages signalwire.Pages) signalwire.Pages {
	pages = signalwire.Once(l.noun.ID, pages)
	if clauses := l.clauses(); len(clauses) > 0 {
		l.filter = expect.NewFilter(clauses, l.noun, app.Now().In(app.Zone))
		pages = matching(l.filter, pages)
	}
	if l.sort.field != "" {
		pages = sorted(l.sort, l.noun, pages)
	}
	return pages
}

// limited yields the pages up to the limit, and says that there are more.
func (l *listFlags) limited(app *cli.App, pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		count := 0
		for page, err := range pages {
			items, reached := page.Items, false
			if err == nil && l.limit > 0 && count+len(items) >= l.limit {
				page.Items, reached = items[:l.limit-count], true
			}
			count += len(page.Items)
			if !yield(page, err) || err != nil {
				return
			}
			if reached {
				if page.More || len(page.Items) < len(items) {
					app.Note("stopped at --limit %d: there %s more", l.limit, l.beyond(len(page.Items) < len(items)))
				}
				return
			}
		}
	}
}

// print prints the pages of a list up to the limit. What a verdict needs is read even if nobody reads what is printed.
func (l *listFlags) print(ctx context.Context, app *cli.App, printer *output.Printer, pages signalwire.Pages) error {
	printer.GoesOn = func() bool { return l.expect.Any() || app.Reports.Wanted() || l.some && l.count == 0 }
	return printer.List(ctx, func(yield func([][]byte, error) bool) {
		for page, err := range l.limited(app, l.refine(app, pages)) {
			if err != nil {
				yield(nil, err)
				return
			}
			l.count += len(page.Items)
			l.expect.JudgePage(page.Items)
			if !yield(raw(page.Items), nil) {
				return
			}
		}
		l.ended = true
	})
}

// verdict says whether the list is as expected. What is not known of it decides nothing.
func (l *listFlags) verdict(app *cli.App) error {
	open := l.open()
	l.expect.LeaveOpen(open)
	err := l.expect.Verdict()
	switch {
	case err != nil:
		return err
	case open.More > 0 && (l.some && l.count == 0 || app.Reports.Wanted() && !l.ended):
		return open.Why
	case l.some && l.count == 0:
		return &failure.Error{Exit: failure.ExitNotFound, Err: errors.New("the list is empty"), Hint: "--require-some wants at least one item"}
	}
	return nil
}

// open returns what is not known of the list.
func (l *listFlags) open() expect.Open {
	unsure, why := l.filter.Unsure()
	open := expect.Open{More: unsure, Why: why}
	if !l.ended {
		open = expect.Open{More: math.MaxInt, Why: &failure.Error{Exit: failure.ExitUnreachable,
			Err: errors.New("judge the list: it was not read to its end"), Hint: "read to the end in the pager, or use --no-pager"}}
	}
	if room := l.limit - l.count; l.limit > 0 && room < open.More {
		open.More, open.Displaces = room, room < unsure
	}
	if open.More == 0 && !open.Displaces {
		open.Why = nil
	}
	return open
}

// beyond says whether there are more items than the limit, or may be: those that were not fetched may all be filtered out.
func (l *listFlags) beyond(fetched bool) string {
	if fetched || len(l.clauses()) == 0 {
		return "are"
	}
	return "may be"
}

func raw(resources []signalwire.Resource) [][]byte {
	items := make([][]byte, len(resources))
	for i, resource := range resources {
		items[i] = resource
	}
	return items
}
