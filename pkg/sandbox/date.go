package sandbox

import (
	"encoding/json"
	"time"
)

// A date is shown as RFC 2822 has it, or null when it is not known.
type date struct {
	at   time.Time
	text string // shown in its place: the documented participant's dates are no RFC 2822
}

func on(at time.Time) date { return date{at: at.UTC().Truncate(time.Second)} }

// MarshalJSON shows the date.
func (d date) MarshalJSON() ([]byte, error) {
	switch {
	case d.text != "":
		return json.Marshal(d.text)
	case d.at.IsZero():
		return []byte("null"), nil
	}
	return json.Marshal(d.at.Format(time.RFC1123Z))
}

// or is the date itself, or another one where it is not known.
func (d date) or(other date) date {
	if d.at.IsZero() && d.text == "" {
		return other
	}
	return d
}
