package conference

import (
	"context"
	"errors"
	"net/url"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/signalwire"
)

func newList(app *cli.App) *cobra.Command {
	return list.List{
		Noun: noun,
		Filters: []flags.FormFlag{
			{Name: "status", Parameter: "Status", Many: true, Values: []string{signalwire.StatusInit, signalwire.StatusInProgress, signalwire.StatusCompleted},
				Usage: "only those of this `STATUS`: init, in-progress or completed; may be repeated"},
			{Name: "name", Parameter: "FriendlyName", Usage: "only those of this friendly `NAME`", Check: checkName},
		},
		Dates:     []list.Date{{Name: "created", Parameter: "DateCreated"}, {Name: "updated", Parameter: "DateUpdated"}},
		Precision: list.ByDay,
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			return s.Client.Conferences(ctx, query, paging)
		},
	}.Command(app, &cobra.Command{
		Use:   "list",
		Short: "List conferences",
		Long:  "List the conferences of the account, those that are over too unless --status says otherwise.",
		Example: `  # What is going on?
  confcall conference list --status in-progress

  # Their SIDs, for a loop
  confcall conference list --status in-progress -o name`,
	})
}

func checkName(text string) error {
	if text == "" || utf8.RuneCountInString(text) > 64 {
		return errors.New("want a friendly name of 1 to 64 characters")
	}
	return nil
}
