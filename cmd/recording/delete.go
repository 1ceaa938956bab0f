package recording

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
)

func newDelete(app *cli.App) *cobra.Command {
	var opts target
	cmd := &cobra.Command{
		Use:   "delete --recording SID [--conference CONFERENCE]",
		Short: "Delete a recording",
		Long: `Delete a recording, of a conference or of a call, sound and all. It asks first; where nobody can be asked it needs
--yes. With --conference it must be one of that. The API answers with nothing, so nothing is printed.`,
		Example: `  confcall recording delete --recording "$RECORDING"`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDelete(cmd.Context(), app, opts) },
	}
	opts.add(cmd)
	confirm.AddYes(app, cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Recording)
	return cmd
}

func runDelete(ctx context.Context, app *cli.App, opts target) error {
	if err := confirm.NeedYes(app); err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: nouns.Recording, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	if err := confirm.AskFirst(ctx, app, func() (string, error) { return deletionQuestion(ctx, app, s, opts) }); err != nil {
		return err
	}
	request, err := opts.delete(ctx, s)
	if err != nil {
		return opts.explain(s, err)
	}
	confirm.Removed(app, "deleted", opts.recording, request)
	if !app.DryRun {
		return nil
	}
	return s.Printer.Item(ctx, request)
}

func (t *target) delete(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
	if s.Conference == "" {
		return s.Client.DeleteAccountRecording(ctx, t.recording)
	}
	return s.Client.DeleteRecording(ctx, s.Conference, t.recording)
}

// deletionQuestion asks whether to delete the recording, and says what it is a recording of.
func deletionQuestion(ctx context.Context, app *cli.App, s *cli.Session, opts target) (string, error) {
	recording, err := opts.fetch(ctx, s)
	if err != nil {
		return "", err
	}
	of := ""
	switch conference, call := recording.Text(signalwire.FieldConferenceSID), recording.CallSID(); {
	case signalwire.IsSID(conference):
		found, err := s.Client.Conference(ctx, conference)
		if err != nil {
			return "", opts.explain(s, err)
		}
		of = fmt.Sprintf(" of the conference %q (%s)", found.Name(), conference)
	case call != "":
		of = " of the call " + call
	}
	return fmt.Sprintf("Delete the recording %s (%s seconds)%s of %s?",
		opts.recording, cmp.Or(string(recording.Field(signalwire.FieldDuration)), "?"), of, app.SpaceName()), nil
}
