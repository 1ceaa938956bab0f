package stream

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

type stopOptions struct {
	conference flags.ConferenceTarget
	stream     string
}

func newStop(app *cli.App) *cobra.Command {
	var opts stopOptions
	cmd := &cobra.Command{
		Use:     "stop --conference CONFERENCE --stream SID",
		Short:   "Stop a stream",
		Example: `  confcall stream stop --conference "Support line" --stream "$STREAM"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStop(cmd.Context(), app, opts) },
	}
	flags.Conference(cmd, &opts.conference)
	flags.SID(cmd, &opts.stream, "stream", "the stream's `SID`")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runStop(ctx context.Context, app *cli.App, opts stopOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: noun, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	stream, err := s.Client.StopStream(ctx, s.Conference, opts.stream)
	if err != nil {
		err = failure.WhenUncertain(err, "the server that was streamed to; stopping again does no harm")
		return failure.WhenNotFound(err, "there is no such stream in the conference")
	}
	// The API cannot be asked for a stream again.
	return app.Conclude(ctx, s, "stopped stream "+opts.stream, stream, cli.Want{signalwire.FieldStatus: signalwire.StatusStopped}, nil)
}
