package conference

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type waitOptions struct {
	conference flags.ConferenceTarget
	wait       expect.Wait
}

func newWait(app *cli.App) *cobra.Command {
	var opts waitOptions
	cmd := &cobra.Command{
		Use:   "wait --conference CONFERENCE --for CONDITION",
		Short: "Wait until something is true of a conference",
		Long: `Wait until a conference is as wanted, and print it. count is the number of participants who are there;
exists and gone are about the conference itself. A conference that is not there yet is waited for.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until two people are in
  confcall conference wait --conference "Morning stand-up" --for 'count>=2' --within 10m

  # Until it is over
  confcall conference wait --conference "Morning stand-up" --for gone --must-exist --within 2h --interval 10s`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWait(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.wait.Add(cmd, true)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWait(ctx context.Context, app *cli.App, opts *waitOptions) error {
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	lookUp := cli.LookUp(app, client, opts.conference)
	return opts.wait.Run(ctx, app, printer, func(ctx context.Context) (look expect.Look, err error) {
		sid, err := lookUp(ctx)
		if failure.IsMissing(err) {
			return opts.wait.Missing(ctx, client, opts.conference, err)
		}
		if err != nil {
			return look, err
		}
		if look.Object, err = client.Conference(ctx, sid); failure.IsNotFound(err) {
			return expect.Look{Missing: failure.WhenNotFound(err, "see confcall conference list")}, nil
		} else if err != nil {
			return look, err
		}
		if opts.wait.NeedsCount() {
			look.Count, err = cli.CountParticipants(ctx, client, sid)
		}
		if look.Object.Status() == "completed" {
			look.Over = "the conference has ended"
		}
		return look, err
	})
}
