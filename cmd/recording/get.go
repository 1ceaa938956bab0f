package recording

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/media"
	"confcall/pkg/signalwire"
)

func newGet(app *cli.App) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE --recording SID",
		Short:   "Show a recording",
		Example: `  confcall recording get --conference "Morning stand-up" --recording "$RECORDING"`,
	}
	t.addRecording(cmd)
	return expect.Get{
		Noun: media.RecordingNoun, Conference: &t.conference,
		Fetch: func(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
			recording, err := s.Client.Recording(ctx, s.Conference, t.recording)
			return recording, t.explain(s, err)
		},
	}.Command(app, cmd)
}
