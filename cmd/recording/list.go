package recording

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/media"
	"confcall/pkg/signalwire"
)

func newList(app *cli.App) *cobra.Command {
	return list.List{
		Noun:       media.RecordingNoun,
		Conference: &flags.ConferenceTarget{},
		Dates:      []list.Date{{Name: "created", Parameter: "DateCreated"}},
		Precision:  list.ByDay,
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			return s.Client.Recordings(ctx, s.Conference, query, paging)
		},
		NotFound: "see confcall conference list",
	}.Command(app, &cobra.Command{
		Use:     "list --conference CONFERENCE",
		Short:   "List the recordings of a conference",
		Example: `  confcall recording list --conference "Morning stand-up"`,
	})
}
