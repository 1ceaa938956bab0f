package media

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// streamNoun describes a stream of the owner.
func (o Owner) streamNoun() output.Noun {
	return output.Noun{
		ID:      signalwire.FieldSID,
		Fields:  []string{"account_sid", string(o) + "_sid", "date_updated", "name", "sid", "status", "uri"},
		Columns: []string{"sid", "name", "status", "date_updated"},
	}
}

// StartStream returns the command that starts a stream.
func (o Owner) StartStream(app *cli.App) *cobra.Command {
	var target target
	var form streamForm
	command := fmt.Sprintf("%s start %s", o.command("stream", "stream"), o.example("Support line"))
	cmd := &cobra.Command{
		Use:   fmt.Sprintf("start %s --url wss://…", o.usage()),
		Short: "Start a stream",
		Long:  fmt.Sprintf("Send the sound of a %s to a WebSocket, until the stream is stopped or the %s ends.", o, o),
		Example: fmt.Sprintf(`  %s --url wss://example.com/listen --name transcript --param language=en

  # With a token for the server
  %s --url wss://example.com/listen --bearer-token-file token`, command, command),
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.startStream(cmd.Context(), app, target, &form) },
	}
	target.add(cmd, o)
	form.add(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, o.streamNoun())
	return cmd
}

func (o Owner) startStream(ctx context.Context, app *cli.App, target target, given *streamForm) error {
	form, err := given.fill(app)
	if err != nil {
		return err
	}
	s, err := target.open(ctx, app, o.streamNoun())
	if err != nil {
		return err
	}
	start := func(form url.Values) (signalwire.Resource, error) {
		return s.Client.StartStream(ctx, s.Conference, form)
	}
	var want confirm.Want
	if o == Call {
		start = func(form url.Values) (signalwire.Resource, error) {
			return s.Client.StartCallStream(ctx, target.call.SID, form)
		}
		want = confirm.Want{signalwire.FieldCallSID: target.call.SID}
	}
	stream, err := start(form)
	if err != nil {
		// The API cannot list streams.
		err = failure.WhenUncertain(err, "the server at "+form.Get("Url")+", which would be connected")
		return failure.WhenNotFound(err, "see "+o.list())
	}
	return confirm.ConcludeStart(ctx, app, s, "started stream "+stream.SID(), stream, want)
}

// StopStream returns the command that stops a stream.
func (o Owner) StopStream(app *cli.App) *cobra.Command {
	var target target
	var stream string
	cmd := &cobra.Command{
		Use:     fmt.Sprintf("stop %s --stream SID", o.usage()),
		Short:   "Stop a stream",
		Example: fmt.Sprintf(`  %s stop %s --stream "$STREAM"`, o.command("stream", "stream"), o.example("Support line")),
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.stopStream(cmd.Context(), app, target, stream) },
	}
	target.add(cmd, o)
	flags.SID(cmd, &stream, "stream", "the stream's `SID`")
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, o.streamNoun())
	return cmd
}

func (o Owner) stopStream(ctx context.Context, app *cli.App, target target, sid string) error {
	s, err := target.open(ctx, app, o.streamNoun())
	if err != nil {
		return err
	}
	var stream signalwire.Resource
	if o == Call {
		stream, err = s.Client.StopCallStream(ctx, target.call.SID, sid)
	} else {
		stream, err = s.Client.StopStream(ctx, s.Conference, sid)
	}
	if err != nil {
		err = failure.WhenUncertain(err, "the server that was streamed to; stopping again does no harm")
		return failure.WhenNotFound(err, fmt.Sprintf("there is no such stream of the %s", o))
	}
	// The API has no request to get a stream.
	return confirm.Conclude(ctx, app, s, "stopped stream "+sid, stream, confirm.Want{signalwire.FieldStatus: status.Stopped}, nil)
}
