package stream

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type startOptions struct {
	conference flags.ConferenceTarget
	stream     cli.StreamForm
}

func newStart(app *cli.App) *cobra.Command {
	var opts startOptions
	cmd := &cobra.Command{
		Use:   "start --conference CONFERENCE --url wss://…",
		Short: "Start a stream",
		Long:  "Send the sound of a conference to a WebSocket, until the stream is stopped or the conference ends.",
		Example: `  confcall stream start --conference "Support line" --url wss://example.com/listen --name transcript --param language=en

  # With a token for the server
  confcall stream start --conference "Support line" --url wss://example.com/listen --bearer-token-file token`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStart(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.stream.Add(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runStart(ctx context.Context, app *cli.App, opts *startOptions) error {
	form, err := opts.stream.Fill(app)
	if err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: noun, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	stream, err := s.Client.StartStream(ctx, s.Conference, form)
	if err != nil {
		// The API cannot list streams.
		err = failure.WhenUncertain(err, "the server at "+form.Get("Url")+", which would be connected")
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	return app.Conclude(ctx, s, "started stream "+stream.SID(), stream, nil, nil)
}
