package conference

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/roster"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

// onHoldField is the field that the console adds to a conference: how many are on hold in it, and who.
const onHoldField = "on_hold"

// NewConsole makes the command that shows all conferences in progress. participants makes the watch of one that is opened.
func NewConsole(app *cli.App, participants func(*cli.App, *cli.Session) *watch.Watch) *cobra.Command {
	c := &consoleRows{app: app}
	wider := nouns.Conference
	wider.Columns = []string{signalwire.FieldSID, signalwire.FieldDateCreated}
	return watch.Watch{
		Kind: "conference", Noun: wider, Came: "started", Went: "ended", InnerEvents: []string{"joined", "left"},
		Poll: c.poll,
		Fetch: func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error) {
			return s.Client.Conference(ctx, sid)
		},
		ScreenColumns: []string{signalwire.FieldName, condition.Count, onHoldField},
		ScreenLeast:   []string{signalwire.FieldDateCreated},
		Open: func(app *cli.App, s *cli.Session, conference signalwire.Resource) (*watch.Watch, error) {
			sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
			if err != nil {
				return nil, err
			}
			return participants(app, &cli.Session{Client: s.Client, Conference: sid}), nil
		},
		OnlyScreen: "use confcall conference watch",
	}.Command(app, &cobra.Command{
		Use:   "console",
		Short: "Watch all conferences, go into one and act in it",
		Long: `Watch all conferences in progress on a screen, with how many are in each and who is on hold. Enter goes into one, whose
participants can be muted, held, coached, announced to and removed there, and Esc comes back. ? explains the keys, q leaves.`,
		Example: `  confcall console

  # With the sandbox's conferences, without an account
  confcall console --sandbox`,
	})
}

// consoleRows fetches the conferences in progress and who is in them.
type consoleRows struct {
	app   *cli.App
	calls roster.Memory // of those who are on hold
}

// atOnce is how many lists of participants are fetched at once.
const atOnce = 8

// An inside says who is in a conference.
type inside struct {
	count  int
	onHold []signalwire.Resource
	err    error
}

func (c *consoleRows) poll(ctx context.Context, s *cli.Session) (watch.Snapshot, error) {
	found, err := listInProgress(ctx, s.Client)
	if err != nil {
		return watch.Snapshot{}, err
	}
	var insides []inside
	var onHold []signalwire.Resource
	count := func(ctx context.Context, conference signalwire.Resource) inside {
		sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
		if err != nil {
			return inside{err: err}
		}
		return countInside(ctx, s.Client, sid)
	}
	for in, err := range parallel.Map(ctx, atOnce, slices.Values(found), count) {
		if err != nil {
			return watch.Snapshot{}, err
		}
		insides, onHold = append(insides, in), append(onHold, in.onHold...)
	}
	calls, _, err := c.calls.Of(ctx, s.Client, onHold)
	if err != nil {
		calls = make([]signalwire.Resource, len(onHold)) // they are asked for again
	}
	for i, in := range insides {
		count, names := "null", "-"
		if in.err == nil {
			count, names = strconv.Itoa(in.count), inWords(in.onHold, calls)
		}
		calls = calls[len(in.onHold):]
		text, _ := json.Marshal(names) // a text encodes
		found[i] = found[i].Append(condition.Count, json.RawMessage(count)).Append(onHoldField, text)
	}
	return watch.Snapshot{Title: fmt.Sprintf("%s in progress at %s", output.Plural(len(found), "conference"), c.app.SpaceName()),
		Items: found}, nil
}

// countInside counts who is in a conference and who is on hold. An error is the conference's own, and does not stop the others.
func countInside(ctx context.Context, client *signalwire.Client, conference string) (in inside) {
	for page, err := range lookup.Participants(ctx, client, conference, url.Values{}, signalwire.Paging{}, nil) {
		if err != nil {
			return inside{err: err}
		}
		for _, participant := range page.Items {
			if participant.HasLeft() {
				continue
			}
			in.count++
			if participant.Is(signalwire.FieldHold) {
				in.onHold = append(in.onHold, participant)
			}
		}
	}
	return in
}

// inWords says who is on hold: `2: +13105550102, +13105550107`.
func inWords(onHold, calls []signalwire.Resource) string {
	var names []string
	for i, participant := range onHold {
		name := roster.FarEnd(calls[i])
		if name == "" {
			name = sid.Short(participant.CallSID())
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%d: %s", len(names), strings.Join(names, ", "))
}
