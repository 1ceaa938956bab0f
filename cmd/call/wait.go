package call

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/nouns"
	"confcall/pkg/roster"
)

func newWait(app *cli.App) *cobra.Command {
	var target flags.CallTarget
	cmd := &cobra.Command{
		Use:   "wait {--call SID | --number NUMBER} --for CONDITION",
		Short: "Wait until something is true of a call",
		Long: `Wait until a call is as wanted, and print it. A call that has ended, however it did, is gone.
It ends with 9 when what is wanted can no longer come true, and with 10 when the time is over.`,
		Example: `  # Until somebody answers
  confcall call wait --call "$CALL" --for status=in-progress --within 60s

  # Until the host hangs up
  confcall call wait --call "$HOST" --for gone --within 2h`,
	}
	flags.Call(cmd, &target, "the `SID` of the call")
	return expect.Wait{
		Noun: nouns.Call,
		Observe: func(ctx context.Context, s *cli.Session) (expect.Observation, error) {
			if target.SID == "" {
				sid, err := roster.SID(ctx, s, target)
				if failure.IsMissing(err) {
					return expect.Observation{Missing: err, NeverSeen: true}, nil // the number may be misspelt
				}
				if err != nil {
					return expect.Observation{}, err
				}
				target.SID = sid
			}
			call := target.SID
			found, err := s.Client.Call(ctx, call)
			switch {
			case failure.IsNotFound(err):
				return expect.Observation{Missing: explain(err, call)}, nil
			case err == nil && found.HasEnded():
				return expect.Observation{Object: found, Over: "the call has ended: " + found.Status()}, nil
			}
			return expect.Observation{Object: found}, err
		},
	}.Command(app, cmd)
}
