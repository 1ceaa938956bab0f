package participant

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/nouns"
	"confcall/pkg/number"
	"confcall/pkg/roster"
)

func newWait(app *cli.App) *cobra.Command {
	var (
		sought       sought
		target       flags.ConferenceTarget
		rejoin, seen bool
	)
	cmd := &cobra.Command{
		Use:   "wait --conference CONFERENCE {--call SID | --number NUMBER} --for CONDITION",
		Short: "Wait until something is true of a participant",
		Long: `Wait until a participant is as wanted, and print it. exists and gone are about whether the call is in the
conference; one that is not there yet is waited for, and so is its conference. It does not wait for somebody who was
there and has left, unless with --for exists or --rejoin. A number stands for the call that it is first found with, and with --rejoin
for the next one too.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until the caller is unmuted, unless they leave
  confcall participant wait --conference "Support line" --call "$CALL" --for muted=false --fail-on gone --within 60s`,
	}
	flags.Call(cmd, &sought.CallTarget, "the `SID` of the participant's call")
	cmd.Flags().BoolVar(&rejoin, "rejoin", false, "wait on for a participant who was there and has left, as --for exists does")
	return expect.Wait{
		Noun:       nouns.Participant,
		Conference: &target,
		Observe: func(ctx context.Context, s *cli.Session) (expect.Observation, error) {
			found, err := sought.observe(ctx, app, s)
			seen = seen || found.Object != nil
			found.NeverSeen = found.NeverSeen && !seen
			if rejoin && (found.Object == nil || found.Object.HasLeft()) {
				sought.forget()
			}
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

// sought is the participant who is waited for. A number stands for the first call that it was found with.
type sought struct {
	flags.CallTarget
}

// forget makes a number be looked up again.
func (w *sought) forget() {
	if w.Number != (number.Pattern{}) {
		w.SID = ""
	}
}

// observe fetches the participant, and the conference only if the participant is not in it.
func (w *sought) observe(ctx context.Context, app *cli.App, s *cli.Session) (expect.Observation, error) {
	found, err := w.find(ctx, app, s)
	if err != nil || found.Object != nil && !found.Object.HasLeft() {
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

// find fetches the participant, or says why there is none.
func (w *sought) find(ctx context.Context, app *cli.App, s *cli.Session) (expect.Observation, error) {
	if w.SID == "" {
		sid, err := roster.SID(ctx, s, w.CallTarget)
		if failure.IsMissing(err) {
			return expect.Observation{Missing: err, NeverSeen: true}, nil // the number may be misspelt
		}
		if err != nil {
			return expect.Observation{}, err
		}
		w.SID = sid
	}
	participant, err := s.Client.Participant(ctx, s.Conference, w.SID)
	if failure.IsNotFound(err) {
		return expect.Observation{Missing: app.Absence.Explain(ctx, s.Client, s.Conference, w.SID, err)}, nil
	}
	return expect.Observation{Object: participant}, err
}

const vanished = "the conference was there, and is no more"
