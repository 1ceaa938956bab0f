package call

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

type recordOptions struct {
	call      string
	recording string
	form      url.Values
	done      string // says what was done, before the SID
}

func newRecord(app *cli.App) *cobra.Command {
	return cli.Group("record", "Record a call by itself", newRecordStart(app), newRecordPause(app), newRecordResume(app), newRecordStop(app))
}

func newRecordStart(app *cli.App) *cobra.Command {
	opts := recordOptions{form: url.Values{}}
	cmd := &cobra.Command{
		Use:   "start --call SID",
		Short: "Begin to record a call",
		Long:  "Begin to record a call by itself, whether or not it is in a conference, until it is stopped or the call ends.",
		Example: `  confcall call record start --call "$CALL" --channels dual

  # Its SID, to stop it by
  confcall call record start --call "$CALL" -o name`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRecordStart(cmd.Context(), app, &opts) },
	}
	flags.SID(cmd, &opts.call, "call", "the `SID` of the call")
	flags.AddForm(cmd, opts.form,
		flags.FormFlag{Name: "channels", Parameter: "RecordingChannels", Usage: "both sides in `CHANNELS`: mono (the default) or dual", Values: []string{"mono", "dual"}},
		flags.FormFlag{Name: "track", Parameter: "RecordingTrack", Usage: "which `TRACK`: inbound, outbound or both (the default)", Values: []string{"inbound", "outbound", "both"}},
		flags.FormFlag{Name: "trim", Parameter: "Trim", Usage: "silence at both `ENDS`: trim-silence or do-not-trim (the default)", Values: []string{"trim-silence", "do-not-trim"}},
		flags.FormFlag{Name: "status-callback", Parameter: "RecordingStatusCallback", Usage: "a `URL` that is told of the recording's status", Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "status-callback-method", Parameter: "RecordingStatusCallbackMethod", Usage: "the HTTP `METHOD` for it (default POST)", Values: flags.Methods},
		flags.FormFlag{Name: "status-callback-event", Parameter: "RecordingStatusCallbackEvent", Usage: "of which `EVENT`: completed (the default), in-progress or absent", Values: []string{"completed", "in-progress", "absent"}},
	)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runRecordStart(ctx context.Context, app *cli.App, opts *recordOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: cli.RecordingNoun, Changes: true})
	if err != nil {
		return err
	}
	recording, err := s.Client.RecordCall(ctx, opts.call, opts.form)
	if err != nil {
		return explain(err, opts.call)
	}
	return app.Conclude(ctx, s, "recording "+recording.SID(), recording, cli.Want{signalwire.FieldCallSID: opts.call}, nil)
}

func newRecordPause(app *cli.App) *cobra.Command {
	var skip, silence bool
	opts := recordOptions{form: url.Values{"Status": {signalwire.StatusPaused}}, done: "paused"}
	cmd := newRecordChange(app, &opts, &cobra.Command{
		Use:     "pause --call SID --recording SID [--skip | --silence]",
		Short:   "Pause the recording of a call",
		Long:    "Pause the recording of a call. What is said meanwhile becomes silence, or with --skip leaves no gap.",
		Example: `  confcall call record pause --call "$CALL" --recording "$RECORDING" --skip`,
		PreRun: func(*cobra.Command, []string) {
			switch {
			case skip:
				opts.form.Set("PauseBehavior", "skip")
			case silence:
				opts.form.Set("PauseBehavior", "silence")
			}
		},
	})
	cmd.Flags().BoolVar(&skip, "skip", false, "the pause leaves no gap")
	cmd.Flags().BoolVar(&silence, "silence", false, "the pause becomes silence, which is the default")
	cmd.MarkFlagsMutuallyExclusive("skip", "silence")
	return cmd
}

func newRecordResume(app *cli.App) *cobra.Command {
	return newRecordChange(app, &recordOptions{form: url.Values{"Status": {signalwire.StatusInProgress}}, done: "resumed"}, &cobra.Command{
		Use:     "resume --call SID --recording SID",
		Short:   "Go on with the paused recording of a call",
		Example: `  confcall call record resume --call "$CALL" --recording "$RECORDING"`,
	})
}

func newRecordStop(app *cli.App) *cobra.Command {
	return newRecordChange(app, &recordOptions{form: url.Values{"Status": {signalwire.StatusStopped}}, done: "stopped"}, &cobra.Command{
		Use:     "stop --call SID --recording SID",
		Short:   "Stop the recording of a call for good",
		Example: `  confcall call record stop --call "$CALL" --recording "$RECORDING"`,
	})
}

func newRecordChange(app *cli.App, opts *recordOptions, cmd *cobra.Command) *cobra.Command {
	cmd.Args = cli.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return runRecordChange(cmd.Context(), app, opts) }
	flags.SID(cmd, &opts.call, "call", "the `SID` of the call")
	flags.SID(cmd, &opts.recording, "recording", "the recording's `SID`")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runRecordChange(ctx context.Context, app *cli.App, opts *recordOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: cli.RecordingNoun, Changes: true})
	if err != nil {
		return err
	}
	recording, err := s.Client.UpdateCallRecording(ctx, opts.call, opts.recording, opts.form)
	if err != nil {
		err = failure.WhenUncertain(err, fmt.Sprintf("confcall recording get --recording %s", opts.recording))
		return failure.WhenNotFound(err, "there is no such recording of the call")
	}
	want := cli.Want{signalwire.FieldStatus: opts.form.Get("Status"), signalwire.FieldSID: opts.recording}
	return app.Conclude(ctx, s, opts.done+" "+opts.recording, recording, want, func(ctx context.Context) (signalwire.Resource, error) {
		return s.Client.AccountRecording(ctx, opts.recording)
	})
}
