package call

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// streamNoun is a stream of a call, which has a call where another one has a conference.
var streamNoun = output.Noun{
	ID:      "sid",
	Fields:  []string{"sid", "account_sid", "call_sid", "name", "status", "date_updated", "uri"},
	Columns: []string{"sid", "name", "status", "date_updated"},
}

type streamOptions struct {
	call   string
	form   cli.StreamForm
	stream string
}

func newStream(app *cli.App) *cobra.Command {
	return cli.Group("stream", "Send the sound of a call to a WebSocket", newStreamStart(app), newStreamStop(app))
}

func newStreamStart(app *cli.App) *cobra.Command {
	var opts streamOptions
	cmd := &cobra.Command{
		Use:     "start --call SID --url wss://…",
		Short:   "Start a stream of a call",
		Long:    "Send the sound of a call to a WebSocket, until the stream is stopped or the call ends.",
		Example: `  confcall call stream start --call "$CALL" --url wss://example.com/listen --name transcript --track inbound_track`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStreamStart(cmd.Context(), app, &opts) },
	}
	flags.SID(cmd, &opts.call, "call", "the `SID` of the call")
	opts.form.Add(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, streamNoun)
	return cmd
}

func runStreamStart(ctx context.Context, app *cli.App, opts *streamOptions) error {
	form, err := opts.form.Fill(app)
	if err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: streamNoun, Changes: true})
	if err != nil {
		return err
	}
	stream, err := s.Client.StartCallStream(ctx, opts.call, form)
	if err != nil {
		// The API cannot list streams.
		err = failure.WhenUncertain(err, "the server at "+form.Get("Url")+", which would be connected")
		return failure.WhenNotFound(err, "see confcall call list")
	}
	return app.Conclude(ctx, s, "started stream "+stream.SID(), stream, cli.Want{signalwire.FieldCallSID: opts.call}, nil)
}

func newStreamStop(app *cli.App) *cobra.Command {
	var opts streamOptions
	cmd := &cobra.Command{
		Use:     "stop --call SID --stream SID",
		Short:   "Stop a stream of a call",
		Example: `  confcall call stream stop --call "$CALL" --stream "$STREAM"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStreamStop(cmd.Context(), app, &opts) },
	}
	flags.SID(cmd, &opts.call, "call", "the `SID` of the call")
	flags.SID(cmd, &opts.stream, "stream", "the stream's `SID`")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, streamNoun)
	return cmd
}

func runStreamStop(ctx context.Context, app *cli.App, opts *streamOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: streamNoun, Changes: true})
	if err != nil {
		return err
	}
	stream, err := s.Client.StopCallStream(ctx, opts.call, opts.stream)
	if err != nil {
		err = failure.WhenUncertain(err, "the server that was streamed to; stopping again does no harm")
		return failure.WhenNotFound(err, "there is no such stream of the call")
	}
	return app.Conclude(ctx, s, "stopped stream "+opts.stream, stream, cli.Want{signalwire.FieldStatus: signalwire.StatusStopped}, nil)
}
