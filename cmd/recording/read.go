package recording

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/list"
)

type listOptions struct {
	conference flags.ConferenceTarget
	list       list.Flags
}

func newList(app *cli.App) *cobra.Command {
	var opts listOptions
	cmd := &cobra.Command{
		Use:     "list --conference CONFERENCE",
		Short:   "List the recordings of a conference",
		Example: `  confcall recording list --conference "Morning stand-up"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.list.Dates.Add(app, cmd, "created", "DateCreated")
	opts.list.Add(app, cmd, cli.RecordingNoun)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts *listOptions) error {
	printer, client, err := app.Open(ctx, cli.RecordingNoun)
	if err != nil {
		return err
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	query := url.Values{}
	opts.list.Dates.Fill(query, list.ByDay)
	pages := client.Recordings(ctx, conference, query, opts.list.Paging())
	return failure.WhenNotFound(opts.list.Print(ctx, app, printer, pages), "see confcall conference list")
}

type getOptions struct {
	target
	expect expect.Flags
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE --recording SID",
		Short:   "Show a recording",
		Example: `  confcall recording get --conference "Morning stand-up" --recording "$RECORDING"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, &opts) },
	}
	opts.add(cmd)
	opts.expect.Add(app, cmd, cli.RecordingNoun, false)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts *getOptions) error {
	printer, client, err := app.Open(ctx, cli.RecordingNoun)
	if err != nil {
		return err
	}
	if err := opts.resolve(ctx, client); err != nil {
		return err
	}
	recording, err := client.Recording(ctx, opts.conference, opts.recording)
	if err != nil && !(failure.IsNotFound(err) && opts.expect.OfExistence()) {
		return opts.explain(err)
	}
	if recording != nil {
		if err := printer.Item(ctx, recording); err != nil {
			return err
		}
	}
	opts.expect.Judge("", recording, 0)
	return opts.expect.Verdict()
}
