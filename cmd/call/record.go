package call

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/flags"
	"confcall/pkg/media"
	"confcall/pkg/nouns"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

func newRecord(app *cli.App) *cobra.Command {
	return commands.Group("record", "Record a call by itself",
		app.Verb("start", newRecordStart),
		app.Verb("pause", media.Call.PauseRecording),
		app.Verb("resume", media.Call.ResumeRecording),
		app.Verb("stop", media.Call.StopRecording),
	)
}

type recordOptions struct {
	call flags.CallTarget
	form url.Values
}

func newRecordStart(app *cli.App) *cobra.Command {
	opts := recordOptions{form: url.Values{}}
	cmd := &cobra.Command{
		Use:   "start {--call SID | --number NUMBER}",
		Short: "Begin to record a call",
		Long:  "Begin to record a call by itself, whether or not it is in a conference, until it is stopped or the call ends.",
		Example: `  confcall call record start --call "$CALL" --channels dual

  # Its SID, to stop it by
  confcall call record start --call "$CALL" -o name`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRecordStart(cmd.Context(), app, &opts) },
	}
	flags.Call(cmd, &opts.call, "the `SID` of the call")
	flags.AddForm(cmd, opts.form,
		flags.FormFlag{Name: "channels", Parameter: "RecordingChannels",
			Usage: "both sides in `CHANNELS`: mono (the default) or dual", Values: []string{"mono", "dual"}},
		flags.FormFlag{Name: "track", Parameter: "RecordingTrack", Usage: "which `TRACK`: inbound, outbound or both (the default)",
			Values: []string{"inbound", "outbound", "both"}},
		flags.FormFlag{Name: "trim", Parameter: "Trim", Usage: "silence at both `ENDS`: trim-silence or do-not-trim (the default)",
			Values: []string{"trim-silence", "do-not-trim"}},
		flags.FormFlag{Name: "status-callback", Parameter: "RecordingStatusCallback",
			Usage: "a `URL` that is told of the recording's status", Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "status-callback-method", Parameter: "RecordingStatusCallbackMethod",
			Usage: "the HTTP `METHOD` for it (default POST)", Values: flags.Methods},
		flags.FormFlag{Name: "status-callback-event", Parameter: "RecordingStatusCallbackEvent",
			Usage:  "of which `EVENT`: completed (the default), in-progress or absent",
			Values: []string{status.Completed, status.InProgress, status.Absent}},
	)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Recording)
	return cmd
}

func runRecordStart(ctx context.Context, app *cli.App, opts *recordOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: nouns.Recording, Changes: true})
	if err != nil {
		return err
	}
	call, err := roster.SID(ctx, s, opts.call)
	if err != nil {
		return err
	}
	recording, err := s.Client.RecordCall(ctx, call, opts.form)
	if err != nil {
		return explain(err, call)
	}
	return confirm.ConcludeStart(ctx, app, s, "recording "+recording.SID(), recording, confirm.Want{signalwire.FieldCallSID: call})
}
