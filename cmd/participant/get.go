package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type getOptions struct {
	conference flags.ConferenceTarget
	calls      bulk.Calls
	withCall   bool
	expect     expect.Flags
}

func newGet(app *cli.App) *cobra.Command {
	var opts getOptions
	cmd := &cobra.Command{
		Use:   "get --conference CONFERENCE --call SID",
		Short: "Show a participant",
		Long: `Show a participant of a conference: whether the call is muted, on hold or coaching,
since when, and whether the conference ends with it.

As a table it is one field a row; as JSON or YAML it is the API's own object.
Several calls make a list, in their order.`,
		Example: `  # Without an account, the documented sample
  confcall --sandbox participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca

  # Is the caller muted?
  confcall participant get --conference "$CONFERENCE" --call "$CALL" --jq .muted`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runGet(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.calls.Add(cmd)
	addWithCall(cmd, &opts.withCall)
	opts.expect.Add(app, cmd, noun, false)
	app.AddPrintFlagsFor(cmd, func() output.Noun { return nounWith(opts.withCall, false) })
	return cmd
}

func runGet(ctx context.Context, app *cli.App, opts *getOptions) error {
	if err := opts.calls.Check(app); err != nil {
		return err
	}
	printer, client, err := app.Open(ctx, nounWith(opts.withCall, false))
	if err != nil {
		return err
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
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
			participant, err := client.Participant(ctx, conference, call)
			if failure.IsNotFound(err) && opts.expect.OfExistence() {
				return nil, nil
			}
			if err != nil {
				return nil, app.WhyNoParticipant(ctx, client, conference, err)
			}
			if opts.withCall {
				return withCall(ctx, client, participant)
			}
			return participant, nil
		},
		Done: func(call string, participant signalwire.Resource) { opts.expect.Judge(label(call), participant, 0) },
	})
	if err != nil {
		return err
	}
	return opts.expect.Verdict()
}
