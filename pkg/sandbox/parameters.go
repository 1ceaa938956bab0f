package sandbox

import (
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// filters reads the parameters of a list's query. The first one that is not valid is kept as its error.
type filters struct {
	values url.Values
	known  url.Values // those that were read and given
	err    error
}

// text returns a parameter, and whether it was given. A blank one is not valid.
func (f *filters) text(name string) (string, bool) {
	values, given := f.values[name]
	if !given {
		return "", false
	}
	if f.known == nil {
		f.known = url.Values{}
	}
	f.known[name] = values[:1]
	if values[0] == "" {
		f.fail("%s is blank.", name)
	}
	return values[0], true
}

func (f *filters) fail(format string, args ...any) {
	if f.err == nil {
		f.err = invalid(format, args...)
	}
}

// oneOf returns a parameter with one of a few values, empty when it was not given.
func (f *filters) oneOf(name string, values ...string) string {
	text, given := f.text(name)
	if given && !slices.Contains(values, text) {
		f.fail("%s %q is not valid: want one of %s.", name, text, strings.Join(values, ", "))
	}
	return text
}

func (f *filters) boolean(name string) *bool {
	text, given := f.text(name)
	value := text == "true"
	if given && !value && text != "false" {
		f.fail("%s %q is not valid: want true or false.", name, text)
	}
	if !given {
		return nil
	}
	return &value
}

func (f *filters) number(name, text string, least, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		f.fail("%s %q is not valid: want a number of %d to %d.", name, text, least, most)
	}
	return n
}

// days are the bounds of a date filter, each a day in UTC, zero when it was not given.
type days struct{ on, before, after time.Time }

// days reads a date filter: a day, `<` for the days before one and `>` for those after it.
func (f *filters) days(name string) days {
	day := func(name string) time.Time {
		text, given := f.text(name)
		at, err := time.Parse(time.DateOnly, text)
		if given && err != nil {
			f.fail("%s %q is not valid: want a date as in 2026-11-23.", name, text)
		}
		return at
	}
	return days{on: day(name), before: day(name + "<"), after: day(name + ">")}
}

func (d days) contain(date date) bool {
	at := date.at.Truncate(24 * time.Hour)
	return (d.on.IsZero() || at.Equal(d.on)) && (d.before.IsZero() || at.Before(d.before)) && (d.after.IsZero() || at.After(d.after))
}

// times are the bounds of a filter by RFC 2822, zero when it was not given: a day in UTC, and the moments that it is before
// and after.
type times struct{ on, before, after time.Time }

// times reads a filter of a time: alone, it names the day.
func (f *filters) times(name string) times {
	moment := func(name string) time.Time {
		text, given := f.text(name)
		if !given {
			return time.Time{}
		}
		at, err := mail.ParseDate(text)
		if err != nil {
			f.fail("%s %q is not valid: want a time as in Wed, 19 Sep 2018 20:00:00 +0000.", name, text)
		}
		return at.UTC()
	}
	return times{on: moment(name), before: moment(name + "<"), after: moment(name + ">")}
}

// contain reports whether a time is within the bounds. One that is not known is in none.
func (t times) contain(date date) bool {
	if t == (times{}) {
		return true
	}
	return !date.at.IsZero() && (t.on.IsZero() || date.at.Truncate(day).Equal(t.on.Truncate(day))) &&
		(t.before.IsZero() || date.at.Before(t.before)) && (t.after.IsZero() || date.at.After(t.after))
}

// sid returns a parameter that is a SID.
func (f *filters) sid(name string) string {
	text, given := f.text(name)
	if given && !isSID(text) {
		f.fail("%s %q is not a valid UUID.", name, text)
	}
	return text
}

// changes reads the form of an update. The first parameter that is not valid is kept.
type changes struct {
	values url.Values
	any    bool // whether there was a parameter that the operation knows
	err    error
}

func (c *changes) given(name string) (string, bool) {
	if !c.values.Has(name) {
		return "", false
	}
	c.any = true
	return c.values.Get(name), true
}

func (c *changes) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *changes) boolean(name string) *bool {
	text, given := c.given(name)
	if !given {
		return nil
	}
	value := text == "true"
	if !value && text != "false" {
		c.fail(invalid("%s %q is not valid: want true or false.", name, text))
	}
	return &value
}

func (c *changes) url(name string) {
	if text, given := c.given(name); given && !isURL(text, "http", "https") {
		c.fail(refuse(http.StatusBadRequest, 21402, "%s %q is not a valid URL, or not fully qualified.", name, text))
	}
}

func (c *changes) method(name string) {
	if text, given := c.given(name); given && !isMethod(text) {
		c.fail(invalid("%s %q is not valid: want GET or POST.", name, text))
	}
}

// problem is what is wrong with the form, if anything is.
func (c *changes) problem() error {
	if c.err == nil && !c.any {
		return invalid("There is nothing to update.")
	}
	return c.err
}

// isURL reports whether a text is a fully qualified URL with one of the schemes.
func isURL(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Hostname() != "" && slices.Contains(schemes, u.Scheme)
}

func isMethod(text string) bool { return text == http.MethodGet || text == http.MethodPost }
