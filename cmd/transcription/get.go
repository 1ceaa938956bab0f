package transcription

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

func newGet(app *cli.App) *cobra.Command {
	var transcription string
	cmd := &cobra.Command{
		Use:     "get --transcription SID",
		Short:   "Show a transcription",
		Example: `  confcall transcription get --transcription "$TRANSCRIPTION" --jq .transcription_text`,
	}
	flags.SID(cmd, &transcription, "transcription", "the transcription's `SID`")
	return expect.Get{
		Noun: noun,
		Fetch: func(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
			found, err := s.Client.Transcription(ctx, transcription)
			return found, failure.WhenNotFound(err, "see confcall transcription list")
		},
	}.Command(app, cmd)
}
