package condition

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"confcall/pkg/rawjson"
	"confcall/pkg/sid"
	"confcall/pkg/timestamp"
)

// compare compares by the type of what the API sent. Null equals null, is unlike anything else, and has no order.
func (c Condition) compare(raw json.RawMessage, now time.Time) (bool, error) {
	nested := raw[0] == '{' || raw[0] == '['
	equality := c.operator == "=" || c.operator == "!="
	switch {
	case string(raw) == "null":
		return c.operator == "=" && c.isNull() || c.operator == "!=" && !c.isNull(), nil
	case c.operator != "~" && c.isNull():
		if !equality {
			return c.unlike(raw, "null has no order")
		}
		return c.operator == "!=", nil
	case nested:
		return c.unlike(raw, "it is an object or a list; name a field inside it, with dots")
	case c.operator == "~":
		return c.pattern.MatchString(rawjson.Text(raw)), nil
	case string(raw) == "true" || string(raw) == "false":
		if c.quoted || c.value != "true" && c.value != "false" || !equality {
			return c.unlike(raw, "it is true or false")
		}
		return (string(raw) == c.value) == (c.operator == "="), nil
	case raw[0] == '"':
		return c.compareText(raw, now, equality)
	}
	theirs, ok1 := parseNumber(string(raw), asJSON)
	ours, ok2 := parseNumber(c.value, anySpelling)
	if !ok1 || !ok2 || c.quoted {
		return c.unlike(raw, "it is a number")
	}
	return c.accepts(theirs.compare(ours)), nil
}

// compareText compares a string: as a time in fields that hold times, as a number with a number, and otherwise as a string.
// For an order, both sides must be of one kind.
func (c Condition) compareText(raw json.RawMessage, now time.Time, equality bool) (bool, error) {
	got := rawjson.Text(raw)
	theirTime, theirsIsTime := timestamp.Parse(got)
	theirNumber, theirsIsNumber := parseNumber(got, asJSON)
	if equality && !timestamp.IsField(lastName(c.field)) {
		ours, ok := parseNumber(c.value, asJSON)
		ourTime, oursIsTime := timestamp.Parse(c.value)
		switch {
		case theirsIsTime && oursIsTime && !c.quoted:
			return c.accepts(theirTime.Compare(ourTime)), nil // one moment, in two spellings perhaps
		case ok && theirsIsNumber && !c.quoted:
			return c.accepts(theirNumber.compare(ours)), nil
		case sid.Is(got) && strings.EqualFold(got, c.value):
			return c.accepts(0), nil // a SID is the same in either letter case
		}
		return c.accepts(strings.Compare(got, c.value)), nil
	}
	ourTime, oursIsTime := timestamp.Moment(c.value, now)
	ourNumber, oursIsNumber := parseNumber(c.value, anySpelling)
	if day, err := time.Parse(time.DateOnly, got); err == nil {
		theirTime, theirsIsTime = day, true
	}
	switch isField := timestamp.IsField(lastName(c.field)); {
	case theirsIsTime && oursIsTime && (isField || !c.quoted):
		return c.accepts(theirTime.Compare(ourTime)), nil
	case theirsIsNumber && oursIsNumber && !c.quoted:
		return c.accepts(theirNumber.compare(ourNumber)), nil
	case isField && !theirsIsTime:
		return c.unlike(raw, "it is no time that can be read")
	case isField:
		return c.unlike(raw, "it is a time; "+timeForm)
	case c.quoted:
		return c.accepts(strings.Compare(got, c.value)), nil
	case oursIsTime:
		return c.unlike(raw, "it is no time")
	case oursIsNumber:
		return c.unlike(raw, "it is no number")
	case theirsIsTime:
		return c.unlike(raw, "it is a time; "+timeForm)
	case theirsIsNumber:
		return c.unlike(raw, "it is a number")
	}
	return c.accepts(strings.Compare(got, c.value)), nil
}

// accepts reports whether the operator holds for an order: below, equal to or above 0.
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

// longestShown bounds how much of a value an error quotes, in bytes.
const longestShown = 200

// unlike returns the error for two values that cannot be compared.
func (c Condition) unlike(raw json.RawMessage, why string) (bool, error) {
	shown := string(raw)
	if len(shown) > longestShown {
		cut := longestShown
		for cut > 0 && !utf8.RuneStart(shown[cut]) {
			cut--
		}
		shown = shown[:cut] + "…"
	}
	return false, fmt.Errorf("%w: %s; %s is %s, and %s stands against it", errType, why, c.field, shown, c.written)
}
