package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Watch looks at some resources again and again, and tells what changes.
type Watch struct {
	Kind       string      // participant or conference: the events' field that holds the resource
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
	Ended      signalwire.Resource            // the conference, once it has completed: the watch is over
}

// Add adds the flag for how often to look.
func (w *Watch) Add(cmd *cobra.Command) {
	w.Interval = 2 * time.Second
	flags.Duration(cmd, &w.Interval, "interval", "look again after this `DURATION`")
}

// eventNoun is an event as it is printed.
func (w *Watch) eventNoun() output.Noun {
	return output.Noun{
		ID:     "event",
		Fields: []string{"time", "event", "conference_sid", "participant", "conference", "changes"},
	}
}

// An event is something that a poll has found.
type event struct {
	Time          string              `json:"time"` // RFC 3339, UTC
	Event         string              `json:"event"`
	ConferenceSID string              `json:"conference_sid"`
	Participant   json.RawMessage     `json:"participant,omitempty"`
	Conference    json.RawMessage     `json:"conference,omitempty"`
	Changes       map[string]oldToNew `json:"changes"` // null unless something changed

	id string
}

type oldToNew struct {
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// Run watches until it is over. In a terminal it draws a table; elsewhere, and with jsonl, csv or tsv, it prints an event a line.
func (w *Watch) Run(ctx context.Context, app *App) error {
	settings, err := app.Settings()
	if err != nil {
		return err
	}
	format, err := app.format(settings)
	if err != nil {
		return err
	}
	fd, isTerminal := console.Terminal(app.Out)
	// A trace would tear the screen.
	_, traced := console.Terminal(app.Err)
	isTerminal = isTerminal && os.Getenv("TERM") != "dumb" && !(app.Flags.Debug && traced)
	chosen := settings.Get(config.Output).Source.Kind == config.FromFlag
	switch {
	case app.printing.jq != "" && !chosen, format == output.Table && !isTerminal && !chosen:
		format = output.JSONL
	case format == output.JSON || format == output.YAML || format == output.Table && !isTerminal:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("watch with the format %s: what never ends is no whole document", format), Hint: "use -o jsonl, csv or tsv"}
	}
	if format == output.Table {
		return w.draw(ctx, app, fd)
	}
	printer, err := app.printerFor(w.eventNoun(), format)
	if err != nil {
		return err
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { w.follow(ctx, app, yield) })
}

// follow yields the events of poll after poll.
func (w *Watch) follow(ctx context.Context, app *App, yield func([][]byte, error) bool) {
	var seen *seen
	for {
		began := time.Now()
		found, err := w.Poll(ctx)
		switch {
		case ctx.Err() != nil:
			yield(nil, context.Cause(ctx))
			return
		case err != nil && !failure.MayPass(err):
			yield(nil, err)
			return
		case err != nil:
			app.Note("%s", err)
		default:
			var events []event
			seen, events = seen.next(w, found, app.Now())
			var lines [][]byte
			for _, e := range events {
				line, err := output.Line(e)
				if err != nil {
					yield(nil, err)
					return
				}
				lines = append(lines, line)
			}
			if len(lines) > 0 && !yield(lines, nil) || found.Ended != nil {
				return
			}
		}
		select {
		case <-time.After(w.pause(app, err) - time.Since(began)): // from the begin of one poll to that of the next
		case <-ctx.Done():
			yield(nil, context.Cause(ctx))
			return
		}
	}
}

// pause is the time until the next poll, a little longer or shorter each time, and as long as a rate limit asks for.
func (w *Watch) pause(app *App, err error) time.Duration {
	pause := max(w.Interval, failure.RetryAfter(err))
	return time.Duration(float64(pause) * (0.9 + 0.2*app.Random()))
}

// seen is what the last poll found, by ID and in order.
type seen struct {
	items map[string]signalwire.Resource
	order []string
}

// next holds a poll against the one before, which is nil for the first.
func (s *seen) next(w *Watch, found Snapshot, now time.Time) (*seen, []event) {
	current := &seen{items: map[string]signalwire.Resource{}}
	var events []event
	add := func(kind, id string, item signalwire.Resource, changes map[string]oldToNew) {
		e := event{Time: now.UTC().Format(time.RFC3339), Event: kind, ConferenceSID: found.Conference, Changes: changes, id: id}
		if w.Kind == "participant" {
			e.Participant = json.RawMessage(item)
		} else {
			e.Conference, e.ConferenceSID = json.RawMessage(item), id
		}
		events = append(events, e)
	}
	for _, item := range found.Items {
		id := item.Text(w.Noun.ID)
		if _, twice := current.items[id]; twice {
			continue
		}
		current.items[id], current.order = item, append(current.order, id)
		if s == nil {
			add("present", id, item, nil)
			continue
		}
		if before, ok := s.items[id]; !ok {
			add(w.Came, id, item, nil)
		} else if changes := differences(before, item); len(changes) > 0 {
			add("changed", id, item, changes)
		}
	}
	if s != nil {
		for _, id := range s.order {
			if _, there := current.items[id]; !there {
				last := s.items[id]
				if now, known := found.Gone[id]; known {
					last = now
				}
				add(w.Went, id, last, nil)
			}
		}
	}
	if found.Ended != nil {
		events = append(events, event{Time: now.UTC().Format(time.RFC3339), Event: "ended", ConferenceSID: found.Conference, Conference: json.RawMessage(found.Ended)})
	}
	return current, events
}

// differences are the fields whose values are not the same any more.
func differences(before, after signalwire.Resource) map[string]oldToNew {
	if bytes.Equal(before, after) {
		return nil
	}
	var old, new map[string]json.RawMessage
	if json.Unmarshal(before, &old) != nil || json.Unmarshal(after, &new) != nil {
		return nil
	}
	changes := map[string]oldToNew{}
	for field, value := range new {
		if was, ok := old[field]; !ok || !bytes.Equal(was, value) {
			changes[field] = oldToNew{orNullJSON(was), value}
		}
	}
	for field, was := range old {
		if _, ok := new[field]; !ok {
			changes[field] = oldToNew{was, orNullJSON(nil)}
		}
	}
	return changes
}

func orNullJSON(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}

// inWords says what an event is, for a person: `muted: no → yes`, `joined`.
func (e event) inWords() string {
	if e.Event != "changed" {
		return e.Event
	}
	words := map[string]string{"true": "yes", "false": "no", "null": "-"}
	text := ""
	var fields []string
	for field := range e.Changes {
		if field != "date_updated" || len(e.Changes) == 1 {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	for _, field := range fields {
		show := func(raw json.RawMessage) string {
			if word, ok := words[string(raw)]; ok {
				return word
			}
			var s string
			if json.Unmarshal(raw, &s) == nil {
				return s
			}
			return string(raw)
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s: %s → %s", field, show(e.Changes[field].Old), show(e.Changes[field].New))
	}
	return text
}
