package participant

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

type watchOptions struct {
	conference flags.ConferenceTarget
	call       string
	watch      watch.Watch
}

func newWatch(app *cli.App) *cobra.Command {
	var opts watchOptions
	cmd := &cobra.Command{
		Use:   "watch --conference CONFERENCE [--call SID]",
		Short: "Watch the participants of a conference",
		Long: `Watch the participants of a conference until it ends. In a terminal it is one table, which marks what changed; q leaves it.
In a pipe, or with -o jsonl, it is an event a line: present for those who are there at first, then joined, left and changed,
and ended for the conference.`,
		Example: `  confcall participant watch --conference "Support line"

  # Who is muted, as it happens
  confcall participant watch --conference "Support line" -o jsonl --jq 'select(.changes.muted) | [.time, .participant.call_sid, .participant.muted]'`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWatch(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	flags.OptionalSID(cmd, &opts.call, "call", "only the participant of this `SID`")
	opts.watch.Add(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runWatch(ctx context.Context, app *cli.App, opts *watchOptions) error {
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	sid, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	opts.watch.Kind, opts.watch.Noun, opts.watch.Came, opts.watch.Went = "participant", noun, "joined", "left"
	var last signalwire.Resource
	opts.watch.Poll = func(ctx context.Context) (watch.Snapshot, error) {
		found := watch.Snapshot{Conference: sid}
		conference, err := client.Conference(ctx, sid)
		if failure.IsNotFound(err) && last != nil {
			found.Ended, found.Title = last, title(last, 0) // it was there, and is no more
			return found, nil
		}
		if err != nil {
			return found, failure.WhenNotFound(err, "see confcall conference list")
		}
		for page, err := range cli.Participants(ctx, client, sid, nil, signalwire.Paging{}, func(ended signalwire.Resource) { conference = ended }) {
			if failure.IsNotFound(err) { // the conference is no more either, which was there a moment ago
				return watch.Snapshot{Conference: sid, Ended: conference, Title: title(conference, 0)}, nil
			}
			if err != nil {
				return found, err
			}
			for _, participant := range page.Items {
				if opts.call == "" || strings.EqualFold(opts.call, participant.CallSID()) {
					found.Items = append(found.Items, participant)
				}
			}
		}
		last = conference
		present := 0
		for _, participant := range found.Items {
			if !participant.HasLeft() {
				present++
			}
		}
		found.Title = title(conference, present)
		if conference.HasEnded() {
			found.Ended = conference
		}
		return found, nil
	}
	return opts.watch.Run(ctx, app)
}

func title(conference signalwire.Resource, participants int) string {
	return fmt.Sprintf("%s (%s), %s, %d participants", conference.Name(), conference.SID(), conference.Status(), participants)
}
