package timestamp

import (
	"strings"
	"time"
)

// Moment reads a time as a person writes it: in any form that Parse reads; as the tables show it (`2026-11-23 11:42:00 UTC`,
// with or without its age, or only the age: `3h12m ago`, `in 5s`); as a day in UTC (`2026-11-23`, `today`, `yesterday`); or as
// how long ago it was (`5m ago`, `1d12h ago`, `2w ago`, `1y ago`). Zones may have the names of RFC 2822, and those of now's
// location, in which the tables show times.
func Moment(text string, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if t, ok := asShown(text, now.Location()); ok {
		return t, true
	}
	if t, ok := Parse(text); ok {
		return t, true
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, true
	}
	switch lower := strings.ToLower(text); {
	case lower == "now":
		return now, true
	case lower == "today":
		return today(now), true
	case lower == "yesterday":
		return today(now).AddDate(0, 0, -1), true
	case strings.HasSuffix(lower, " ago"):
		return shifted(now, strings.TrimSpace(text[:len(text)-len(" ago")]), -1)
	case strings.HasPrefix(lower, "in "):
		return shifted(now, strings.TrimSpace(text[len("in "):]), 1)
	}
	return time.Time{}, false
}

func today(now time.Time) time.Time {
	year, month, day := now.UTC().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// asShown reads a time that ends with the name of a zone, as a location has it at that time.
func asShown(text string, place *time.Location) (time.Time, bool) {
	if len(text) > longest {
		return time.Time{}, false
	}
	s, ok := newScanner(text)
	var c civil
	if !ok || !s.isISO() || !s.isoDate(&c) || !s.clock(&c) {
		return time.Time{}, false
	}
	name := s.word()
	t, ok := c.in(place)
	if name == "" || !ok || !s.atEnd() {
		return time.Time{}, false
	}
	// When clocks are put back, one hour occurs twice, under two names.
	for _, aside := range []time.Duration{0, -3 * time.Hour, 3 * time.Hour} {
		called, offset := t.Add(aside).Zone()
		if called != name {
			continue
		}
		found, _ := c.in(time.FixedZone("", offset))
		if called, _ := found.In(place).Zone(); called == name {
			return found, true
		}
	}
	return time.Time{}, false
}

// mostDays bounds an age, in days, so that the year can still be written.
const mostDays = 3_000_000

// shifted returns now plus an age, such as 3h12m, 1d12h or 2w, or minus it if sign is -1.
func shifted(now time.Time, age string, sign int) (time.Time, bool) {
	years, days := 0, 0
	rest := age
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 || digits > 7 || digits == len(rest) {
			break
		}
		count := 0
		for _, digit := range rest[:digits] {
			count = count*10 + int(digit-'0')
		}
		switch rest[digits] {
		case 'y':
			years += count
		case 'w':
			days += 7 * count
		case 'd':
			days += count
		default:
			count = -1
		}
		if count < 0 {
			break
		}
		rest = rest[digits+1:]
	}
	if 366*years+days > mostDays || age == "" {
		return time.Time{}, false
	}
	var clock time.Duration
	if rest != "" {
		var err error
		if clock, err = time.ParseDuration(rest); err != nil || rest[0] == '-' || rest[0] == '+' {
			return time.Time{}, false
		}
	}
	return now.AddDate(sign*years, 0, sign*days).Add(time.Duration(sign) * clock), true
}

// Readable reports whether Moment can read a text, at some time and in some zone.
func Readable(text string) bool {
	now := time.Unix(0, 0).UTC()
	if _, ok := Moment(text, now); ok {
		return true
	}
	s, ok := newScanner(text)
	var c civil
	if len(text) > longest || !ok || !s.isISO() || !s.isoDate(&c) || !s.clock(&c) || s.word() == "" || !s.atEnd() {
		return false
	}
	_, ok = c.in(time.UTC)
	return ok
}

// Since is Moment, except that it also reads a bare duration as an age: 2h, 3d.
func Since(text string, now time.Time) (time.Time, bool) {
	if at, ok := Moment(text, now); ok {
		return at, true
	}
	return Moment(text+" ago", now)
}
