package expect

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// A Clause is a condition on each item of a list, and the flag or the key of a file that gave it.
type Clause struct {
	condition.Condition
	Name string
}

// A Filter keeps the items of a list for which all clauses hold.
type Filter struct {
	clauses []Clause
	noun    output.Noun
	now     time.Time
	known   []bool // of each clause: some item may have its field
	last    signalwire.Resource

	unsure   int    // of so many items it is not known whether all clauses hold
	unsureOf string // a clause that could not be judged for the first of them
}

// NewFilter makes a filter for items of a noun.
func NewFilter(clauses []Clause, noun output.Noun, now time.Time) *Filter {
	return &Filter{clauses: clauses, noun: noun, now: now, known: make([]bool, len(clauses))}
}

// Keep returns the items for which all clauses hold. An item that cannot be compared is an error.
func (f *Filter) Keep(items []signalwire.Resource) ([]signalwire.Resource, error) {
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

func (f *Filter) judge(item signalwire.Resource) (bool, error) {
	holds, unsure := true, ""
	for i, one := range f.clauses {
		subject := condition.Subject{Object: item, Fields: f.noun.Fields, Now: f.now}
		if one.NeedsCount() {
			count, ok := countOf(item)
			if !ok {
				f.known[i] = f.known[i] || item.Field(condition.Count) != nil
				unsure = one.String()
				continue
			}
			subject.Count = count
		}
		verdict, err := one.Judge(subject)
		if err != nil {
			return false, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%s %w", one.Name, err),
				Hint: "look at the items with -o json"}
		}
		f.known[i] = f.known[i] || !verdict.NoField
		holds = holds && verdict.Holds
	}
	if holds && unsure != "" {
		f.unsure++
		f.unsureOf = cmp.Or(f.unsureOf, unsure)
	}
	return holds && unsure == "", nil
}

// Unsure counts the items of which it is not known whether they fit, and says why. They were not kept.
func (f *Filter) Unsure() (items int, why error) {
	if f == nil || f.unsure == 0 {
		return 0, nil
	}
	return f.unsure, &failure.Error{Exit: failure.ExitUnreachable,
		Err:  fmt.Errorf("judge the list: of %s it is not known whether %s holds", output.Plural(f.unsure, "item"), f.unsureOf),
		Hint: "list without that condition to see which, and why"}
}

// countOf returns how many participants an item says it has.
func countOf(item signalwire.Resource) (count int, ok bool) {
	count, err := strconv.Atoi(string(item.Field(condition.Count)))
	return count, err == nil
}

// Knows reports whether the field of each clause is known by now: from the noun, or from an item that has it.
func (f *Filter) Knows() bool { return !slices.Contains(f.known, false) }

// UnknownField returns the error for a clause whose field neither the noun nor any item has. An empty list proves nothing.
func (f *Filter) UnknownField() error {
	at := slices.Index(f.known, false)
	if at < 0 || f.last == nil {
		return nil
	}
	one := f.clauses[at]
	return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%s %q: no item has the field %q%s", one.Name, one, one.Field(),
		suggest.Did(one.Field(), f.noun.Fields)), Hint: FieldsHint(f.noun, one.Field(), f.last)}
}

// FieldsHint lists the known fields, for an error about an unknown one.
func FieldsHint(noun output.Noun, unknown string, item signalwire.Resource) string {
	all := slices.Concat(noun.Fields, condition.Fields(item))
	slices.Sort(all)
	return noun.Unknown(unknown) + "there are " + strings.Join(slices.Compact(all), ", ")
}
