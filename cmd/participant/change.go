package participant

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
)

// A change is an update of participants: what the API is sent, and how its answer shows that it was done.
type change struct {
	conference flags.ConferenceTarget
	calls      bulk.Calls
	form       url.Values
	done       string       // says what was done, before the call's SID: muted
	want       confirm.Want // the fields by which the answer shows it
	takesAll   bool         // the command has --all

	check func() error // refuses some of the named calls; nil if none can be wrong
}

// switching sets a boolean field of participants, by the parameter of that name.
func switching(field, parameter string, on bool, done string) *change {
	return &change{form: url.Values{parameter: {strconv.FormatBool(on)}}, done: done, want: confirm.Want{field: on}, takesAll: true}
}

// newChange completes the command of a verb that makes a change.
func newChange(app *cli.App, c *change, cmd *cobra.Command) *cobra.Command {
	if c.form == nil {
		c.form = url.Values{}
	}
	cmd.Args = commands.NoArgs
	c.calls.AddConference(cmd, &c.conference)
	if c.takesAll {
		c.calls.AddAll(cmd)
	} else {
		c.calls.Add(cmd)
	}
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Participant)
	if cmd.RunE == nil {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return runChange(cmd.Context(), app, c) }
	}
	return cmd
}

func runChange(ctx context.Context, app *cli.App, c *change) error {
	if c.check == nil {
		c.check = func() error { return nil }
	}
	if err := cmp.Or(c.calls.Check(app), c.check()); err != nil {
		return err
	}
	s, err := c.calls.Open(ctx, app, cli.Needs{Noun: nouns.Participant, Changes: true})
	if err != nil {
		return err
	}
	if err := cmp.Or(c.calls.LookUp(ctx, app, s), c.check()); err != nil {
		return err
	}
	if c.calls.All {
		if err := nameAll(ctx, app, s, &c.calls); err != nil {
			return err
		}
	}
	return c.apply(ctx, app, s)
}

// apply makes the change, says so and, if the session has a printer, prints the changed participants.
func (c *change) apply(ctx context.Context, app *cli.App, s *cli.Session) error {
	return bulk.ForEach(ctx, app, s.Printer, &c.calls, bulk.Work{
		Name: c.done, Change: true,
		Do: func(ctx context.Context, target bulk.Target) (signalwire.Resource, error) {
			participant, err := s.Client.UpdateParticipant(ctx, target.Conference, target.Call, c.form)
			if err != nil {
				return nil, explain(ctx, app, s.Client, target, err)
			}
			return participant, confirm.Denied(app, c.done+" "+c.calls.Label(target), participant, c.want.And(signalwire.FieldCallSID, target.Call))
		},
		Done: func(target bulk.Target, participant signalwire.Resource) {
			// Do has confirmed it already, so this cannot fail.
			_ = confirm.Made(app, c.done+" "+c.calls.Label(target), participant, c.want.And(signalwire.FieldCallSID, target.Call))
		},
	})
}

// explain adds to the error of a change what to do next.
func explain(ctx context.Context, app *cli.App, client *signalwire.Client, target bulk.Target, err error) error {
	err = failure.WhenUncertain(err, fmt.Sprintf("confcall participant get --conference %s --call %s", target.Conference, target.Call))
	return app.Absence.Explain(ctx, client, target.Conference, target.Call, err)
}

// nameAll names all participants who are in the conference, except those of --except.
func nameAll(ctx context.Context, app *cli.App, s *cli.Session, calls *bulk.Calls) error {
	excepted := map[string]bool{}
	for _, call := range calls.Except {
		excepted[strings.ToLower(call)] = false
	}
	var present []string
	over := false
	ended := func(conference signalwire.Resource) {
		over = true
		noteEnded(app, conference)
	}
	for page, err := range inConference(ctx, s, nil, signalwire.Paging{}, ended) {
		if err != nil {
			return app.Absence.Explain(ctx, s.Client, s.Conference, "", err)
		}
		for _, participant := range page.Items {
			call, err := lookup.SIDOf(participant, signalwire.FieldCallSID)
			if err != nil {
				return err
			}
			if _, left := excepted[strings.ToLower(call)]; left {
				excepted[strings.ToLower(call)] = true
			} else if !participant.HasLeft() {
				present = append(present, call)
			}
		}
	}
	if over {
		return nil
	}
	for _, call := range present {
		calls.Name(call)
	}
	for _, call := range calls.Except {
		if !excepted[strings.ToLower(call)] {
			app.Warn("--except %s is not in the conference", call)
		}
	}
	return nil
}
