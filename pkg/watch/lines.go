package watch

import (
	"context"
	"encoding/json"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// lines is the format for a terminal that cannot move its cursor: a line of text for each event.
const lines output.Format = "lines"

// printLines prints a line for each event, such as `12:00:05 2e9d4b60-… +13105550102 inbound muted: no → yes`.
func (w *Watch) printLines(ctx context.Context, app *cli.App) error {
	w.forPerson = true
	var failed error
	err := w.each(ctx, app, func(events []event) bool {
		for _, e := range events {
			if failed = app.Print("%s\n", output.Clean(w.sentence(app, e))); failed != nil {
				return false
			}
		}
		return true
	})
	if failed != nil {
		return failed
	}
	return err
}

// sentence is an event as a line of text: when, which resource, who that is, and what has changed.
func (w *Watch) sentence(app *cli.App, e event) string {
	words := []string{app.Now().In(app.PrintOptions().Zone).Format("15:04:05")}
	item := signalwire.Resource(firstOf(e.Participant, e.Call, e.Conference))
	id := item.Text(w.Noun.ID)
	if id == "" {
		id = item.SID()
	}
	words = append(words, id)
	for _, field := range w.ScreenColumns {
		words = append(words, item.Text(field))
	}
	words = append(words, item.Name(), e.inWords(sid.Short))
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// firstOf returns the first that is not nil.
func firstOf(items ...json.RawMessage) json.RawMessage {
	for _, item := range items {
		if item != nil {
			return item
		}
	}
	return nil
}
