package watch

import (
	"fmt"
	"slices"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/signalwire"
)

// A bell rings at an event of a name, or when a condition begins to hold of a resource.
type bell struct {
	event     string
	condition *condition.Condition
}

// bellValue is the flag --bell.
type bellValue struct {
	watch *Watch
}

func (b bellValue) Set(text string) error {
	events := append([]string{b.watch.Came, b.watch.Went}, b.watch.Within...)
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

// rings reports whether something that has happened rings a bell. before is what was known of it, nil if nothing was.
func (w *Watch) rings(app *cli.App, e event, before, after signalwire.Resource) bool {
	for _, one := range w.bells {
		switch {
		case one.event != "" && one.event == e.Event:
			return true
		case one.condition != nil && e.Event != "present" && e.Event != w.Went && w.holds(app, one, after) && !w.holds(app, one, before):
			return true
		}
	}
	return false
}

// holds reports whether a bell's condition holds of a resource. What cannot be compared does not.
func (w *Watch) holds(app *cli.App, one bell, item signalwire.Resource) bool {
	if item == nil {
		return false
	}
	verdict, err := one.condition.Judge(condition.Subject{Object: item, Fields: w.Noun.Fields, Now: app.Now().In(app.Zone)})
	return err == nil && verdict.Holds
}
