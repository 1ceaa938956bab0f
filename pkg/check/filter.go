package check

import (
	"fmt"
	"slices"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// keep returns the items that the target's conditions want.
func (t *target) keep(items []signalwire.Resource, now time.Time) ([]signalwire.Resource, error) {
	clauses := slices.Clone(t.where)
	if t.since != "" {
		at, _ := timestamp.Since(t.since, now) // it was checked when the file was read
		// This is always a valid condition.
		since, _ := condition.Parse(signalwire.FieldDateCreated + ">=" + at.UTC().Format(time.RFC3339))
		clauses = append(clauses, expect.Clause{Condition: since, Name: "since"})
	}
	filter := expect.NewFilter(clauses, t.kind.noun(), now)
	kept, err := filter.Keep(items)
	if err == nil {
		err = filter.UnknownField()
	}
	return kept, err
}

// unknownField returns the error for a condition whose field neither the noun nor an answer has.
func unknownField(one condition.Condition, of kind, item signalwire.Resource) error {
	return failure.Usage(fmt.Errorf("expect %q: no answer has the field %q", one, one.Field()),
		expect.FieldsHint(of.noun(), one.Field(), item))
}

// sinceDay returns the filter for a list that the API filters by days. It may let more through than is wanted, but not less.
func (t *target) sinceDay(now time.Time) string { return t.sinceAs(now, time.DateOnly) }

// sinceMoment is sinceDay for a list that the API filters by times.
func (t *target) sinceMoment(now time.Time) string { return t.sinceAs(now, time.RFC1123Z) }

func (t *target) sinceAs(now time.Time, layout string) string {
	if t.since == "" {
		return ""
	}
	at, _ := timestamp.Since(t.since, now) // it was checked when the file was read
	// To the day, so that checks at different times ask for the same list.
	return at.UTC().Truncate(24 * time.Hour).Add(-24 * time.Hour).Format(layout)
}
