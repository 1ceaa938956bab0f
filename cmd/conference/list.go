package conference

import (
	"context"
	"errors"
	"net/url"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/signalwire"
)

type listOptions struct {
	query url.Values
	list  list.Flags
}

func newList(app *cli.App) *cobra.Command {
	opts := listOptions{query: url.Values{}}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List conferences",
		Long:  "List the conferences of the account, those that are over too unless --status says otherwise.",
		Example: `  # What is going on?
  confcall conference list --status in-progress

  # Their SIDs, for a loop
  confcall conference list --status in-progress -o name`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, &opts) },
	}
	flags.AddForm(cmd, opts.query,
		flags.FormFlag{Name: "status", Parameter: "Status", Usage: "only those of this `STATUS`: init, in-progress or completed; may be repeated", Many: true, Values: []string{"init", "in-progress", "completed"}},
		flags.FormFlag{Name: "name", Parameter: "FriendlyName", Usage: "only those of this friendly `NAME`", Check: checkName},
	)
	opts.list.Dates.Add(app, cmd, "created", "DateCreated")
	opts.list.Dates.Add(app, cmd, "updated", "DateUpdated")
	opts.list.Add(app, cmd, noun)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func checkName(text string) error {
	if text == "" || utf8.RuneCountInString(text) > 64 {
		return errors.New("want a friendly name of 1 to 64 characters")
	}
	return nil
}

func runList(ctx context.Context, app *cli.App, opts *listOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: noun})
	if err != nil {
		return err
	}
	opts.list.Dates.Fill(opts.query, list.ByDay)
	return opts.list.Print(ctx, app, s.Printer, list.EachStatus(opts.query, func(query url.Values) signalwire.Pages {
		return s.Client.Conferences(ctx, query, opts.list.Paging())
	}))
}
