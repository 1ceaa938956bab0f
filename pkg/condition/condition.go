// Package condition is the small language in which expectations and waits are written: `muted=true`, `status!=completed`,
// `date_updated<5m ago`, `count>=2`, `friendly_name~^Sales`, `exists`, `gone`. It reads the fields of the API's own objects.
package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"confcall/pkg/rawjson"
	"confcall/pkg/sid"
	"confcall/pkg/timestamp"
)

// Form says what a condition looks like, for error messages.
const Form = "FIELD=VALUE, or with !=, <, <=, >, >= or ~ (a regular expression), or the words exists and gone"

// The words of the language that are no fields.
const (
	exists = "exists"
	gone   = "gone"
	// Count is the number of participants who have not completed.
	Count = "count"
)

// Condition is a condition that has been read.
type Condition struct {
	text     string // as it is written
	field    string // or one of the words
	operator string // empty for exists and gone
	value    string
	pattern  *regexp.Regexp // of the operator ~
}

var shape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*([A-Za-z_][A-Za-z0-9_.]*)\s*(!=|<=|>=|=|<|>|~)\s*(.*?)\s*$`)
})

// Parse reads a condition.
func Parse(text string) (Condition, error) {
	text = strings.TrimSpace(text)
	if text == exists || text == gone {
		return Condition{text: text, field: text}, nil
	}
	parts := shape().FindStringSubmatch(text)
	if parts == nil {
		return Condition{}, errors.New("want " + Form)
	}
	c := Condition{text: text, field: parts[1], operator: parts[2], value: parts[3]}
	var err error
	if c.operator == "~" {
		if c.pattern, err = regexp.Compile(c.value); err != nil {
			return Condition{}, fmt.Errorf("want a regular expression behind ~: %w", err)
		}
	}
	switch c.field {
	case exists, gone:
		return Condition{}, fmt.Errorf("want %s to stand alone", c.field)
	case Count:
		if _, ok := compareNumbers("0", c.value); !ok || c.operator == "~" {
			return Condition{}, errors.New("want a number to compare count with")
		}
	}
	return c, nil
}

// String is the condition as it is written.
func (c Condition) String() string { return c.text }

// Field is the field that the condition is about, or its word.
func (c Condition) Field() string { return c.field }

// NeedsCount tells whether the condition is about the count of participants.
func (c Condition) NeedsCount() bool { return c.field == Count }

// OfExistence tells whether the condition is about whether there is anything, and not about its fields.
func (c Condition) OfExistence() bool { return c.operator == "" }

// Subject is what a condition is judged by.
type Subject struct {
	Object []byte // the API's JSON object, nil when there is none
	Count  int
	Now    time.Time // for `5m ago`
}

// Verdict is the outcome.
type Verdict struct {
	Holds bool
	// Mismatch reads as `muted: want false, got true`; it is empty when the condition holds.
	Mismatch string
	// NoField is set when the object has no such field, which counts as null.
	NoField bool
}

// ErrType is a comparison of things that cannot be compared, such as a boolean with `yes`.
var ErrType = errors.New("cannot be compared")

// Judge tells whether the condition holds. The error wraps ErrType.
func (c Condition) Judge(s Subject) (Verdict, error) {
	switch c.field {
	case exists, gone:
		there := s.Object != nil && rawjson.Text(field(s.Object, "status")) != "completed"
		if there == (c.field == exists) {
			return Verdict{Holds: true}, nil
		}
		return Verdict{Mismatch: fmt.Sprintf("want it %s, but it %s", map[string]string{exists: "to exist", gone: "gone"}[c.field], map[bool]string{true: "exists", false: "is gone"}[there])}, nil
	case Count:
		return c.verdict(json.RawMessage(fmt.Sprint(s.Count)), s.Now)
	}
	if s.Object == nil {
		return Verdict{Mismatch: c.mismatch("nothing")}, nil
	}
	raw := field(s.Object, c.field)
	if raw == nil {
		verdict, err := c.verdict(json.RawMessage("null"), s.Now)
		verdict.NoField = true
		return verdict, err
	}
	return c.verdict(raw, s.Now)
}

func (c Condition) verdict(raw json.RawMessage, now time.Time) (Verdict, error) {
	holds, err := c.compare(raw, now)
	if err != nil {
		return Verdict{}, fmt.Errorf("%s: %w", c, err)
	}
	if holds {
		return Verdict{Holds: true}, nil
	}
	return Verdict{Mismatch: c.mismatch(rawjson.Text(raw))}, nil
}

func (c Condition) mismatch(got string) string {
	operator := c.operator + " "
	if c.operator == "=" {
		operator = ""
	}
	return fmt.Sprintf("%s: want %s%s, got %s", c.field, operator, c.value, got)
}

// compare compares by the type of what the API sent.
func (c Condition) compare(raw json.RawMessage, now time.Time) (bool, error) {
	got := rawjson.Text(raw)
	nested := raw[0] == '{' || raw[0] == '['
	switch {
	case c.operator == "~" && !nested:
		return c.pattern.MatchString(got), nil
	case c.operator != "~" && (string(raw) == "null" || c.value == "null"):
		same := string(raw) == "null" && c.value == "null"
		return c.operator == "=" && same || c.operator == "!=" && !same, nil
	case nested:
		return false, fmt.Errorf("%w: it is an object or a list; name a field inside it, with dots", ErrType)
	case string(raw) == "true" || string(raw) == "false":
		if c.value != "true" && c.value != "false" || c.operator != "=" && c.operator != "!=" {
			return false, fmt.Errorf("%w: it is true or false", ErrType)
		}
		return (got == c.value) == (c.operator == "="), nil
	case raw[0] == '"':
		return c.compareText(got, now)
	}
	order, ok := compareNumbers(got, c.value)
	if !ok {
		return false, fmt.Errorf("%w: it is a number", ErrType)
	}
	return c.accepts(order), nil
}

// compareText compares times as times where both sides are, numbers as numbers where an order is asked for, and anything else as text.
func (c Condition) compareText(got string, now time.Time) (bool, error) {
	if timestamp.IsField(c.field[strings.LastIndexByte(c.field, '.')+1:]) {
		if theirs, ok := timestamp.Parse(got); ok {
			ours, ok := parseMoment(c.value, now)
			if !ok {
				return false, fmt.Errorf("%w: it is a time; want one such as 2026-11-23T12:00:00Z, 2026-11-23 or 5m ago", ErrType)
			}
			return c.accepts(theirs.Compare(ours)), nil
		}
	}
	if order, ok := compareNumbers(got, c.value); ok && c.operator != "=" && c.operator != "!=" {
		return c.accepts(order), nil
	}
	if sid.Is(got) && strings.EqualFold(got, c.value) {
		return c.accepts(0), nil // a SID is the same in either letter case
	}
	return c.accepts(strings.Compare(got, c.value)), nil
}

// accepts tells whether the operator is content with an order: below, equal or above 0.
func (c Condition) accepts(order int) bool {
	switch c.operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// longestNumber keeps an exponent such as 1e999999999 from becoming that many digits.
const longestNumber = 40

func compareNumbers(a, b string) (order int, ok bool) {
	if len(a) > longestNumber || len(b) > longestNumber || strings.ContainsAny(a+b, "eEpP_/xX") {
		return 0, false
	}
	x, ok1 := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	return x.Cmp(y), true
}

// parseMoment reads a time as the API writes it, a date, or how long ago it was.
func parseMoment(value string, now time.Time) (time.Time, bool) {
	if before, ok := strings.CutSuffix(value, " ago"); ok {
		duration, err := time.ParseDuration(strings.TrimSpace(before))
		return now.Add(-duration), err == nil
	}
	if date, err := time.Parse(time.DateOnly, value); err == nil {
		return date, true
	}
	return timestamp.Parse(value)
}

// field returns the raw value at a dotted path, nil when there is none.
func field(object []byte, path string) json.RawMessage {
	if raw := rawjson.Field(object, path); raw != nil {
		return raw
	}
	for i := range path {
		if path[i] != '.' {
			continue
		}
		if inner := rawjson.Field(object, path[:i]); inner != nil {
			return field(inner, path[i+1:])
		}
	}
	return nil
}

// Fields lists the fields of an object, for a person who named one that is not there.
func Fields(object []byte) []string {
	var names []string
	for key := range rawjson.Members(object) {
		names = append(names, string(key))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
