package bulk

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Get declares a verb that shows what --call names, one or many, and judges each by --expect.
type Get struct {
	Noun       func() output.Noun      // may depend on the command's flags
	Conference *flags.ConferenceTarget // that the calls are in; nil if they need be in none

	// Fetch retrieves what belongs to a call. Finding none satisfies --expect gone.
	Fetch func(ctx context.Context, s *cli.Session, call Target) (signalwire.Resource, error)
}

// Command completes the verb's command, which has its words and the flags of its own.
func (g Get) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	var calls Calls
	var expected expect.Flags
	cmd.Args = commands.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return g.run(cmd.Context(), app, &calls, &expected) }
	if g.Conference != nil {
		calls.AddConference(cmd, g.Conference)
	}
	calls.Add(cmd)
	expected.Add(app, cmd, expect.Subject{Noun: g.Noun()})
	app.AddReport(cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddPrintFlagsFor(cmd, g.Noun)
	return cmd
}

func (g Get) run(ctx context.Context, app *cli.App, calls *Calls, expected *expect.Flags) error {
	if err := calls.Check(app); err != nil {
		return err
	}
	s, err := calls.Open(ctx, app, cli.Needs{Noun: g.Noun()})
	if err != nil {
		return err
	}
	switch err := calls.LookUp(ctx, app, s); {
	case failure.IsMissing(err) && calls.given == 1 && expected.OfExistence():
		expected.Judge("", nil, 0)
		return expected.Verdict()
	case err != nil:
		return err
	}
	label := func(call Target) string { return calls.Label(call) + ": " }
	if _, single := calls.Single(); single {
		label = func(Target) string { return "" }
	}
	err = ForEach(ctx, app, s.Printer, calls, Work{
		Name:   "read",
		Judged: expected.Any() || app.Reports.Wanted(),
		Do: func(ctx context.Context, call Target) (signalwire.Resource, error) {
			found, err := g.Fetch(ctx, s, call)
			if failure.IsNotFound(err) && expected.OfExistence() {
				return nil, nil
			}
			return found, err
		},
		Done: func(call Target, found signalwire.Resource) { expected.Judge(label(call), found, 0) },
	})
	return output.Judged(err, expected.Verdict())
}
