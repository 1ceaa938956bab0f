package conference

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

func newWait(app *cli.App) *cobra.Command {
	return expect.Wait{
		Noun:       noun,
		Conference: new(flags.ConferenceTarget),
		Look:       look,
		Count: func(ctx context.Context, s *cli.Session) (int, error) {
			return cli.CountParticipants(ctx, s.Client, s.Conference)
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

func look(ctx context.Context, s *cli.Session) (expect.Look, error) {
	conference, err := s.Client.Conference(ctx, s.Conference)
	switch {
	case failure.IsNotFound(err):
		return expect.Look{Missing: failure.WhenNotFound(err, "see confcall conference list")}, nil
	case err == nil && conference.HasEnded():
		return expect.Look{Object: conference, Over: "the conference has ended"}, nil
	}
	return expect.Look{Object: conference}, err
}
