package conference

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type getOptions struct {
	conference flags.ConferenceTarget
	expect     expect.Flags
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE",
		Short:   "Show a conference",
		Example: `  confcall conference get --conference "Morning stand-up"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.expect.Add(app, cmd, noun, true)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts *getOptions) error {
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	sid, err := cli.ConferenceSID(ctx, client, opts.conference)
	if failure.IsMissing(err) && opts.expect.OfExistence() {
		opts.expect.Judge("", nil, 0)
		verdict := opts.expect.Verdict()
		if none := (*cli.NoConference)(nil); verdict == nil && errors.As(err, &none) && len(none.Alike) > 0 {
			return err // it is not known to have gone: the name may be misspelt
		}
		return verdict
	}
	if err != nil {
		return err
	}
	conference, err := client.Conference(ctx, sid)
	if err != nil && !(failure.IsNotFound(err) && opts.expect.OfExistence()) {
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	count := 0
	if conference != nil && opts.expect.NeedsCount() {
		if count, err = cli.CountParticipants(ctx, client, sid); err != nil {
			return err
		}
	}
	if conference != nil {
		if err := printer.Item(ctx, conference); err != nil {
			return err
		}
	}
	opts.expect.Judge("", conference, count)
	return opts.expect.Verdict()
}
