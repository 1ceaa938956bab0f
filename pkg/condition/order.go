package condition

import (
	"cmp"
	"strings"
	"time"

	"confcall/pkg/rawjson"
	"confcall/pkg/timestamp"
)

// The kinds of values, in the order of a sorted list. Null and missing values come last.
const (
	kindFalse = iota
	kindTrue
	kindNumber
	kindTime
	kindText
	kindNested
	kindNull
)

// A SortKey is a value by which items are sorted.
type SortKey struct {
	kind   int
	number number
	time   time.Time
	text   string
}

// NewSortKey reads a value as the API sent it, nil for one that is not there: a text that is a number counts as one, and a
// text that is a time as a time, so that prices and dates sort by what they say.
func NewSortKey(raw []byte) SortKey {
	switch {
	case raw == nil || string(raw) == "null":
		return SortKey{kind: kindNull}
	case string(raw) == "false":
		return SortKey{kind: kindFalse}
	case string(raw) == "true":
		return SortKey{kind: kindTrue}
	case raw[0] == '{' || raw[0] == '[':
		return SortKey{kind: kindNested, text: rawjson.Text(raw)}
	}
	text := rawjson.Text(raw)
	if n, ok := parseNumber(text, asJSON); ok {
		return SortKey{kind: kindNumber, number: n}
	}
	if t, ok := timestamp.Parse(text); ok {
		return SortKey{kind: kindTime, time: t}
	}
	return SortKey{kind: kindText, text: text}
}

// IsNull reports whether there is no value.
func (k SortKey) IsNull() bool { return k.kind == kindNull }

// Compare returns a number below, equal to or above 0 if k comes before, together with or after other.
func (k SortKey) Compare(other SortKey) int {
	if k.kind != other.kind {
		return cmp.Compare(k.kind, other.kind)
	}
	switch k.kind {
	case kindNumber:
		return k.number.compare(other.number)
	case kindTime:
		return k.time.Compare(other.time)
	}
	return strings.Compare(k.text, other.text)
}
