package call

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type waitOptions struct {
	call string
	wait expect.Wait
}

func newWait(app *cli.App) *cobra.Command {
	var opts waitOptions
	cmd := &cobra.Command{
		Use:   "wait --call SID --for CONDITION",
		Short: "Wait until something is true of a call",
		Long: `Wait until a call is as wanted, and print it. A call that has ended, however it did, is gone.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until somebody answers
  confcall call wait --call "$CALL" --for status=in-progress --within 60s

  # Until they hang up
  confcall call wait --call "$CALL" --for gone --within 2h`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWait(cmd.Context(), app, &opts) },
	}
	flags.SID(cmd, &opts.call, "call", "the `SID` of the call")
	opts.wait.Add(cmd, false)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWait(ctx context.Context, app *cli.App, opts *waitOptions) error {
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	return opts.wait.Run(ctx, app, printer, func(ctx context.Context) (look expect.Look, err error) {
		look.Object, err = client.Call(ctx, opts.call)
		if failure.IsNotFound(err) {
			return expect.Look{Missing: explain(err, opts.call)}, nil
		}
		if err == nil && hasEnded(look.Object) {
			look.Over = "the call has ended: " + look.Object.Status()
		}
		return look, err
	})
}
