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
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// recordingChange is a command that changes a recording's status.
type recordingChange struct {
	of        Owner
	target    target
	recording string
	form      url.Values
	done      string // what was done, to be printed before the SID
}

// PauseRecording returns the command that pauses a recording.
func (o Owner) PauseRecording(app *cli.App) *cobra.Command {
	var skip, silence bool
	change := &recordingChange{of: o, form: url.Values{"Status": {status.Paused}}, done: "paused"}
	cmd := change.command(app, "pause", " [--skip | --silence]", " --skip", &cobra.Command{
		Short: "Pause a recording",
		Long:  "Pause a recording. What is said meanwhile becomes silence, or with --skip leaves no gap.",
		PreRun: func(*cobra.Command, []string) {
			switch {
			case skip:
				change.form.Set("PauseBehavior", "skip")
			case silence:
				change.form.Set("PauseBehavior", "silence")
			}
		},
	})
	cmd.Flags().BoolVar(&skip, "skip", false, "the pause leaves no gap")
	cmd.Flags().BoolVar(&silence, "silence", false, "the pause becomes silence, which is the default")
	cmd.MarkFlagsMutuallyExclusive("skip", "silence")
	return cmd
}

// ResumeRecording returns the command that resumes a recording.
func (o Owner) ResumeRecording(app *cli.App) *cobra.Command {
	change := &recordingChange{of: o, form: url.Values{"Status": {status.InProgress}}, done: "resumed"}
	return change.command(app, "resume", "", "", &cobra.Command{Short: "Go on with a paused recording"})
}

// StopRecording returns the command that stops a recording.
func (o Owner) StopRecording(app *cli.App) *cobra.Command {
	change := &recordingChange{of: o, form: url.Values{"Status": {status.Stopped}}, done: "stopped"}
	return change.command(app, "stop", "", "", &cobra.Command{Short: "Stop a recording for good"})
}

// command fills in the rest of a command. usage and example come after the flags that name the recording.
func (r *recordingChange) command(app *cli.App, verb, usage, example string, cmd *cobra.Command) *cobra.Command {
	cmd.Use = fmt.Sprintf("%s %s --recording SID%s", verb, r.of.usage(), usage)
	cmd.Example = fmt.Sprintf(`  %s %s %s --recording "$RECORDING"%s`, r.of.command("recording", "record"), verb,
		r.of.example("Morning stand-up"), example)
	cmd.Args = commands.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return r.run(cmd.Context(), app) }
	r.target.add(cmd, r.of)
	flags.SID(cmd, &r.recording, "recording", "the recording's `SID`")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Recording)
	return cmd
}

func (r *recordingChange) run(ctx context.Context, app *cli.App) error {
	s, err := r.target.open(ctx, app, nouns.Recording)
	if err != nil {
		return err
	}
	recording, err := r.send(ctx, s)
	if err != nil {
		return err
	}
	want := confirm.Want{signalwire.FieldStatus: r.form.Get("Status"), signalwire.FieldSID: r.recording}
	return confirm.Conclude(ctx, app, s, r.done+" "+r.recording, recording, want, func(ctx context.Context) (signalwire.Resource, error) {
		if r.of == Call {
			return s.Client.AccountRecording(ctx, r.recording)
		}
		return s.Client.Recording(ctx, s.Conference, r.recording)
	})
}

// send sends the change, and adds a hint to its error.
func (r *recordingChange) send(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
	if r.of == Call {
		recording, err := s.Client.UpdateCallRecording(ctx, r.target.call.SID, r.recording, r.form)
		err = failure.WhenUncertain(err, "confcall recording get --recording "+r.recording)
		return recording, failure.WhenNotFound(err, "there is no such recording of the call")
	}
	recording, err := s.Client.UpdateRecording(ctx, s.Conference, r.recording, r.form)
	return recording, ExplainRecording(s, r.recording, err)
}

// ExplainRecording adds to an error about a recording a hint at what to do next.
func ExplainRecording(s *cli.Session, recording string, err error) error {
	if s.Conference == "" {
		err = failure.WhenUncertain(err, "confcall recording get --recording "+recording)
		return failure.WhenNotFound(err, "see confcall recording list")
	}
	err = failure.WhenUncertain(err, fmt.Sprintf("confcall recording get --conference %s --recording %s", s.Conference, recording))
	return failure.WhenNotFound(err, "see confcall recording list --conference "+s.Conference)
}
