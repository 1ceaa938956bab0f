// Package list declares the commands that list: how much is asked for, and what is printed of it.
package list

import (
	"cmp"
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// List declares a verb that lists the items of a noun.
type List struct {
	Noun       output.Noun
	Wider      func() output.Noun      // the noun with the fields that the command's flags add; nil if they add none
	Conference *flags.ConferenceTarget // whose items they are; nil for those of the account

	// By what the API filters, and in which form it takes dates.
	Filters   []flags.FormFlag
	Dates     []Date
	Precision func(query url.Values) Precision

	// Fetch lists what the query asks for, of which Status names one at most.
	Fetch func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages

	Check    func() error // refuses flags that contradict each other; nil if none can
	After    func() error // returns an error if the printed list is incomplete; nil if it never is
	NotFound string       // what to do if there is no such list
}

// Command completes the verb's command, which has its words and the flags of its own. It gets --conference unless it has it.
func (l List) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	query := url.Values{}
	var given listFlags
	cmd.Args = commands.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return l.run(cmd.Context(), app, query, &given) }
	l.addFilters(app, cmd, query, &given)
	given.addExpectations(app, cmd)
	app.AddReport(cmd)
	app.AddPrintFlagsFor(cmd, l.noun)
	return cmd
}

// addFilters adds the flags that say which items are meant.
func (l List) addFilters(app *cli.App, cmd *cobra.Command, query url.Values, given *listFlags) {
	if l.Conference != nil && cmd.Flags().Lookup("conference") == nil {
		flags.Conference(cmd, l.Conference)
	}
	flags.AddForm(cmd, query, l.Filters...)
	for _, date := range l.Dates {
		given.dates.add(app, cmd, date)
	}
	given.addFilters(app, cmd, l.Noun)
}

// Filtered adds the filters to a command that works on each item of the list, and returns a function that lists the items.
func (l List) Filtered(app *cli.App, cmd *cobra.Command) func(ctx context.Context, s *cli.Session) signalwire.Pages {
	query := url.Values{}
	var given listFlags
	l.addFilters(app, cmd, query, &given)
	return func(ctx context.Context, s *cli.Session) signalwire.Pages {
		return given.limited(app, given.refine(app, l.pages(ctx, s, query, &given)))
	}
}

// pages lists what the query asks for.
func (l List) pages(ctx context.Context, s *cli.Session, query url.Values, given *listFlags) signalwire.Pages {
	if l.Precision != nil {
		given.dates.fill(query, l.Precision(query))
	}
	return eachStatus(query, func(query url.Values) signalwire.Pages { return l.Fetch(ctx, s, query, given.paging()) })
}

func (l List) noun() output.Noun {
	if l.Wider != nil {
		return l.Wider()
	}
	return l.Noun
}

func (l List) run(ctx context.Context, app *cli.App, query url.Values, given *listFlags) error {
	if l.Check != nil {
		if err := l.Check(); err != nil {
			return err
		}
	}
	needs := cli.Needs{Noun: l.noun()}
	if l.Conference != nil {
		needs.Conference = *l.Conference
	}
	s, err := app.Open(ctx, needs)
	if err != nil {
		return err
	}
	printed := app.Page(ctx, func(ctx context.Context) error {
		return given.print(ctx, app, s.Printer, l.pages(ctx, s, query, given))
	})
	var incomplete error
	if l.After != nil {
		incomplete = l.After()
	}
	err = output.Judged(printed, cmp.Or(incomplete, given.verdict(app)))
	if err != nil && l.NotFound != "" {
		return failure.WhenNotFound(err, l.NotFound)
	}
	return err
}
