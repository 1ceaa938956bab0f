package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

func newGet(app *cli.App) *cobra.Command {
	var call withCallFlag
	cmd := &cobra.Command{
		Use:   "get --conference CONFERENCE {--call SID | --number NUMBER}",
		Short: "Show a participant",
		Long: `Show a participant of a conference: whether the call is muted, on hold or coaching,
since when, and whether the conference ends with it.

As a table it is one field a row; as JSON or YAML it is the API's own object.
Several calls make a list, in their order.`,
		Example: `  # Without an account, the documented sample
  confcall --sandbox participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca

  # Is the caller muted?
  confcall participant get --conference "$CONFERENCE" --call "$CALL" --jq .muted`,
	}
	call.add(app, cmd)
	return bulk.Get{
		Noun:       func() output.Noun { return nounWith(call) },
		Conference: new(flags.ConferenceTarget),
		Fetch: func(ctx context.Context, s *cli.Session, target bulk.Target) (signalwire.Resource, error) {
			participant, err := s.Client.Participant(ctx, target.Conference, target.Call)
			switch {
			case err != nil:
				return nil, app.Absence.Explain(ctx, s.Client, target.Conference, target.Call, err)
			case call.isFor(participant):
				return withCall(ctx, s.Client, participant)
			}
			return participant, nil
		},
	}.Command(app, cmd)
}
