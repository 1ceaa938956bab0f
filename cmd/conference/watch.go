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
	w := &watch.Watch{Kind: "conference", Noun: noun, Came: "started", Went: "ended"}
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Watch the conferences in progress",
		Long: `Watch the conferences in progress until it is interrupted. In a terminal it is one table, which marks what changed; q leaves it.
In a pipe, or with -o jsonl, it is an event a line: present for those in progress at first, then started, changed and ended.`,
		Example: `  confcall conference watch

  # The names of those that begin
  confcall conference watch -o jsonl --jq 'select(.event == "started").conference.friendly_name'`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWatch(cmd.Context(), app, w) },
	}
	w.Add(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWatch(ctx context.Context, app *cli.App, w *watch.Watch) error {
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	before := map[string]bool{}
	w.Poll = func(ctx context.Context) (watch.Snapshot, error) {
		found := watch.Snapshot{Gone: map[string]signalwire.Resource{}}
		for page, err := range client.Conferences(ctx, url.Values{"Status": {signalwire.StatusInProgress}}, signalwire.Paging{}) {
			if err != nil {
				return found, err
			}
			found.Items = append(found.Items, page.Items...)
		}
		now := map[string]bool{}
		for _, conference := range found.Items {
			now[conference.SID()] = true
		}
		for sid := range before {
			if !now[sid] && signalwire.IsSID(sid) {
				// If it cannot be fetched, it is shown as it was last.
				if conference, err := client.Conference(ctx, sid); err == nil {
					found.Gone[sid] = conference
				}
			}
		}
		before = now
		found.Title = fmt.Sprintf("%d conferences in progress at %s", len(found.Items), app.SpaceName())
		return found, nil
	}
	return w.Run(ctx, app)
}
