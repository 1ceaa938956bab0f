// Package watch polls resources and shows what changes: as a stream of events, or as a table on a screen where keys act.
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
	"confcall/pkg/commands"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Watch declares a verb that polls some resources and shows what changes. Its command is made by Command.
type Watch struct {
	Kind       string                  // participant, conference or call: the field of an event that holds the resource
	Noun       output.Noun             // of the resources
	Wider      func() output.Noun      // the noun with the fields that the command's flags add; nil if they add none
	Came, Went string                  // the names of the events for a new resource and for one that has left: joined, left
	Conference *flags.ConferenceTarget // the conference whose participants are watched; nil if the whole account is
	ForPerson  func()                  // called before the first poll if a person reads, not a program; may be nil
	Poll       func(ctx context.Context, s *cli.Session) (Snapshot, error)

	// Fetch returns the last state of a resource that is no longer listed. If nil, its event shows it as the last poll found it.
	Fetch func(ctx context.Context, s *cli.Session, sid string) (signalwire.Resource, error)

	// The rest is for screens, and may be left out.

	Actions       func(ctx context.Context, app *cli.App, s *cli.Session) []board.Action       // what keys do to the rows
	Who           func(ctx context.Context, s *cli.Session, items []signalwire.Resource) error // adds fields that say who they are
	ScreenColumns []string                                                                     // the fields that Who adds
	NameField     string                                                                       // the one that may stand for the SID
	ScreenLeast   []string                                                                     // columns dropped after Noun.Least
	Open          func(app *cli.App, s *cli.Session, item signalwire.Resource) (*Watch, error) // the watch that Enter on a row opens
	InnerEvents   []string                                                                     // its events, for --bell
	OnlyScreen    string                                                                       // the hint where there is no screen

	// Details returns a row's resource with those that belong to it, such as its call. With an error it returns what it has.
	Details func(ctx context.Context, s *cli.Session, item signalwire.Resource) ([]signalwire.Resource, error)

	Session *cli.Session // set by the command or, for a watch that a row opens, by Open

	interval  time.Duration
	readOnly  bool
	bells     []bell
	returns   bool          // Esc goes back to the watch that this one was opened from
	forPerson bool          // a person reads, on a screen or line by line
	sooner    chan struct{} // starts the next poll early; nil unless there is a screen
}

// onScreen reports whether the watch is a table on a screen.
func (w *Watch) onScreen() bool { return w.sooner != nil }

// Snapshot is what one poll found.
type Snapshot struct {
	Title      string
	Items      []signalwire.Resource
	Conference string              // the SID of the conference whose participants are watched; empty for other kinds
	Ended      signalwire.Resource // the conference or call that was watched, once it has ended; that ends the watch

	leaving map[string]bool // the IDs of those no longer listed whose last state is being fetched; true where that begins now
}

// Command adds the flags and the run function to a verb's command, which has its words and its own flags already.
func (w Watch) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	cmd.Args = commands.NoArgs
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

// eventNoun describes events to the printer.
func (w *Watch) eventNoun() output.Noun {
	if w.Kind == "call" {
		return output.Noun{ID: "event", Fields: []string{"time", "event", "call", "changes"}}
	}
	return output.Noun{
		ID:     "event",
		Fields: []string{"time", "event", "conference_sid", "participant", "conference", "changes"},
	}
}

// run watches until what is watched has ended. It draws a table in a terminal; elsewhere, and with jsonl, csv or tsv, it prints
// a line for each event.
func (w *Watch) run(ctx context.Context, app *cli.App) error {
	format, err := w.format(app)
	if err != nil {
		return err
	}
	if w.OnlyScreen != "" && format != output.Table {
		return failure.Usage(errors.New("there is no terminal to draw on"), w.OnlyScreen)
	}
	if format == output.Table || format == lines {
		return w.runForPerson(ctx, app, format)
	}
	w.Noun = w.Wider()
	printer, err := app.PrinterFor(w.eventNoun(), format)
	if err != nil {
		return err
	}
	if err := w.open(ctx, app); err != nil {
		return err
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { w.follow(ctx, app, yield) })
}

// runForPerson watches on a screen or, with the format lines, prints events as text.
func (w *Watch) runForPerson(ctx context.Context, app *cli.App, format output.Format) error {
	if w.ForPerson != nil {
		w.ForPerson()
	}
	w.Noun = w.Wider()
	if err := w.open(ctx, app); err != nil {
		return err
	}
	if format == lines {
		return w.printLines(ctx, app)
	}
	return w.draw(ctx, app)
}

// format returns the format of the events, or output.Table for a screen.
func (w *Watch) format(app *cli.App) (output.Format, error) {
	format, err := app.Format()
	if err != nil {
		return "", err
	}
	isTerminal := app.OutIsTerminal()
	_, errIsTerminal := console.Terminal(app.Err)
	dumb := isTerminal && os.Getenv("TERM") == "dumb"
	isTerminal = isTerminal && !dumb && !(app.Flags.Debug && errIsTerminal) // a trace would tear the screen
	chosen := app.FormatIsChosen()
	if format == output.Wide {
		format = output.Table // a screen cannot be wider than its window
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

// open makes the session for the polls, and looks the conference up.
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

// follow yields the events of poll after poll as JSON, until the reader is gone.
func (w *Watch) follow(ctx context.Context, app *cli.App, yield func([][]byte, error) bool) {
	err := w.each(ctx, app, func(events []event) bool { return yieldEvents(events, yield) })
	if err != nil {
		yield(nil, err)
	}
}

// each passes the events of poll after poll to take, until that returns false.
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
			app.NoteText(p.passing.Error())
		case p.unknown != nil:
			app.NoteText(p.unknown.Error())
			if !failure.MayPass(p.unknown) {
				seen.forget(p.departure.id)
			}
		case p.departure != nil:
			events = seen.depart(w, *p.departure, app.Now())
		default:
			events = seen.next(w, *p.found, app.Now())
		}
		if len(events) > 0 && !take(events) || p.found != nil && p.found.Ended != nil {
			return nil
		}
	}
	return nil
}

// yieldEvents yields events as JSON, and reports whether more are wanted.
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
