// Package timestamp reads the times that the API writes, and those that a person writes, and says how long ago one was.
package timestamp

import (
	"fmt"
	"strings"
	"time"
)

// IsField reports by a field's name whether the API writes a time in it.
func IsField(field string) bool {
	return strings.HasPrefix(field, "date_") || strings.HasSuffix(field, "_time") || field == "created_at" || field == "updated_at"
}

// IsDocumented reports whether the API's documents say that a field holds a time.
func IsDocumented(field string) bool {
	switch field {
	case "date_created", "date_updated", "start_time", "end_time", "created_at", "updated_at":
		return true
	}
	return false
}

// longest is how long a time may be written, in bytes. RFC 2822 allows comments in it.
const longest = 256

// Parse reads the API's times. They are RFC 2822 by the documents, and RFC 3339 elsewhere; both are read in all their forms.
// As `24 Sept 2018` occurs, a month may be any beginning of its English name from three letters on. A wrong weekday is
// passed over. A zone is a number or one that RFC 2822 names; no other is guessed at, and a time without a zone is none.
func Parse(text string) (time.Time, bool) {
	if len(text) > longest {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} { // the usual ones first
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	s, ok := newScanner(text)
	if !ok {
		return time.Time{}, false
	}
	var c civil
	if s.isISO() {
		ok = s.isoDate(&c) && s.clock(&c)
	} else {
		ok = s.mailDate(&c) && s.clock(&c)
	}
	if !ok || !s.zone(&c) || !s.atEnd() {
		return time.Time{}, false
	}
	return c.in(time.FixedZone("", c.offset))
}

// Age says how long before now a time was, in one or two units: `45s ago`, `3h12m ago`, `8y ago`.
func Age(t, now time.Time) string {
	before, after := "", " ago"
	if t.Sub(now) >= time.Second {
		t, now, before, after = now, t, "in ", ""
	}
	// A duration reaches no further than 292 years.
	seconds := now.Unix() - t.Unix()
	if now.Nanosecond() < t.Nanosecond() {
		seconds--
	}
	seconds = max(seconds, 0) // in less than a second is now
	const minute, hour, day = 60, 60 * 60, 24 * 60 * 60
	var text string
	switch {
	case seconds < minute:
		text = fmt.Sprintf("%ds", seconds)
	case seconds < hour:
		text = fmt.Sprintf("%dm", seconds/minute)
	case seconds < day:
		text = fmt.Sprintf("%dh%02dm", seconds/hour, seconds%hour/minute)
	case seconds < 365*day:
		text = fmt.Sprintf("%dd", seconds/day)
	default:
		text = fmt.Sprintf("%dy", max(1, years(t.UTC(), now.UTC())))
	}
	return before + text + after
}

// years counts whole years by the calendar, of which every fourth is longer.
func years(from, to time.Time) int {
	count := to.Year() - from.Year()
	if from.AddDate(count, 0, 0).After(to) {
		count--
	}
	return count
}
