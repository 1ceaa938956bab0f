// Package timestamp reads the times that the API and people write, and says how long ago a time was.
package timestamp

import (
	"fmt"
	"strings"
	"time"
)

// IsField reports by the name of a field whether the API writes a time in it.
func IsField(field string) bool {
	return strings.HasPrefix(field, "date_") || strings.HasSuffix(field, "_time") || field == "created_at" || field == "updated_at"
}

// IsDocumented reports whether the API's documentation says that a field holds a time.
func IsDocumented(field string) bool {
	switch field {
	case "date_created", "date_updated", "start_time", "end_time", "created_at", "updated_at":
		return true
	}
	return false
}

// longest is the longest text that is read as a time, in bytes. RFC 2822 allows comments in it.
const longest = 256

// Parse reads a time from the API. Its documentation says RFC 2822, and some endpoints write RFC 3339; all forms of both are
// read. The documentation also has `24 Sept 2018`, so a month may be any beginning of its English name, from three letters on.
// A wrong weekday is ignored. The zone must be an offset or a name from RFC 2822: other names are ambiguous, and so is a time
// without a zone.
func Parse(text string) (time.Time, bool) {
	if len(text) > longest {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} { // the usual forms first
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

// Age returns how long before now a time was, in one or two units: `45s ago`, `3h12m ago`, `8y ago`. A later time is `in 5s`.
func Age(t, now time.Time) string {
	before, after := "", " ago"
	if t.Sub(now) >= time.Second {
		t, now, before, after = now, t, "in ", ""
	}
	// A time.Duration reaches no further than 292 years.
	seconds := now.Unix() - t.Unix()
	if now.Nanosecond() < t.Nanosecond() {
		seconds--
	}
	seconds = max(seconds, 0) // less than a second ahead counts as now
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

// years returns the number of whole calendar years between two times.
func years(from, to time.Time) int {
	count := to.Year() - from.Year()
	if from.AddDate(count, 0, 0).After(to) {
		count--
	}
	return count
}
