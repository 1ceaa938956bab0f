package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/input"
	"confcall/pkg/signalwire"
)

// Open begins the session of a command, in the conference that the flags name. Standard input is read once nothing else is
// known to be wrong, and before anything is sent: items completely, otherwise up to the line that shows that there are none.
func (c *Calls) Open(ctx context.Context, app *cli.App, needs cli.Needs) (*cli.Session, error) {
	if c.conference != nil {
		needs.Conference = *c.conference
	}
	if c.stdin {
		needs.Input = func(given flags.ConferenceTarget) (flags.ConferenceTarget, error) { return c.readInput(app, given) }
	}
	s, err := app.Open(ctx, needs)
	if err != nil {
		return nil, err
	}
	if c.conference != nil {
		c.session = s.Conference
	}
	return s, c.checkConferences()
}

// readInput reads standard input, and returns the conference that has to be looked up.
func (c *Calls) readInput(app *cli.App, given flags.ConferenceTarget) (flags.ConferenceTarget, error) {
	app.NoteReading("one a line")
	if c.read != nil {
		c.input = input.Words(app.In, c.read)
		return given, nil
	}
	c.input = input.SIDs(app.In, c.fields()...)
	if c.input.HasItems() {
		return c.takeItems(app, given)
	}
	if c.conference != nil && !given.Given() && !c.input.IsEmpty() {
		if err := c.input.Problem(); err != nil {
			return given, err
		}
		return given, failure.Usage(fmt.Errorf("confcall participant %s needs --conference, since standard input has SIDs alone", app.Runs),
			"name the conference, or pipe in what -o jsonl prints: each item names its own")
	}
	return given, nil
}

// fields returns the fields in which an item has the call's SID. An item of a conference that is not a participant, such as a
// recording, has a sid that is not the call's.
func (c *Calls) fields() []string {
	if c.conference != nil {
		return []string{signalwire.FieldCallSID}
	}
	return []string{signalwire.FieldCallSID, signalwire.FieldSID}
}

// takeItems names all calls of standard input, and returns the conference that has to be looked up.
func (c *Calls) takeItems(app *cli.App, given flags.ConferenceTarget) (flags.ConferenceTarget, error) {
	items := slices.Collect(c.input.Targets())
	c.input = nil
	namesConference := func(item input.Target) bool { return item.Conference != "" }
	if c.conference != nil && slices.ContainsFunc(items, namesConference) && app.LeavesConference() {
		given = flags.ConferenceTarget{}
	}
	for _, item := range items {
		target := Target{Call: item.Word, line: item.Line}
		switch {
		case item.Err != nil:
			return given, item.Err
		case c.conference == nil: // it does not matter
		case item.Conference == "" && !given.Given():
			return given, failure.Usage(
				fmt.Errorf("line %d of standard input: it has no conference_sid, and --conference is not given", item.Line),
				"name the conference, or pipe in items that name their own")
		default:
			target.Conference = item.Conference
		}
		c.add(target)
	}
	return given, nil
}

// checkConferences refuses items of another conference than the command line names.
func (c *Calls) checkConferences() error {
	for _, target := range c.named {
		if c.session != "" && target.Conference != "" && !strings.EqualFold(target.Conference, c.session) {
			return failure.Usage(
				fmt.Errorf("line %d of standard input: the call %s is in the conference %s, and the command line names %s",
					target.line, target.Call, target.Conference, c.session),
				"leave out the conference on the command line to have each item's own")
		}
	}
	return nil
}

// None returns the result of a run without calls: success, unless --require-some is given.
func (c *Calls) None(app *cli.App) error {
	if c.stdin {
		app.Note("standard input is empty: there is nothing to do")
	}
	if !c.requireSome {
		return nil
	}
	return &failure.Error{Exit: failure.ExitNotFound, Err: errors.New("there are none"), Hint: "--require-some wants at least one"}
}
