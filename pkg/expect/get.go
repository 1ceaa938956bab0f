package expect

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Get declares a verb that shows one resource, and judges it by --expect.
type Get struct {
	Noun       output.Noun
	Conference *flags.ConferenceTarget // whose resource it is; nil for one that is of no conference, or is a conference itself

	// Fetch retrieves the resource. Finding none satisfies --expect gone.
	Fetch func(ctx context.Context, s *cli.Session) (signalwire.Resource, error)

	// Count counts what the condition count is about; nil if there is nothing to count.
	// ended is the resource, if it has ended meanwhile.
	Count func(ctx context.Context, s *cli.Session) (count int, ended signalwire.Resource, err error)
}

// Command completes the verb's command, which has its words and the flags that name the resource. It gets --conference
// unless it has it.
func (g Get) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	var expected Flags
	cmd.Args = commands.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return g.run(cmd.Context(), app, &expected) }
	if g.Conference != nil && cmd.Flags().Lookup("conference") == nil {
		flags.Conference(cmd, g.Conference)
	}
	expected.Add(app, cmd, Subject{Noun: g.Noun, Counts: g.Count != nil})
	app.AddReport(cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddPrintFlags(cmd, g.Noun)
	return cmd
}

func (g Get) run(ctx context.Context, app *cli.App, expected *Flags) error {
	needs := cli.Needs{Noun: g.Noun}
	if g.Conference != nil {
		needs.Conference = *g.Conference
	}
	s, err := app.Open(ctx, needs)
	if err != nil {
		return err
	}
	found, err := g.Fetch(ctx, s)
	if failure.IsMissing(err) && expected.OfExistence() {
		expected.Judge("", nil, 0)
		verdict := expected.Verdict()
		if none := (*lookup.NoConference)(nil); verdict == nil && errors.As(err, &none) && none.MayBeMisspelt() {
			return err // it is not known to have gone: the name may be misspelt
		}
		return verdict
	}
	if err != nil {
		return err
	}
	count := 0
	if expected.NeedsCount() {
		var ended signalwire.Resource
		if count, ended, err = g.Count(ctx, s); err != nil {
			return err
		}
		if ended != nil {
			found = ended
		}
	}
	printed := s.Printer.Item(ctx, found)
	expected.Judge("", found, count)
	return output.Judged(printed, expected.Verdict())
}
