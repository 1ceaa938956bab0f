package conference

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

func newWatch(app *cli.App) *cobra.Command {
	return watch.Watch{
		Kind: "conference", Noun: noun, Came: "started", Went: "ended",
		Poll: func(ctx context.Context, s *cli.Session) (watch.Snapshot, error) {
			found, err := listInProgress(ctx, s.Client)
			return watch.Snapshot{Title: fmt.Sprintf("%d conferences in progress at %s", len(found), app.SpaceName()), Items: found}, err
		},
		Fetch: func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error) {
			return s.Client.Conference(ctx, sid)
		},
	}.Command(app, &cobra.Command{
		Use:   "watch",
		Short: "Watch the conferences in progress",
		Long: `Watch the conferences in progress until it is interrupted. In a terminal it is one table, which marks what changed; q leaves it.
In a pipe, or with -o jsonl, it is an event a line: present for those in progress at first, then started, changed and ended.`,
		Example: `  confcall conference watch

  # The names of those that begin
  confcall conference watch -o jsonl --jq 'select(.event == "started").conference.friendly_name'`,
	})
}

func listInProgress(ctx context.Context, client *signalwire.Client) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	pages := client.Conferences(ctx, url.Values{"Status": {signalwire.StatusInProgress}}, signalwire.Paging{})
	for page, err := range signalwire.Once(signalwire.FieldSID, pages) {
		if err != nil {
			return nil, err
		}
		found = append(found, page.Items...)
	}
	return found, nil
}
