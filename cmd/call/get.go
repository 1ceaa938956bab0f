package call

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
)

type getOptions struct {
	calls  bulk.Calls
	expect expect.Flags
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:   "get --call SID",
		Short: "Show a call",
		Long: `Show a call: who called whom, since when, and how it goes or ended.
Several calls make a list, in their order.`,
		Example: `  confcall call get --call "$CALL"

  # Has somebody answered?
  confcall call get --call "$CALL" --expect status=in-progress --jq .answered_by`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, &opts) },
	}
	opts.calls.Add(cmd)
	opts.expect.Add(app, cmd, noun, false)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts *getOptions) error {
	if err := opts.calls.Check(app); err != nil {
		return err
	}
	printer, client, err := app.Open(ctx, noun)
	if err != nil {
		return err
	}
	label := func(string) string { return "" }
	if _, single := opts.calls.Single(); !single {
		label = func(call string) string { return call + ": " }
	}
	err = bulk.ForEach(ctx, app, printer, &opts.calls, bulk.Work{
		Name: "read",
		Do: func(ctx context.Context, call string) (signalwire.Resource, error) {
			found, err := client.Call(ctx, call)
			if failure.IsNotFound(err) && opts.expect.OfExistence() {
				return nil, nil
			}
			return found, explain(err, call)
		},
		Done: func(call string, found signalwire.Resource) { opts.expect.Judge(label(call), found, 0) },
	})
	if err != nil {
		return err
	}
	return opts.expect.Verdict()
}
