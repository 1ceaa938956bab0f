package call

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

type watchOptions struct {
	call  string
	watch watch.Watch
}

func newWatch(app *cli.App) *cobra.Command {
	opts := watchOptions{watch: watch.Watch{Kind: "call", Noun: noun, Came: "started", Went: "ended"}}
	cmd := &cobra.Command{
		Use:   "watch [--call SID]",
		Short: "Watch the calls that ring or go on",
		Long: `Watch the calls that ring or are in progress until it is interrupted, or one call until it ends. In a terminal it is one table,
which marks what changed; q leaves it. In a pipe, or with -o jsonl, it is an event a line: present for those that there are at
first, then started, changed and ended.`,
		Example: `  confcall call watch

  # Who is called, as it happens
  confcall call watch -o jsonl --jq 'select(.event == "started") | [.time, .call.to]'`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWatch(cmd.Context(), app, &opts) },
	}
	flags.OptionalSID(cmd, &opts.call, "call", "only the call of this `SID`, until it ends")
	opts.watch.Add(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWatch(ctx context.Context, app *cli.App, opts *watchOptions) error {
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	opts.watch.Poll = pollAll(app, client)
	if opts.call != "" {
		opts.watch.Poll = pollOne(client, opts.call)
	}
	return opts.watch.Run(ctx, app)
}

func pollOne(client *signalwire.Client, call string) func(context.Context) (watch.Snapshot, error) {
	return func(ctx context.Context) (watch.Snapshot, error) {
		found, err := client.Call(ctx, call)
		if err != nil {
			return watch.Snapshot{}, explain(err, call)
		}
		snapshot := watch.Snapshot{Title: fmt.Sprintf("%s, %s", inWords(found), found.Status()), Items: []signalwire.Resource{found}}
		if hasEnded(found) {
			snapshot.Ended = found
		}
		return snapshot, nil
	}
}

// pollAll finds the calls that ring or go on. Those that have gone are looked at once more, for how they ended.
func pollAll(app *cli.App, client *signalwire.Client) func(context.Context) (watch.Snapshot, error) {
	before := map[string]bool{}
	return func(ctx context.Context) (watch.Snapshot, error) {
		found := watch.Snapshot{Gone: map[string]signalwire.Resource{}}
		calls, err := live(ctx, client)
		if err != nil {
			return found, err
		}
		found.Items = calls
		now := map[string]bool{}
		for _, call := range calls {
			now[call.SID()] = true
		}
		for sid := range before {
			if !now[sid] && signalwire.IsSID(sid) {
				// If it cannot be fetched, it is shown as it was last.
				if call, err := client.Call(ctx, sid); err == nil {
					found.Gone[sid] = call
				}
			}
		}
		before = now
		found.Title = fmt.Sprintf("%d calls at %s", len(found.Items), app.SpaceName())
		return found, nil
	}
}

// live lists the calls that ring or go on. A call that moves on between two looks is in both, and counts as in the later one.
func live(ctx context.Context, client *signalwire.Client) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	place := map[string]int{}
	for _, status := range []string{queued, ringing, signalwire.StatusInProgress} {
		for page, err := range client.Calls(ctx, url.Values{"Status": {status}}, signalwire.Paging{}) {
			if err != nil {
				return nil, err
			}
			for _, call := range page.Items {
				if i, twice := place[call.SID()]; twice {
					found[i] = call
					continue
				}
				place[call.SID()] = len(found)
				found = append(found, call)
			}
		}
	}
	return found, nil
}

// inWords says who calls whom.
func inWords(call signalwire.Resource) string {
	return fmt.Sprintf("%s → %s (%s)", orUnknown(call.Text("from")), orUnknown(call.Text("to")), call.SID())
}

func orUnknown(text string) string {
	if text == "" {
		return "?"
	}
	return text
}
