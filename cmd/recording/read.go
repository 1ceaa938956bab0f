package recording

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

type listOptions struct {
	conference string
	dates      cli.DateFlags
	list       cli.ListFlags
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
	cli.ConferenceVar(cmd.Flags(), &opts.conference)
	opts.dates.Add(cmd, "created", "DateCreated")
	opts.list.Add(cmd.Flags())
	app.AddPrintFlags(cmd)
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts *listOptions) error {
	printer, client, err := app.Open(noun)
	if err != nil {
		return err
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	pages := client.Recordings(ctx, conference, opts.dates.Query(), opts.list.PageSize())
	return cli.WhenNotFound(opts.list.Print(ctx, app, printer, pages), "see confcall conference list")
}

func newGet(app *cli.App) *cobra.Command {
	var opts target
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE --recording SID",
		Short:   "Show a recording",
		Example: `  confcall recording get --conference "Morning stand-up" --recording "$RECORDING"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, opts) },
	}
	opts.add(cmd)
	app.AddPrintFlags(cmd)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts target) error {
	printer, client, err := app.Open(noun)
	if err != nil {
		return err
	}
	if err := opts.resolve(ctx, client); err != nil {
		return err
	}
	recording, err := client.Recording(ctx, opts.conference, opts.recording)
	if err != nil {
		return opts.explain(err)
	}
	return printer.Item(ctx, recording)
}
