package participant

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// A change is an update of participants: what the API is sent, and how its answer shows that it was done.
type change struct {
	conference flags.ConferenceTarget
	calls      bulk.Calls
	form       url.Values
	done       string            // says what was done, before the call's SID: muted
	want       map[string]string // the answer's fields that show it, as JSON
}

// newChange makes the command of a verb. With many, it takes --all too.
func newChange(app *cli.App, c *change, many bool, cmd *cobra.Command) *cobra.Command {
	if c.form == nil {
		c.form = url.Values{}
	}
	cmd.Args = cli.NoArgs
	flags.Conference(cmd, &c.conference)
	if many {
		c.calls.AddAll(cmd)
	} else {
		c.calls.Add(cmd)
	}
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	if cmd.RunE == nil {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return runChange(cmd.Context(), app, c) }
	}
	return cmd
}

func runChange(ctx context.Context, app *cli.App, c *change) error {
	if err := c.calls.Check(app); err != nil {
		return err
	}
	printer, client, err := app.OpenChange(ctx, noun)
	if err != nil {
		return err
	}
	conference, err := cli.ConferenceSID(ctx, client, c.conference)
	if err != nil {
		return err
	}
	if c.calls.All {
		if err := nameAll(ctx, app, client, conference, &c.calls); err != nil {
			return err
		}
	}
	return bulk.ForEach(ctx, app, printer, &c.calls, bulk.Work{
		Name: c.done, Change: true,
		Do: func(ctx context.Context, call string) (signalwire.Resource, error) {
			participant, err := client.UpdateParticipant(ctx, conference, call, c.form)
			if err != nil {
				return nil, explain(ctx, app, client, conference, call, err)
			}
			return participant, app.Denied(c.done+" "+call, participant, c.wanted(call))
		},
		Done: func(call string, participant signalwire.Resource) {
			_ = app.Confirmed(c.done+" "+call, participant, c.wanted(call)) // which it is, or it would not be done
		},
	})
}

// wanted are the fields that show the change of a call.
func (c *change) wanted(call string) map[string]string {
	want := map[string]string{signalwire.FieldCallSID: strconv.Quote(call)} // of nobody else
	maps.Copy(want, c.want)
	return want
}

// explain gives the error of a change of a participant what is true of it.
func explain(ctx context.Context, app *cli.App, client *signalwire.Client, conference, call string, err error) error {
	err = failure.WhenUncertain(err, fmt.Sprintf("confcall participant get --conference %s --call %s", conference, call))
	return app.WhyNoParticipant(ctx, client, conference, err)
}

// nameAll names every participant of the conference who is still there, but for the exceptions.
func nameAll(ctx context.Context, app *cli.App, client *signalwire.Client, conference string, calls *bulk.Calls) error {
	excepted := map[string]bool{}
	for _, call := range calls.Except {
		excepted[strings.ToLower(call)] = false
	}
	for page, err := range client.Participants(ctx, conference, nil, signalwire.Paging{}) {
		if err != nil {
			return app.WhyNoParticipant(ctx, client, conference, err)
		}
		for _, participant := range page.Items {
			call, err := cli.SIDOf(participant, signalwire.FieldCallSID)
			if err != nil {
				return err
			}
			if _, left := excepted[strings.ToLower(call)]; left {
				excepted[strings.ToLower(call)] = true
			} else if !participant.HasLeft() {
				calls.Name(call)
			}
		}
	}
	for _, call := range calls.Except {
		if !excepted[strings.ToLower(call)] {
			app.Warn("--except %s is not in the conference", call)
		}
	}
	return nil
}
