package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type waitOptions struct {
	conference flags.ConferenceTarget
	call       string
	wait       expect.Wait
}

func newWait(app *cli.App) *cobra.Command {
	var opts waitOptions
	cmd := &cobra.Command{
		Use:   "wait --conference CONFERENCE --call SID --for CONDITION",
		Short: "Wait until something is true of a participant",
		Long: `Wait until a participant is as wanted, and print it. exists and gone are about whether the call is in the
conference; one that is not there yet is waited for, and so is its conference.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until the caller is unmuted, unless they leave
  confcall participant wait --conference "Support line" --call "$CALL" --for muted=false --fail-on gone --within 60s`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWait(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	flags.SID(cmd, &opts.call, "call", "the `SID` of the participant's call")
	opts.wait.Add(cmd, false)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWait(ctx context.Context, app *cli.App, opts *waitOptions) error {
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	lookUp := cli.LookUp(app, client, opts.conference)
	return opts.wait.Run(ctx, app, printer, func(ctx context.Context) (look expect.Look, err error) {
		sid, err := lookUp(ctx)
		if failure.IsMissing(err) {
			return opts.wait.Missing(ctx, client, opts.conference, err)
		}
		if err != nil {
			return look, err
		}
		look.Object, err = client.Participant(ctx, sid, opts.call)
		if err != nil && !failure.IsNotFound(err) || err == nil && !look.Object.HasLeft() {
			return look, err
		}
		if err != nil {
			look = expect.Look{Missing: app.WhyNoParticipant(ctx, client, sid, err)}
		}
		conference, err := client.Conference(ctx, sid)
		if failure.IsNotFound(err) {
			return look, nil
		}
		if conference.HasEnded() {
			look.Over = "the conference has ended"
		}
		return look, err
	})
}
