package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

type getOptions struct {
	conference string
	call       string
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:   "get --conference SID --call SID",
		Short: "Show one participant",
		Long: `Show one participant of a conference: whether the call is muted, on hold or coaching,
since when, and whether the conference ends with it.

As a table it is one field a row; as JSON or YAML it is the API's own object.`,
		Example: `  # Without an account, the documented sample
  confcall --sandbox participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca

  # Is the caller muted?
  confcall participant get --conference "$CONFERENCE" --call "$CALL" --jq .muted`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, opts) },
	}
	cli.SIDVar(cmd.Flags(), &opts.conference, "conference", "the conference's `SID`")
	cli.SIDVar(cmd.Flags(), &opts.call, "call", "the `SID` of the participant's call")
	app.AddPrintFlags(cmd)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts getOptions) error {
	printer, err := app.Printer(noun)
	if err != nil {
		return err
	}
	client, err := app.Client()
	if err != nil {
		return err
	}
	participant, err := client.Participant(ctx, opts.conference, opts.call)
	if err != nil {
		return cli.WhenNotFound(err, "the call may have left, or the conference may have ended: list the conference's participants to see who is there")
	}
	return printer.Item(ctx, participant)
}
