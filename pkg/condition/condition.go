// Package condition is the small language in which expectations and waits are written: `muted=true`, `status!=completed`,
// `date_updated<5m ago`, `count>=2`, `friendly_name~^Sales`, `exists`, `gone`. It reads the fields of the API's own objects.
package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"confcall/pkg/rawjson"
	"confcall/pkg/status"
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

// A Condition is a condition that was parsed.
type Condition struct {
	text     string // as it is written
	field    string // or one of the words
	operator string // empty for exists and gone
	written  string // the value as it is written
	value    string // and without the quotes
	quoted   bool   // so it is a string, whatever it looks like
	pattern  *regexp.Regexp
}

// String returns the condition as it was written.
func (c Condition) String() string { return c.text }

// Field returns the field that the condition is about, or its word.
func (c Condition) Field() string { return c.field }

// NeedsCount reports whether the condition is about the count of participants.
func (c Condition) NeedsCount() bool { return c.field == Count }

// OfExistence reports whether the condition is exists or gone.
func (c Condition) OfExistence() bool { return c.operator == "" }

// OfGone reports whether the condition is gone.
func (c Condition) OfGone() bool { return c.field == gone }

// Subject is what a condition is judged by.
type Subject struct {
	Object []byte   // the API's JSON object, nil when there is none
	Fields []string // the documented fields; one that the object lacks is null
	Count  int
	Now    time.Time // for `5m ago`; its zone may be named in a time
}

// A Verdict says whether a condition holds, and how it does not.
type Verdict struct {
	Holds bool
	// Mismatch reads as `muted: want false, got true`; it is empty when the condition holds.
	Mismatch string
	Got      string // the value that it has instead, if it does not hold
	// State reads as `muted is true, want false`, for the line of a wait; it is empty when the condition holds.
	State string
	// NoField is set if neither the object nor the documents have the field. It counts as null until it is known that no
	// other object has it either.
	NoField bool
}

// errType is a comparison of things that cannot be compared, such as a boolean with `yes`.
var errType = errors.New("cannot be compared")

// Judge reports whether the condition holds. The error wraps errType.
func (c Condition) Judge(s Subject) (Verdict, error) {
	switch c.field {
	case exists, gone:
		there := s.Object != nil && !status.IsOver(rawjson.Text(rawjson.Field(s.Object, "status")))
		if there == (c.field == exists) {
			return Verdict{Holds: true}, nil
		}
		wanted := map[string]string{exists: "to exist", gone: "gone"}[c.field]
		found := map[bool]string{true: "exists", false: "is gone"}[there]
		return Verdict{Got: "it " + found, Mismatch: fmt.Sprintf("want it %s, but it %s", wanted, found),
			State: fmt.Sprintf("it %s, want it %s", found, wanted)}, nil
	case Count:
		return c.verdict(json.RawMessage(strconv.Itoa(s.Count)), s.Now)
	}
	if s.Object == nil {
		return c.amiss("nothing"), nil
	}
	raw := rawjson.Lookup(s.Object, c.field)
	if raw == nil {
		verdict, err := c.verdict(json.RawMessage("null"), s.Now)
		verdict.NoField = !s.MayHave(c.field)
		return verdict, err
	}
	return c.verdict(raw, s.Now)
}

// MayHave reports whether the object has a field or could have it: a parent that is null could hold any field.
func (s Subject) MayHave(field string) bool {
	if slices.Contains(s.Fields, field) || rawjson.Lookup(s.Object, field) != nil {
		return true
	}
	for at := range field {
		if field[at] != '.' {
			continue
		}
		outer := rawjson.Lookup(s.Object, field[:at])
		if string(outer) == "null" || outer == nil && slices.Contains(s.Fields, field[:at]) {
			return true
		}
	}
	return false
}

func (c Condition) verdict(raw json.RawMessage, now time.Time) (Verdict, error) {
	holds, err := c.compare(raw, now)
	if err != nil {
		return Verdict{}, fmt.Errorf("%s: %w", c, err)
	}
	if holds {
		return Verdict{Holds: true}, nil
	}
	return c.amiss(rawjson.Text(raw)), nil
}

// amiss returns the verdict for a value that is not the wanted one.
func (c Condition) amiss(got string) Verdict {
	wanted := c.written
	if c.operator != "=" {
		wanted = c.operator + " " + c.written
	}
	return Verdict{Got: got, Mismatch: fmt.Sprintf("%s: want %s, got %s", c.field, wanted, got),
		State: fmt.Sprintf("%s is %s, want %s", c.field, got, wanted)}
}

// SameForCounts reports whether a condition on the count says the same of every count from low to high.
func (c Condition) SameForCounts(low, high int) bool {
	if c.operator == "=" || c.operator == "!=" {
		value, err := strconv.ParseFloat(c.written, 64)
		return low == high || err == nil && (value < float64(low) || value > float64(high))
	}
	first, _ := c.Judge(Subject{Count: low}) // a count can always be judged
	last, _ := c.Judge(Subject{Count: high})
	return first.Holds == last.Holds
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
