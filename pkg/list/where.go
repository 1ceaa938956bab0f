package list

import (
	"fmt"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/output"
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

// matching yields the items for which all clauses hold. An item that cannot be compared ends the list, as does a field that
// neither the noun nor any item has; until an item has it, nothing is yielded.
func matching(clauses []expect.Clause, noun output.Noun, now time.Time, pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		filter := expect.NewFilter(clauses, noun, now)
		var held []signalwire.Resource
		for page, err := range pages {
			if err == nil {
				page.Items, err = filter.Keep(page.Items)
			}
			held = append(held, page.Items...)
			if err == nil && !page.More {
				err = filter.UnknownField()
			}
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			if !filter.Knows() && page.More {
				continue
			}
			page.Items, held = held, nil
			if !yield(page, nil) {
				return
			}
		}
	}
}
