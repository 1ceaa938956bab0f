package conference

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
)

type listOptions struct {
	dates list.Dates
	list  list.Flags
}

func newList(app *cli.App) *cobra.Command {
	var opts listOptions
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
	flags.AddForm(cmd, opts.dates.Query(),
		flags.FormFlag{Name: "status", Parameter: "Status", Usage: "only those of this `STATUS`: init, in-progress or completed", Values: []string{"init", "in-progress", "completed"}},
		flags.FormFlag{Name: "name", Parameter: "FriendlyName", Usage: "only those of this friendly `NAME`", Check: checkName},
	)
	opts.dates.Add(cmd, "created", "DateCreated")
	opts.dates.Add(cmd, "updated", "DateUpdated")
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
	printer, client, err := app.Open(noun)
	if err != nil {
		return err
	}
	return opts.list.Print(ctx, app, printer, client.Conferences(ctx, opts.dates.Query(), opts.list.Paging()))
}
