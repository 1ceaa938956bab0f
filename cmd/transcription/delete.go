package transcription

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

func newDelete(app *cli.App) *cobra.Command {
	var transcription string
	cmd := &cobra.Command{
		Use:   "delete --transcription SID",
		Short: "Delete a transcription",
		Long: `Delete a transcription; the recording stays. It asks first; where nobody can be asked it needs --yes.
The API answers with nothing, so nothing is printed.`,
		Example: `  confcall transcription delete --transcription "$TRANSCRIPTION"`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDelete(cmd.Context(), app, transcription) },
	}
	flags.SID(cmd, &transcription, "transcription", "the transcription's `SID`")
	confirm.AddYes(app, cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runDelete(ctx context.Context, app *cli.App, transcription string) error {
	if err := confirm.NeedYes(app); err != nil {
		return err
	}
	s, err := app.Open(ctx, cli.Needs{Noun: noun, Changes: true})
	if err != nil {
		return err
	}
	explain := func(err error) error {
		err = failure.WhenUncertain(err, "confcall transcription get --transcription "+transcription)
		return failure.WhenNotFound(err, "see confcall transcription list")
	}
	err = confirm.AskFirst(ctx, app, func() (string, error) {
		found, err := s.Client.Transcription(ctx, transcription)
		if err != nil {
			return "", explain(err)
		}
		seconds := cmp.Or(string(found.Field(signalwire.FieldDuration)), "?")
		recording := cmp.Or(found.Text(signalwire.FieldRecordingSID), "?")
		return fmt.Sprintf("Delete the transcription %s (%s seconds) of the recording %s of %s?",
			transcription, seconds, recording, app.SpaceName()), nil
	})
	if err != nil {
		return err
	}
	request, err := s.Client.DeleteTranscription(ctx, transcription)
	if err != nil {
		return explain(err)
	}
	confirm.Removed(app, "deleted", transcription, request)
	if !app.DryRun {
		return nil
	}
	return s.Printer.Item(ctx, request)
}
