package transcription

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/list"
	"confcall/pkg/signalwire"
)

func newList(app *cli.App) *cobra.Command {
	return list.List{
		Noun:      noun,
		Dates:     []list.Date{{Name: "created", Parameter: "DateCreated"}},
		Precision: list.ByMoment,
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			return s.Client.Transcriptions(ctx, query, paging)
		},
	}.Command(app, &cobra.Command{
		Use:   "list",
		Short: "List the account's transcriptions",
		Long:  "List the texts of the account's recordings, the newest first.",
		Example: `  # What was said yesterday?
  confcall transcription list --created-on 2026-11-22 --jq '.[].transcription_text'`,
	})
}
