// Package timestamp reads the times that the API writes.
package timestamp

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// IsField tells by a field's name whether the API writes a time in it.
func IsField(field string) bool {
	return strings.HasPrefix(field, "date_") || strings.HasSuffix(field, "_time")
}

// longest is how long a time may be written, in bytes.
const longest = 64

// Parse reads the API's times. They are RFC 2822 by the documents, but `24 Sept 2018` occurs, so a month may be
// any beginning of its English name from three letters on; a weekday is passed over, and RFC 3339 is read as well.
// A zone other than a number or Universal Time is not guessed at.
func Parse(text string) (time.Time, bool) {
	if len(text) > longest {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} { // the usual one first
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	words := strings.Fields(text)
	if len(words) > 0 && isWeekday(words[0]) {
		words = words[1:]
	}
	if len(words) != 5 {
		return time.Time{}, false
	}
	month, ok := parseMonth(words[1])
	if !ok {
		return time.Time{}, false
	}
	zone := words[4]
	switch strings.ToUpper(zone) {
	case "GMT", "UT", "UTC", "Z":
		zone = "+0000"
	}
	clock := words[3]
	if strings.Count(clock, ":") == 1 {
		clock += ":00"
	}
	t, err := time.Parse("2 1 2006 15:04:05 -0700", fmt.Sprintf("%s %d %s %s %s", words[0], month, words[2], clock, zone))
	return t, err == nil
}

func isWeekday(word string) bool {
	word = strings.TrimSuffix(word, ",")
	for day := time.Sunday; day <= time.Saturday; day++ {
		if abbreviates(word, day.String()) {
			return true
		}
	}
	return false
}

func parseMonth(word string) (time.Month, bool) {
	word = strings.TrimSuffix(word, ".")
	for month := time.January; month <= time.December; month++ {
		if abbreviates(word, month.String()) {
			return month, true
		}
	}
	return 0, false
}

func abbreviates(word, name string) bool {
	return len(word) >= 3 && len(word) <= len(name) && strings.EqualFold(word, name[:len(word)])
}

// Age says how long before now a time was, in one or two units: `45s ago`, `3h12m ago`, `8y ago`.
func Age(t, now time.Time) string {
	const day = 24 * time.Hour
	d := now.Sub(t)
	before, after := "", " ago"
	if d < 0 {
		d, before, after = t.Sub(now), "in ", "" // -d would overflow where centuries lie between
	}
	var text string
	count := func(unit time.Duration) string { return strconv.FormatInt(int64(d/unit), 10) }
	switch {
	case d < time.Minute:
		text = count(time.Second) + "s"
	case d < time.Hour:
		text = count(time.Minute) + "m"
	case d < day:
		text = fmt.Sprintf("%sh%02dm", count(time.Hour), int64(d%time.Hour/time.Minute))
	case d < 365*day:
		text = count(day) + "d"
	default:
		text = count(365*day) + "y"
	}
	return before + text + after
}
