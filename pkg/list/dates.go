package list

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/timestamp"
)

// dates are the flags that filter a list by its dates. Days go to the API, whose days are in UTC; a
// moment is sent as the day around it, and the rest is filtered here.
type dates struct {
	bounds     []bound
	parameters []string // of the API, for which there are flags
}

// A bound is what one of the flags says.
type bound struct {
	flag      string
	parameter string // of the API, such as DateCreated
	mark      string // behind it: empty for the day itself, < or >
	at        time.Time
	day       bool // all of a day, which begins at that time
}

// Precision is the form in which the API takes the dates of a list.
type Precision string

// The API takes some dates as days, and others as moments in RFC 2822.
const (
	byDay    Precision = time.DateOnly
	byMoment Precision = time.RFC1123Z
)

// ByDay is that of conferences and of what belongs to one.
func ByDay(url.Values) Precision { return byDay }

// ByMoment is that of calls and of the account's recordings.
func ByMoment(url.Values) Precision { return byMoment }

// dateForm says what the flags take.
const dateForm = "want a day such as 2026-11-23 or yesterday, a time such as 2026-11-23T11:42:00Z, or how long ago, such as 2h or 3d"

// A Date is one that the API filters by: for the name created and the parameter DateCreated there are --created-on,
// --created-before and --created-after.
type Date struct{ Name, Parameter string }

// add adds the flags for a date of the API.
func (d *dates) add(app *cli.App, cmd *cobra.Command, date Date) {
	d.parameters = append(d.parameters, date.Parameter)
	for _, variant := range []struct{ suffix, mark, usage string }{
		{"on", "", "only those " + date.Name + " on this `DAY`, such as 2026-11-23 or yesterday"},
		{"before", "<", "only those " + date.Name + " before this `DATE`: a day, a time, or how long ago"},
		{"after", ">", "only those " + date.Name + " after this `DATE`, such as 1h"},
	} {
		edge := bound{flag: date.Name + "-" + variant.suffix, parameter: date.Parameter, mark: variant.mark}
		value := &dateValue{dates: d, bound: edge, now: app.Now}
		cmd.Flags().Var(value, value.bound.flag, variant.usage)
	}
}

// addSince adds --since, which every list has.
func (d *dates) addSince(app *cli.App, cmd *cobra.Command) {
	value := &dateValue{dates: d, bound: bound{flag: "since", parameter: "DateCreated", mark: ">="}, now: app.Now}
	cmd.Flags().Var(value, "since", "only those created since this `DATE`: 2h, yesterday, 2026-11-23")
}

// fill adds to a query what the API can filter by itself.
func (d *dates) fill(query url.Values, precision Precision) {
	for _, b := range d.bounds {
		if slices.Contains(d.parameters, b.parameter) {
			b.fill(query, precision)
		}
	}
}

// fill adds a bound to the query that is surely wide enough: it is not documented whether < and > include the day itself.
func (b bound) fill(query url.Values, precision Precision) {
	ask := func(mark string, at time.Time) {
		name := b.parameter + mark
		if given, err := time.Parse(string(precision), query.Get(name)); err == nil && (mark == ">") == at.Before(given) {
			return // another flag asks for less
		}
		query.Set(name, at.UTC().Format(string(precision)))
	}
	margin := 24 * time.Hour
	if precision == byMoment {
		margin = time.Second
	}
	switch {
	case b.day && precision == byDay && b.mark != ">=":
		ask(b.mark, b.at)
	case b.mark == "":
		ask(">", b.at.Add(-margin))
		ask("<", b.at.AddDate(0, 0, 1))
	case b.mark == "<":
		ask("<", b.at.Add(margin))
	default:
		ask(">", b.at.Add(-margin))
	}
}

// clauses returns the bounds as conditions, for what the API does not filter, or not as closely.
func (d *dates) clauses() []expect.Clause {
	var clauses []expect.Clause
	add := func(b bound, operator string, at time.Time) {
		text := field(b.parameter) + operator + at.UTC().Format(time.RFC3339Nano)
		// This is always a valid condition.
		parsed, _ := condition.Parse(text)
		clauses = append(clauses, expect.Clause{Condition: parsed, Name: "--" + b.flag})
	}
	for _, b := range d.bounds {
		end := b.at.AddDate(0, 0, 1)
		switch {
		case b.day && b.mark == "":
			add(b, ">=", b.at)
			add(b, "<", end)
		case b.day && b.mark == ">":
			add(b, ">=", end)
		default:
			add(b, b.mark, b.at)
		}
	}
	return clauses
}

// field is the field of an answer that a parameter filters by: DateCreated is date_created.
func field(parameter string) string {
	var name strings.Builder
	for i, r := range parameter {
		if i > 0 && r >= 'A' && r <= 'Z' {
			name.WriteByte('_')
		}
		name.WriteRune(r)
	}
	return strings.ToLower(name.String())
}

type dateValue struct {
	dates *dates
	bound bound
	now   func() time.Time
	text  string
}

func (d *dateValue) Set(text string) error {
	if d.text != "" {
		return errors.New("it is given a second time")
	}
	at, day, ok := moment(text, d.now())
	switch {
	case !ok:
		return errors.New(dateForm)
	case d.bound.mark == "" && !day:
		return errors.New("want a day such as 2026-11-23 or yesterday")
	}
	d.text, d.bound.at, d.bound.day = text, at, day
	d.dates.bounds = append(d.dates.bounds, d.bound)
	return nil
}

// moment reads a day, a time, or how long ago one was.
func moment(text string, now time.Time) (at time.Time, day, ok bool) {
	switch trimmed := strings.ToLower(strings.TrimSpace(text)); trimmed {
	case "today", "yesterday":
		day = true
	default:
		_, err := time.Parse(time.DateOnly, trimmed)
		day = err == nil
	}
	at, ok = timestamp.Since(text, now)
	return at, day, ok
}

func (d *dateValue) String() string { return d.text }
func (d *dateValue) Type() string   { return "date" }
