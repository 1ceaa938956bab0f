package timestamp

import (
	"strconv"
	"strings"
	"time"
)

// A scanner reads a time from left to right. It allows space between any two parts, as RFC 2822 does.
type scanner struct {
	text string
	at   int
}

// newScanner returns a scanner for a text. It treats comments, which are in parentheses, as space, and reports false if one is
// not closed.
func newScanner(text string) (*scanner, bool) {
	plain := []byte(text)
	depth := 0
	for i := 0; i < len(plain); i++ {
		c := plain[i]
		switch {
		case c == '(':
			depth++
		case depth == 0:
			continue
		case c == ')':
			depth--
		case c == '\\' && i+1 < len(plain):
			plain[i] = ' '
			i++
		}
		plain[i] = ' '
	}
	return &scanner{text: string(plain)}, depth == 0
}

func (s *scanner) space() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

func (s *scanner) atEnd() bool {
	s.space()
	return s.at == len(s.text)
}

// take skips the next character if it is one of characters, and reports whether it did.
func (s *scanner) take(characters string) bool {
	s.space()
	if s.at < len(s.text) && strings.IndexByte(characters, s.text[s.at]) >= 0 {
		s.at++
		return true
	}
	return false
}

// number reads a number of at least least and at most most digits.
func (s *scanner) number(least, most int) (value int, ok bool) {
	s.space()
	digits := s.run(func(c byte) bool { return '0' <= c && c <= '9' })
	value, err := strconv.Atoi(digits)
	return value, err == nil && least <= len(digits) && len(digits) <= most
}

func (s *scanner) word() string {
	s.space()
	return s.run(func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' })
}

func (s *scanner) run(belongs func(byte) bool) string {
	from := s.at
	for s.at < len(s.text) && belongs(s.text[s.at]) {
		s.at++
	}
	return s.text[from:s.at]
}

// civil is a date and time as a calendar and a clock on the wall show them.
type civil struct {
	year, day, hour, minute, second, nanosecond int
	month                                       time.Month
	offset                                      int // of the zone, in seconds east of Greenwich
}

// in returns the moment in a zone. It reports false if there is no such day.
func (c *civil) in(zone *time.Location) (time.Time, bool) {
	day := time.Date(c.year, c.month, c.day, 0, 0, 0, 0, time.UTC)
	if c.month < 1 || c.month > 12 || c.day < 1 || day.Day() != c.day {
		return time.Time{}, false
	}
	return time.Date(c.year, c.month, c.day, c.hour, c.minute, c.second, c.nanosecond, zone), true
}

// isISO reports whether the text begins with a year and a dash.
func (s *scanner) isISO() bool {
	s.space()
	rest := s.text[s.at:]
	return len(rest) > 4 && rest[4] == '-' && strings.Trim(rest[:4], "0123456789") == ""
}

// isoDate reads `2026-11-23T`, with a T in either letter case or a space.
func (s *scanner) isoDate(c *civil) bool {
	var month int
	ok := s.isoDay(&c.year, &month, &c.day)
	c.month = time.Month(month)
	return ok && (s.take("Tt") || s.at < len(s.text) && s.text[s.at-1] == ' ')
}

func (s *scanner) isoDay(year, month, day *int) (ok bool) {
	if *year, ok = s.number(4, 4); !ok || !s.take("-") {
		return false
	}
	if *month, ok = s.number(2, 2); !ok || !s.take("-") {
		return false
	}
	*day, ok = s.number(2, 2)
	return ok
}

// mailDate reads `Mon, 23 Nov 2026`. The weekday may be missing. A year of two digits means 1950 to 2049, and one of three
// digits counts from 1900.
func (s *scanner) mailDate(c *civil) bool {
	if weekday := s.word(); weekday != "" {
		if !isWeekday(weekday) {
			return false
		}
		s.take(".")
		s.take(",")
	}
	var ok bool
	if c.day, ok = s.number(1, 2); !ok {
		return false
	}
	if c.month, ok = parseMonth(s.word()); !ok {
		return false
	}
	s.take(".")
	s.space()
	from := s.at
	if c.year, ok = s.number(2, 4); !ok {
		return false
	}
	switch digits := s.at - from; {
	case digits == 2 && c.year < 50:
		c.year += 2000
	case digits < 4:
		c.year += 1900
	}
	return true
}

// clock reads `11:42`, `11:42:00` and `11:42:00.5`. A leap second becomes the first second of the next minute.
func (s *scanner) clock(c *civil) (ok bool) {
	if c.hour, ok = s.number(1, 2); !ok || c.hour > 23 || !s.take(":") {
		return false
	}
	if c.minute, ok = s.number(2, 2); !ok || c.minute > 59 {
		return false
	}
	if !s.take(":") {
		return true
	}
	if c.second, ok = s.number(2, 2); !ok || c.second > 60 {
		return false
	}
	if s.at < len(s.text) && (s.text[s.at] == '.' || s.text[s.at] == ',') {
		s.at++
		digits := s.run(func(c byte) bool { return '0' <= c && c <= '9' })
		if digits == "" {
			return false
		}
		c.nanosecond, _ = strconv.Atoi((digits + "000000000")[:9])
	}
	return true
}

// zone reads `+0100`, `+01:00`, `+01` and the names of RFC 2822. By RFC 2822 its zones of one letter mean UTC, since so many
// programs wrote them with the wrong sign.
func (s *scanner) zone(c *civil) bool {
	if s.take("+-") {
		return s.offset(c, s.text[s.at-1] == '-')
	}
	name := strings.ToUpper(s.word())
	switch name {
	case "UT", "UTC", "GMT":
		return true
	case "EDT":
		c.offset = -4
	case "EST", "CDT":
		c.offset = -5
	case "CST", "MDT":
		c.offset = -6
	case "MST", "PDT":
		c.offset = -7
	case "PST":
		c.offset = -8
	default:
		return len(name) == 1 && name != "J"
	}
	c.offset *= 60 * 60
	return true
}

func (s *scanner) offset(c *civil, west bool) bool {
	from := s.at
	value, ok := s.number(2, 4)
	hours, minutes := value, 0
	switch s.at - from {
	case 2:
		if s.at < len(s.text) && s.text[s.at] == ':' {
			s.at++
			if minutes, ok = s.number(2, 2); !ok {
				return false
			}
		}
	case 4:
		hours, minutes = value/100, value%100
	default:
		return false
	}
	c.offset = (hours*60 + minutes) * 60
	if west {
		c.offset = -c.offset
	}
	return ok && hours < 24 && minutes < 60
}

func isWeekday(word string) bool {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if abbreviates(word, day.String()) {
			return true
		}
	}
	return false
}

func parseMonth(word string) (time.Month, bool) {
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
