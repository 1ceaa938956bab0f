package list

import (
	"fmt"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/signalwire"
)

// whereValue is the flag --where.
type whereValue struct{ into *[]expect.Clause }

func (w *whereValue) Set(text string) error {
	parsed, err := condition.Parse(text)
	switch {
	case err != nil:
		return err
	case parsed.OfExistence():
		return fmt.Errorf("want a condition on a field: what a list shows is there, so %q says nothing", text)
	}
	*w.into = append(*w.into, expect.Clause{Condition: parsed, Name: "--where"})
	return nil
}

func (w *whereValue) String() string { return "" }
func (w *whereValue) Type() string   { return "condition" }

// matching yields the items that a filter keeps. An item that cannot be compared ends the list, as does a field that neither
// the noun nor any item has; until an item has it, nothing is yielded.
func matching(filter *expect.Filter, pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		var held []signalwire.Resource
		for page, err := range pages {
			if err == nil {
				page.Items, err = filter.Keep(page.Items)
			}
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			held = append(held, page.Items...)
			if !filter.Knows() {
				continue
			}
			page.Items, held = held, nil
			if !yield(page, nil) {
				return
			}
		}
		if err := filter.UnknownField(); err != nil {
			yield(signalwire.Page{}, err)
		}
	}
}
