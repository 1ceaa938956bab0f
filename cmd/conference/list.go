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
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

func newList(app *cli.App) *cobra.Command {
	var (
		count  bool
		atOnce int
	)
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List conferences",
		Long: `List the conferences of the account, those that are over too unless --status says otherwise. With --with-count each has
a field count, how many are in it: by the space's log, or else by the participants of each. It is null if that is not known.`,
		Example: `  # What is going on?
  confcall conference list --status in-progress

  # Where are many?
  confcall conference list --status in-progress --with-count --where 'count>=10'

  # Their SIDs, for a loop
  confcall conference list --status in-progress -o name`,
	}
	cmd.Flags().BoolVar(&count, "with-count", false, "add how many are in each, as the field count")
	flags.Parallel(cmd, &atOnce)
	return list.List{
		Noun:  nouns.Conference,
		Wider: func() output.Noun { return nounWith(count) },
		Check: func() error {
			if count {
				return app.NeedProject("the log of conferences is")
			}
			return nil
		},
		Filters: []flags.FormFlag{
			{Name: "status", Parameter: "Status", Many: true,
				Values: []string{status.Init, status.InProgress, status.Completed},
				Usage:  "only those of this `STATUS`: init, in-progress or completed; may be repeated"},
			{Name: "name", Parameter: "FriendlyName", Usage: "only those of this friendly `NAME`", Check: checkName},
		},
		Dates:     []list.Date{{Name: "created", Parameter: "DateCreated"}, {Name: "updated", Parameter: "DateUpdated"}},
		Precision: list.ByDay,
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			pages := s.Client.Conferences(ctx, query, paging)
			if !count {
				return pages
			}
			counts := roster.NewCounts(s.Client, atOnce, app.NoteText)
			return func(yield func(signalwire.Page, error) bool) {
				for page, err := range pages {
					if err == nil {
						err = addCounts(ctx, counts, page.Items)
					}
					if err != nil {
						page = signalwire.Page{}
					}
					if !yield(page, err) || err != nil {
						return
					}
				}
			}
		},
	}.Command(app, cmd)
}

func checkName(text string) error {
	if text == "" || utf8.RuneCountInString(text) > 64 {
		return errors.New("want a friendly name of 1 to 64 characters")
	}
	return nil
}
