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

func newGet(app *cli.App) *cobra.Command {
	var target flags.ConferenceTarget
	var sid string
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE",
		Short:   "Show a conference",
		Example: `  confcall conference get --conference "Morning stand-up"`,
	}
	flags.Conference(cmd, &target)
	return expect.Get{
		Noun: nouns.Conference,
		Fetch: func(ctx context.Context, s *cli.Session) (_ signalwire.Resource, err error) {
			if sid, err = lookup.ConferenceSID(ctx, s.Client, target); err != nil {
				return nil, err
			}
			conference, err := s.Client.Conference(ctx, sid)
			return conference, failure.WhenNotFound(err, "see confcall conference list")
		},
		Count: func(ctx context.Context, s *cli.Session) (int, signalwire.Resource, error) {
			return lookup.CountParticipants(ctx, s.Client, sid)
		},
	}.Command(app, cmd)
}
