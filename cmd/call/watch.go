package call

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

func newWatch(app *cli.App) *cobra.Command {
	var call flags.CallTarget
	cmd := &cobra.Command{
		Use:   "watch [--call SID | --number NUMBER]",
		Short: "Watch the calls that ring or go on",
		Long: `Watch the calls that ring or are in progress until it is interrupted, or one call until it ends. In a terminal
it is one table, which marks what changed; q leaves it. In a pipe, or with -o jsonl, it is an event a line: present for
those that there are at first, then started, changed and ended.`,
		Example: `  confcall call watch

  # Who is called, as it happens
  confcall call watch -o jsonl --jq 'select(.event == "started") | [.time, .call.to]'`,
	}
	flags.OptionalCall(cmd, &call, "only the call of this `SID`, until it ends")
	return watch.Watch{
		Kind: "call", Noun: nouns.Call, Came: "started", Went: "ended",
		Poll: func(ctx context.Context, s *cli.Session) (watch.Snapshot, error) {
			if !call.Given() {
				found, err := listLive(ctx, s.Client)
				return watch.Snapshot{Title: fmt.Sprintf("%s at %s", output.Plural(len(found), "call"), app.SpaceName()), Items: found}, err
			}
			var err error
			if call.SID, err = roster.SID(ctx, s, call); err != nil {
				return watch.Snapshot{}, err
			}
			return pollOne(ctx, s.Client, call.SID)
		},
		Fetch: func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error) {
			return s.Client.Call(ctx, sid)
		},
	}.Command(app, cmd)
}

func pollOne(ctx context.Context, client *signalwire.Client, sid string) (watch.Snapshot, error) {
	call, err := client.Call(ctx, sid)
	if err != nil {
		return watch.Snapshot{}, explain(err, sid)
	}
	snapshot := watch.Snapshot{Title: fmt.Sprintf("%s, %s", inWords(call), call.Status()), Items: []signalwire.Resource{call}}
	if call.HasEnded() {
		snapshot.Ended = call
	}
	return snapshot, nil
}

// listLive lists the calls that ring or are in progress. A call whose status changes between two lists is in both, and counts
// as in the later one.
func listLive(ctx context.Context, client *signalwire.Client) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	place := map[string]int{}
	for _, status := range signalwire.LiveCallStatuses() {
		for page, err := range client.Calls(ctx, url.Values{"Status": {status}}, signalwire.Paging{}) {
			if err != nil {
				return nil, err
			}
			for _, call := range page.Items {
				if i, twice := place[call.SID()]; twice && signalwire.IsSID(call.SID()) {
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
	return fmt.Sprintf("%s → %s (%s)", orUnknown(call.Text(signalwire.FieldFrom)), orUnknown(call.Text(signalwire.FieldTo)), call.SID())
}

func orUnknown(text string) string {
	if text == "" {
		return "?"
	}
	return text
}
