package conference

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
)

func newWait(app *cli.App) *cobra.Command {
	var target flags.ConferenceTarget
	seen := false
	return expect.Wait{
		Noun:       nouns.Conference,
		Conference: &target,
		Observe: func(ctx context.Context, s *cli.Session) (expect.Observation, error) {
			found, err := observe(ctx, s)
			if seen = seen || found.Object != nil; found.Missing != nil && (seen || target.Name != "") {
				found.Over = "the conference was there, and is no more"
			}
			return found, err
		},
		Count: func(ctx context.Context, s *cli.Session) (int, signalwire.Resource, error) {
			return lookup.CountParticipants(ctx, s.Client, s.Conference)
		},
	}.Command(app, &cobra.Command{
		Use:   "wait --conference CONFERENCE --for CONDITION",
		Short: "Wait until something is true of a conference",
		Long: `Wait until a conference is as wanted, and print it. count is the number of participants who are there;
exists and gone are about the conference itself. A conference that is not there yet is waited for.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until two people are in
  confcall conference wait --conference "Morning stand-up" --for 'count>=2' --within 10m

  # Until it is over
  confcall conference wait --conference "Morning stand-up" --for gone --must-exist --within 2h --interval 10s`,
	})
}

func observe(ctx context.Context, s *cli.Session) (expect.Observation, error) {
	conference, err := s.Client.Conference(ctx, s.Conference)
	switch {
	case failure.IsNotFound(err):
		return expect.Observation{Missing: failure.WhenNotFound(err, "see confcall conference list")}, nil
	case err == nil && conference.HasEnded():
		return expect.Observation{Object: conference, Over: "the conference has ended"}, nil
	}
	return expect.Observation{Object: conference}, err
}
