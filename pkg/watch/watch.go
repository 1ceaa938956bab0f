// Package watch looks at resources again and again, and tells what changes: as events, or as a table on a screen of its own.
package watch

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/poll"
	"confcall/pkg/signalwire"
)

// Watch looks at some resources again and again, and tells what changes.
type Watch struct {
	Kind       string      // participant, conference or call: the events' field that holds the resource
	Noun       output.Noun // of the resources
	Came, Went string      // the events of one that is new, and of one that is not there any more: joined and left
	Poll       func(ctx context.Context) (Snapshot, error)

	Interval time.Duration
}

// Snapshot is what one poll found.
type Snapshot struct {
	Title      string
	Items      []signalwire.Resource
	Conference string                         // the SID of the conference whose participants they are; empty for conferences
	Gone       map[string]signalwire.Resource // what became of those who are not there any more, by ID, if that is known
	Ended      signalwire.Resource            // the conference or call that was watched, once it has ended: the watch is over
}

// Add adds the flag for how often to look.
func (w *Watch) Add(cmd *cobra.Command) {
	w.Interval = 2 * time.Second
	flags.Duration(cmd, &w.Interval, "interval", "look again after this `DURATION`")
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

// Run watches until it is over. In a terminal it draws a table; elsewhere, and with jsonl, csv or tsv, it prints an event a line.
func (w *Watch) Run(ctx context.Context, app *cli.App) error {
	format, err := app.Format()
	if err != nil {
		return err
	}
	fd, isTerminal := console.Terminal(app.Out)
	// A trace would tear the screen.
	_, traced := console.Terminal(app.Err)
	isTerminal = isTerminal && os.Getenv("TERM") != "dumb" && !(app.Flags.Debug && traced)
	chosen := app.FormatIsChosen()
	if format == output.Wide {
		format = output.Table // a screen has an edge
	}
	switch {
	case app.PrintOptions().JQ != "" && !chosen, format == output.Table && !isTerminal && !chosen:
		format = output.JSONL
	case format == output.JSON || format == output.YAML || format == output.Table && !isTerminal:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("watch with the format %s: what never ends is no whole document", format), Hint: "use -o jsonl, csv or tsv"}
	}
	if format == output.Table {
		return w.draw(ctx, app, fd)
	}
	printer, err := app.PrinterFor(w.eventNoun(), format)
	if err != nil {
		return err
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { w.follow(ctx, app, yield) })
}

// follow yields the events of poll after poll.
func (w *Watch) follow(ctx context.Context, app *cli.App, yield func([][]byte, error) bool) {
	var seen *seen
	loop := poll.Loop{Interval: w.Interval, Random: app.Random, Passing: func(err error) { app.Note("%s", err) }}
	err := loop.Run(ctx, func(ctx context.Context) (bool, error) {
		found, err := w.Poll(ctx)
		if err != nil || ctx.Err() != nil {
			return false, err
		}
		var events []event
		seen, events = seen.next(w, found, app.Now())
		var lines [][]byte
		for _, e := range events {
			line, err := output.Line(e)
			if err != nil {
				return false, err
			}
			lines = append(lines, line)
		}
		wanted := len(lines) == 0 || yield(lines, nil)
		return !wanted || found.Ended != nil, nil
	})
	if err != nil {
		yield(nil, err)
	}
}
