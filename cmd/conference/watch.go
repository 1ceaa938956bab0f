package conference

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
	"confcall/pkg/watch"
)

func newWatch(app *cli.App) *cobra.Command {
	var count bool
	var counts *roster.Counts
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Watch the conferences in progress",
		Long: `Watch the conferences in progress until it is interrupted. In a terminal it is one table, with how many are in each, which
marks what changed; q leaves it. In a pipe, or with -o jsonl, it is an event a line: present for those in progress at
first, then started, changed and ended; with --with-count a conference has the field count, and changes with it.`,
		Example: `  confcall conference watch

  # The names of those that begin
  confcall conference watch -o jsonl --jq 'select(.event == "started").conference.friendly_name'`,
	}
	cmd.Flags().BoolVar(&count, "with-count", false, "have how many are in each in the events too, as the field count")
	return watch.Watch{
		Kind: "conference", Noun: nouns.Conference, Came: "started", Went: "ended",
		Wider:     func() output.Noun { return nounWith(count) },
		ForPerson: func() { count = true },
		Poll: func(ctx context.Context, s *cli.Session) (watch.Snapshot, error) {
			found, err := listInProgress(ctx, s.Client)
			if err == nil && count {
				if counts == nil {
					counts = newCounts(app, s.Client)
				}
				err = addCounts(ctx, counts, found)
			}
			return watch.Snapshot{Title: fmt.Sprintf("%s in progress at %s", output.Plural(len(found), "conference"),
				app.SpaceName()), Items: found}, err
		},
		Fetch: func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error) {
			return s.Client.Conference(ctx, sid)
		},
	}.Command(app, cmd)
}

// newCounts counts by the log if the account is the project, whose log it is.
func newCounts(app *cli.App, client *signalwire.Client) *roster.Counts {
	counts := roster.NewCounts(client, atOnce, app.NoteText)
	if isProject, _ := app.IsProject(); !isProject { // the settings were read
		counts.IgnoreLog()
	}
	return counts
}

func listInProgress(ctx context.Context, client *signalwire.Client) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	pages := client.Conferences(ctx, url.Values{"Status": {status.InProgress}}, signalwire.Paging{})
	for page, err := range signalwire.Once(signalwire.FieldSID, pages) {
		if err != nil {
			return nil, err
		}
		found = append(found, page.Items...)
	}
	return found, nil
}
