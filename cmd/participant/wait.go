package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

func newWait(app *cli.App) *cobra.Command {
	var (
		call         string
		target       flags.ConferenceTarget
		rejoin, seen bool
	)
	cmd := &cobra.Command{
		Use:   "wait --conference CONFERENCE --call SID --for CONDITION",
		Short: "Wait until something is true of a participant",
		Long: `Wait until a participant is as wanted, and print it. exists and gone are about whether the call is in the
conference; one that is not there yet is waited for, and so is its conference. One who was there and has left is not,
unless with --for exists or --rejoin.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until the caller is unmuted, unless they leave
  confcall participant wait --conference "Support line" --call "$CALL" --for muted=false --fail-on gone --within 60s`,
	}
	flags.SID(cmd, &call, "call", "the `SID` of the participant's call")
	cmd.Flags().BoolVar(&rejoin, "rejoin", false, "wait on for a participant who was there and has left, as --for exists does")
	return expect.Wait{
		Noun:       noun,
		Conference: &target,
		Look: func(ctx context.Context, s *cli.Session) (expect.Look, error) {
			found, err := look(ctx, app, s, call)
			seen = seen || found.Object != nil
			if !seen || rejoin {
				found.Left = ""
			}
			if !seen && target.Name == "" && found.Over == vanished {
				found.Over = "" // it may come into being
			}
			return found, err
		},
	}.Command(app, cmd)
}

// look looks at the participant, and at the conference only where the participant is not in it.
func look(ctx context.Context, app *cli.App, s *cli.Session, call string) (expect.Look, error) {
	participant, err := s.Client.Participant(ctx, s.Conference, call)
	found := expect.Look{Object: participant}
	switch {
	case failure.IsNotFound(err):
		found.Missing = app.WhyNoParticipant(ctx, s.Client, s.Conference, err)
	case err != nil || !participant.HasLeft():
		return found, err
	}
	conference, err := s.Client.Conference(ctx, s.Conference)
	switch {
	case failure.IsNotFound(err):
		found.Over = vanished
		return found, nil
	case err == nil && conference.HasEnded():
		found.Over = "the conference has ended"
	case err == nil:
		found.Left = "the participant has left"
	}
	return found, err
}

const vanished = "the conference was there, and is no more"
