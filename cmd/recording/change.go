package recording

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

type changeOptions struct {
	target
	form url.Values
	done string // says what was done, before the SID
}

func newPause(app *cli.App) *cobra.Command {
	var skip, silence bool
	opts := changeOptions{form: url.Values{"Status": {signalwire.StatusPaused}}, done: "paused"}
	cmd := newChange(app, &opts, &cobra.Command{
		Use:     "pause --conference CONFERENCE --recording SID [--skip | --silence]",
		Short:   "Pause a recording",
		Long:    "Pause a recording. What is said meanwhile becomes silence, or with --skip leaves no gap.",
		Example: `  confcall recording pause --conference "Morning stand-up" --recording "$RECORDING" --skip`,
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

func newResume(app *cli.App) *cobra.Command {
	return newChange(app, &changeOptions{form: url.Values{"Status": {signalwire.StatusInProgress}}, done: "resumed"}, &cobra.Command{
		Use:     "resume --conference CONFERENCE --recording SID",
		Short:   "Go on with a paused recording",
		Example: `  confcall recording resume --conference "Morning stand-up" --recording "$RECORDING"`,
	})
}

func newStop(app *cli.App) *cobra.Command {
	return newChange(app, &changeOptions{form: url.Values{"Status": {signalwire.StatusStopped}}, done: "stopped"}, &cobra.Command{
		Use:     "stop --conference CONFERENCE --recording SID",
		Short:   "Stop a recording for good",
		Example: `  confcall recording stop --conference "Morning stand-up" --recording "$RECORDING"`,
	})
}

func newChange(app *cli.App, opts *changeOptions, cmd *cobra.Command) *cobra.Command {
	cmd.Args = cli.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return runChange(cmd.Context(), app, opts) }
	opts.add(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runChange(ctx context.Context, app *cli.App, opts *changeOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: cli.RecordingNoun, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	recording, err := s.Client.UpdateRecording(ctx, s.Conference, opts.recording, opts.form)
	if err != nil {
		return opts.explain(s, err)
	}
	want := cli.Want{signalwire.FieldStatus: opts.form.Get("Status"), signalwire.FieldSID: opts.recording}
	return app.Conclude(ctx, s, opts.done+" "+opts.recording, recording, want, func(ctx context.Context) (signalwire.Resource, error) {
		return s.Client.Recording(ctx, s.Conference, opts.recording)
	})
}

func newDelete(app *cli.App) *cobra.Command {
	var opts target
	cmd := &cobra.Command{
		Use:   "delete --conference CONFERENCE --recording SID",
		Short: "Delete a recording",
		Long: `Delete a recording, sound and all. It asks first; where nobody can be asked it needs --yes.
The API answers with nothing, so nothing is printed.`,
		Example: `  confcall recording delete --conference "Morning stand-up" --recording "$RECORDING"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDelete(cmd.Context(), app, opts) },
	}
	opts.add(cmd)
	app.AddYes(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runDelete(ctx context.Context, app *cli.App, opts target) error {
	if err := app.NeedYes(); err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: cli.RecordingNoun, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	if err := app.Confirm(ctx, func() (string, error) { return deletionQuestion(ctx, app, s, opts) }); err != nil {
		return err
	}
	request, err := s.Client.DeleteRecording(ctx, s.Conference, opts.recording)
	if err != nil {
		return opts.explain(s, err)
	}
	app.Removed("deleted", opts.recording, request)
	if !app.DryRun {
		return nil
	}
	return s.Printer.Item(ctx, request)
}

// deletionQuestion says which recording of what would be deleted where.
func deletionQuestion(ctx context.Context, app *cli.App, s *cli.Session, opts target) (string, error) {
	recording, err := s.Client.Recording(ctx, s.Conference, opts.recording)
	if err != nil {
		return "", opts.explain(s, err)
	}
	conference, err := s.Client.Conference(ctx, s.Conference)
	if err != nil {
		return "", opts.explain(s, err)
	}
	return fmt.Sprintf("Delete the recording %s (%s seconds) of the conference %q (%s) of %s?",
		opts.recording, cmp.Or(string(recording.Field(signalwire.FieldDuration)), "?"), conference.Name(), s.Conference, app.SpaceName()), nil
}
