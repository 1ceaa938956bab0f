package call

import (
	"context"
	"net/url"

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
		Short: "List calls",
		Long: `List the calls of the account, those that are over too unless --status says otherwise.
--from and --to are who called and who was called, whole: a number with its + and country code, or another address.`,
		Example: `  # Who is on the phone?
  confcall call list --status in-progress

  # What did this number do yesterday?
  confcall call list --from '+1 310 555-0101' --started-on 2026-11-22`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, &opts) },
	}
	flags.AddForm(cmd, opts.query,
		flags.FormFlag{Name: "status", Parameter: "Status", Usage: "only those of this `STATUS`, such as ringing, in-progress, completed or busy; may be repeated", Many: true, Values: statuses()},
		flags.FormFlag{Name: "from", Parameter: "From", Usage: "only those that this `ADDRESS` made", Tidy: flags.TidyNumber},
		flags.FormFlag{Name: "to", Parameter: "To", Usage: "only those to this `ADDRESS`", Tidy: flags.TidyNumber},
		flags.FormFlag{Name: "parent", Parameter: "ParentCallSid", Usage: "only those that came of the call of this `SID`", Check: flags.CheckSID},
	)
	opts.list.Dates.Add(app, cmd, "started", "StartTime")
	opts.list.Dates.Add(app, cmd, "ended", "EndTime")
	opts.list.Add(app, cmd, noun)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts *listOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: noun})
	if err != nil {
		return err
	}
	opts.list.Dates.Fill(opts.query, list.ByMoment)
	return opts.list.Print(ctx, app, s.Printer, list.EachStatus(opts.query, func(query url.Values) signalwire.Pages {
		return s.Client.Calls(ctx, query, opts.list.Paging())
	}))
}
