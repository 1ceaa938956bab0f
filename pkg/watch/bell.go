package watch

import (
	"fmt"
	"slices"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/signalwire"
)

// A bell rings at every event of one name, or when a condition about a resource becomes true.
type bell struct {
	event     string // empty if there is a condition
	condition *condition.Condition
}

// bellValue is the flag --bell, which may be repeated.
type bellValue struct {
	watch *Watch
}

func (b bellValue) Set(text string) error {
	events := append([]string{b.watch.Came, b.watch.Went}, b.watch.InnerEvents...)
	if events = append(events, "changed"); !slices.Contains(events, "ended") {
		events = append(events, "ended")
	}
	if slices.Contains(events, text) {
		b.watch.bells = append(b.watch.bells, bell{event: text})
		return nil
	}
	parsed, err := condition.Parse(text)
	if err != nil || parsed.OfExistence() || parsed.NeedsCount() {
		return fmt.Errorf("want %s, or a condition such as muted=true", strings.Join(events, ", "))
	}
	b.watch.bells = append(b.watch.bells, bell{condition: &parsed})
	return nil
}

func (b bellValue) String() string { return "" }
func (b bellValue) Type() string   { return "condition" }

// rings reports whether an event rings a bell. before is the resource before the event, nil if it is new.
func (w *Watch) rings(app *cli.App, e event, before, after signalwire.Resource) bool {
	for _, b := range w.bells {
		if b.condition == nil {
			if b.event == e.Event {
				return true
			}
			continue
		}
		isThere := e.Event != "present" && e.Event != w.Went
		if isThere && w.holds(app, b.condition, after) && !w.holds(app, b.condition, before) {
			return true
		}
	}
	return false
}

// holds reports whether a condition is true of a resource. One that cannot be judged, as its types differ, is not true.
func (w *Watch) holds(app *cli.App, c *condition.Condition, item signalwire.Resource) bool {
	if item == nil {
		return false
	}
	verdict, err := c.Judge(condition.Subject{Object: item, Fields: w.Noun.Fields, Now: app.Now().In(app.Zone)})
	return err == nil && verdict.Holds
}
