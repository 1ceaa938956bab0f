// Package watch looks at resources again and again, and tells what changes: as events, or as a table on a screen of its own.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/board"
	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Watch declares a verb that looks at some resources again and again, and tells what changes.
type Watch struct {
	Kind       string                  // participant, conference or call: the events' field that holds the resource
	Noun       output.Noun             // of the resources
	Wider      func() output.Noun      // the noun with the fields that the command's flags add; nil if they add none
	Came, Went string                  // the events of one that is new, and of one that is not there any more: joined and left
	Conference *flags.ConferenceTarget // whose resources they are; nil for those of the account
	Drawn      func()                  // is told that the watch is a table on a screen, before the first poll; nil if that is all the same
	Poll       func(ctx context.Context, s *cli.Session) (Snapshot, error)

	// Fetch fetches one that is not there any more, for how it ended; nil where it is shown as it was last.
	Fetch func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error)

	// What only a screen has; all of it may be missing.

	Actions       func(ctx context.Context, app *cli.App, s *cli.Session) []board.Action       // what keys do to the rows
	Who           func(ctx context.Context, s *cli.Session, items []signalwire.Resource) error // adds to the resources who they are
	ScreenColumns []string                                                                     // that Who adds
	Called        string                                                                       // that says who it is as well as a SID does
	ScreenLeast   []string                                                                     // gives way after the noun's own
	Open          func(app *cli.App, s *cli.Session, item signalwire.Resource) *Watch          // the watch that a row opens
	Within        []string                                                                     // its events, for bells that ring there
	OnlyScreen    string                                                                       // what to use without a screen; may be empty

	// Details are an item with what belongs to it.
	Details func(ctx context.Context, s *cli.Session, item signalwire.Resource) ([]signalwire.Resource, error)

	Session  *cli.Session // what the polls work with; made unless it is given
	interval time.Duration
	readOnly bool
	bells    []bell
	returns  bool          // it was opened from another one
	screen   bool          // a person reads, on a screen or line by line
	sooner   chan struct{} // has the next poll begin; nil where nothing is drawn
}

// onScreen reports whether the watch is drawn.
func (w *Watch) onScreen() bool { return w.sooner != nil }

// Snapshot is what one poll found.
type Snapshot struct {
	Title      string
	Items      []signalwire.Resource
	Conference string              // the SID of the conference whose participants they are; empty for conferences
	Ended      signalwire.Resource // the conference or call that was watched, once it has ended: the watch is over

	leaving map[string]bool // those that are not there any more, and of which it is asked how they ended
}

// Command completes the verb's command, which has its words and the flags of its own.
func (w Watch) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	cmd.Args = cli.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return w.run(cmd.Context(), app) }
	if w.Conference != nil {
		flags.Conference(cmd, w.Conference)
	}
	w.interval = 2 * time.Second
	flags.Duration(cmd, &w.interval, "interval", "look again after this `DURATION`")
	cmd.Flags().Var(bellValue{&w}, "bell", "on a screen, ring at this `EVENT`, such as "+w.Went+
		", or when a condition such as status=completed begins to hold; may be repeated")
	if w.Actions != nil || w.Open != nil {
		cmd.Flags().BoolVar(&w.readOnly, "read-only", false, "on a screen, no key changes anything")
	}
	if w.Wider == nil {
		w.Wider = func() output.Noun { return w.Noun }
	}
	app.AddPrintFlagsFor(cmd, w.Wider)
	return cmd
}

// eventNoun is an event as it is printed.
func (w *Watch) eventNoun() output.Noun {
	if w.Kind == "call" {
		return output.Noun{ID: "event", Fields: []string{"time", "event", "call", "changes"}}
	}
	return output.Noun{
		ID:     "event",
		Fields: []string{"time", "event", "conference_sid", "participant", "conference", "changes"},
	}
}

// run watches until it is over. In a terminal it draws a table; elsewhere, and with jsonl, csv or tsv, it prints an event a line.
func (w *Watch) run(ctx context.Context, app *cli.App) error {
	format, err := w.format(app)
	if err != nil {
		return err
	}
	if w.OnlyScreen != "" && format != output.Table {
		return failure.Usage(errors.New("there is no terminal to draw on"), w.OnlyScreen)
	}
	if (format == output.Table || format == lines) && w.Drawn != nil {
		w.Drawn()
	}
	w.Noun = w.Wider()
	if format == output.Table || format == lines {
		if err := w.open(ctx, app); err != nil {
			return err
		}
		if format == lines {
			return w.tell(ctx, app)
		}
		return w.draw(ctx, app)
	}
	printer, err := app.PrinterFor(w.eventNoun(), format)
	if err != nil {
		return err
	}
	if err := w.open(ctx, app); err != nil {
		return err
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { w.follow(ctx, app, yield) })
}

// format is table for a screen, or the format of the events.
func (w *Watch) format(app *cli.App) (output.Format, error) {
	format, err := app.Format()
	if err != nil {
		return "", err
	}
	_, isTerminal := console.Terminal(app.Out)
	// A trace would tear the screen.
	_, traced := console.Terminal(app.Err)
	dumb := isTerminal && os.Getenv("TERM") == "dumb"
	isTerminal = isTerminal && !dumb && !(app.Flags.Debug && traced)
	chosen := app.FormatIsChosen()
	if format == output.Wide {
		format = output.Table // a screen has an edge
	}
	switch {
	case dumb && format == output.Table && app.PrintOptions().JQ == "":
		return lines, nil
	case app.PrintOptions().JQ != "" && !chosen, format == output.Table && !isTerminal && !chosen:
		return output.JSONL, nil
	case format == output.JSON || format == output.YAML || format == output.Table && !isTerminal:
		return "", failure.Usage(fmt.Errorf("watch with the format %s: what never ends is no whole document", format),
			"use -o jsonl, csv or tsv")
	}
	return format, nil
}

// open makes what the polls work with.
func (w *Watch) open(ctx context.Context, app *cli.App) error {
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	w.Session = &cli.Session{Client: client}
	if w.Conference != nil {
		w.Session.Conference, err = lookup.ConferenceSID(ctx, client, *w.Conference)
	}
	return err
}

// follow yields the events of poll after poll as lines, until nobody reads them any more.
func (w *Watch) follow(ctx context.Context, app *cli.App, yield func([][]byte, error) bool) {
	err := w.each(ctx, app, func(events []event) bool { return yieldEvents(events, yield) })
	if err != nil {
		yield(nil, err)
	}
}

// each takes the events of poll after poll, as long as more are wanted.
func (w *Watch) each(ctx context.Context, app *cli.App, take func([]event) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var seen seen
	for results := w.polls(ctx, app); !app.ReaderIsGone(); {
		var p polled
		select {
		case p = <-results:
		case <-ctx.Done():
			p.err = context.Cause(ctx)
		}
		var events []event
		switch {
		case p.bug != nil:
			panic(p.bug)
		case p.err != nil:
			return p.err
		case p.passing != nil:
			app.Note("%s", p.passing)
		case p.gone != nil:
			events = seen.look(w, *p.gone, app.Now())
		default:
			events = seen.next(w, *p.found, app.Now())
		}
		if len(events) > 0 && !take(events) || p.found != nil && p.found.Ended != nil {
			return nil
		}
	}
	return nil
}

// yieldEvents yields events as lines, and reports whether more are wanted.
func yieldEvents(events []event, yield func([][]byte, error) bool) bool {
	var lines [][]byte
	for _, e := range events {
		line, err := output.Line(e)
		if err != nil {
			yield(nil, err)
			return false
		}
		lines = append(lines, line)
	}
	return yield(lines, nil)
}
