package transcription

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type getOptions struct {
	transcription string
	expect        expect.Flags
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:     "get --transcription SID",
		Short:   "Show a transcription",
		Example: `  confcall transcription get --transcription "$TRANSCRIPTION" --jq .transcription_text`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, &opts) },
	}
	flags.SID(cmd, &opts.transcription, "transcription", "the transcription's `SID`")
	opts.expect.Add(app, cmd, noun, false)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts *getOptions) error {
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	transcription, err := client.Transcription(ctx, opts.transcription)
	if err != nil && !(failure.IsNotFound(err) && opts.expect.OfExistence()) {
		return failure.WhenNotFound(err, "see confcall transcription list")
	}
	if transcription != nil {
		if err := printer.Item(ctx, transcription); err != nil {
			return err
		}
	}
	opts.expect.Judge("", transcription, 0)
	return opts.expect.Verdict()
}
