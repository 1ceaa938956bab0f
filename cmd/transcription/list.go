package transcription

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/list"
)

type listOptions struct {
	query url.Values
	list  list.Flags
}

func newList(app *cli.App) *cobra.Command {
	opts := listOptions{query: url.Values{}}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the account's transcriptions",
		Long:  "List the texts of the account's recordings, the newest first.",
		Example: `  # What was said yesterday?
  confcall transcription list --created-on 2026-11-22 --jq '.[].transcription_text'`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, &opts) },
	}
	opts.list.Dates.Add(app, cmd, "created", "DateCreated")
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
	return opts.list.Print(ctx, app, s.Printer, s.Client.Transcriptions(ctx, opts.query, opts.list.Paging()))
}
