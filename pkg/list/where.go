package list

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// A clause is a condition on each item of a list, and the flag that it comes from.
type clause struct {
	condition.Condition
	flag string
}

// whereValue is the flag --where.
type whereValue struct{ into *[]clause }

func (w *whereValue) Set(text string) error {
	parsed, err := condition.Parse(text)
	switch {
	case err != nil:
		return err
	case parsed.OfExistence():
		return fmt.Errorf("want a condition on a field: what a list shows is there, so %q says nothing", text)
	}
	*w.into = append(*w.into, clause{parsed, "where"})
	return nil
}

func (w *whereValue) String() string { return "" }
func (w *whereValue) Type() string   { return "condition" }

// matching yields the items for which all clauses hold. An item that cannot be compared ends the list, as does a field that
// neither the noun nor any item has; until an item has it, nothing is yielded.
func matching(clauses []clause, noun output.Noun, now time.Time, pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		filter := filter{clauses: clauses, noun: noun, now: now, known: make([]bool, len(clauses))}
		var held []signalwire.Resource
		for page, err := range pages {
			if err == nil {
				page.Items, err = filter.keep(page.Items)
			}
			held = append(held, page.Items...)
			if err == nil && !page.More {
				err = filter.unknownField()
			}
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			if slices.Contains(filter.known, false) && page.More {
				continue
			}
			page.Items, held = held, nil
			if !yield(page, nil) {
				return
			}
		}
	}
}

// filter judges the items of a list.
type filter struct {
	clauses []clause
	noun    output.Noun
	now     time.Time
	known   []bool // of each clause: some item may have its field
	last    signalwire.Resource
}

func (f *filter) keep(items []signalwire.Resource) ([]signalwire.Resource, error) {
	var kept []signalwire.Resource
	for _, item := range items {
		f.last = item
		holds, err := f.judge(item)
		if err != nil {
			return nil, err
		}
		if holds {
			kept = append(kept, item)
		}
	}
	return kept, nil
}

func (f *filter) judge(item signalwire.Resource) (bool, error) {
	holds := true
	for i, one := range f.clauses {
		subject := condition.Subject{Object: item, Fields: f.noun.Fields, Now: f.now}
		if one.NeedsCount() {
			count, ok := countOf(item)
			if !ok {
				f.known[i] = item.Field(condition.Count) != nil
				holds = false // how many there are is not known
				continue
			}
			subject.Count = count
		}
		verdict, err := one.Judge(subject)
		if err != nil {
			return false, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %w", one.flag, err), Hint: "look at the items with -o json"}
		}
		f.known[i] = f.known[i] || !verdict.NoField
		holds = holds && verdict.Holds
	}
	return holds, nil
}

// countOf is how many participants an item says it has.
func countOf(item signalwire.Resource) (count int, ok bool) {
	_, err := fmt.Sscanf(string(item.Field(condition.Count)), "%d", &count)
	return count, err == nil
}

// unknownField is the error of a clause whose field no item has had. Of an empty list nothing can be said.
func (f *filter) unknownField() error {
	at := slices.Index(f.known, false)
	if at < 0 || f.last == nil {
		return nil
	}
	one := f.clauses[at]
	return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %q: no item has the field %q%s", one.flag, one, one.Field(), suggest.Did(one.Field(), f.noun.Fields)), Hint: fieldsHint(f.noun, one.Field(), f.last)}
}

// fieldsHint lists the fields that there are beside one that is not known.
func fieldsHint(noun output.Noun, unknown string, item signalwire.Resource) string {
	all := slices.Concat(noun.Fields, condition.Fields(item))
	slices.Sort(all)
	return noun.Unknown(unknown) + "there are " + strings.Join(slices.Compact(all), ", ")
}
