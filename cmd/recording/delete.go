package recording

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/media"
	"confcall/pkg/signalwire"
)

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
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, media.RecordingNoun)
	return cmd
}

func runDelete(ctx context.Context, app *cli.App, opts target) error {
	if err := app.NeedYes(); err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: media.RecordingNoun, Conference: opts.conference, Changes: true})
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
