package rawjson

import "errors"

// The errors of Check.
var (
	ErrInvalid = errors.New("it is not JSON")
	ErrDeep    = errors.New("it is nested too deep")
	ErrMany    = errors.New("it holds too many values")
)

// Check returns an error unless text is exactly one JSON value, with objects and arrays nested at most depth levels deep and
// at most the given number of values in all.
func Check(text []byte, depth, values int) error {
	c := checker{text: text, room: values}
	c.space()
	if err := c.value(depth); err != nil {
		return err
	}
	if c.space(); c.at < len(text) {
		return ErrInvalid
	}
	return nil
}

type checker struct {
	text []byte
	at   int
	room int // how many more values are allowed
}

func (c *checker) space() { c.at = space(c.text, c.at) }

// take skips a character if it comes next, and reports whether it did.
func (c *checker) take(character byte) bool {
	if c.at < len(c.text) && c.text[c.at] == character {
		c.at++
		return true
	}
	return false
}

func (c *checker) value(depth int) error {
	if c.at == len(c.text) {
		return ErrInvalid
	}
	if c.room--; c.room < 0 {
		return ErrMany
	}
	ok := false
	switch c.text[c.at] {
	case '{':
		return c.members(depth - 1)
	case '[':
		return c.items(depth - 1)
	case '"':
		ok = c.string()
	case 't':
		ok = c.word("true")
	case 'f':
		ok = c.word("false")
	case 'n':
		ok = c.word("null")
	default:
		ok = c.number()
	}
	if !ok {
		return ErrInvalid
	}
	return nil
}

func (c *checker) members(depth int) error {
	if depth < 0 {
		return ErrDeep
	}
	c.at++
	if c.space(); c.take('}') {
		return nil
	}
	for {
		c.space()
		if c.at == len(c.text) || c.text[c.at] != '"' || !c.string() {
			return ErrInvalid
		}
		if c.space(); !c.take(':') {
			return ErrInvalid
		}
		c.space()
		if err := c.value(depth); err != nil {
			return err
		}
		if c.space(); c.take('}') {
			return nil
		}
		if !c.take(',') {
			return ErrInvalid
		}
	}
}

func (c *checker) items(depth int) error {
	if depth < 0 {
		return ErrDeep
	}
	c.at++
	if c.space(); c.take(']') {
		return nil
	}
	for {
		c.space()
		if err := c.value(depth); err != nil {
			return err
		}
		if c.space(); c.take(']') {
			return nil
		}
		if !c.take(',') {
			return ErrInvalid
		}
	}
}

// string skips a string. Its opening quote comes next.
func (c *checker) string() bool {
	for at := special(c.text, c.at+1); at < len(c.text); at = special(c.text, at+1) {
		switch b := c.text[at]; {
		case b == '"':
			c.at = at + 1
			return true
		case b < ' ':
			return false
		case b == '\\':
			if at++; at == len(c.text) {
				return false
			}
			switch c.text[at] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					if at++; at == len(c.text) || !isHex(c.text[at]) {
						return false
					}
				}
			default:
				return false
			}
		}
	}
	return false
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

func (c *checker) word(word string) bool {
	if len(c.text)-c.at < len(word) || string(c.text[c.at:c.at+len(word)]) != word {
		return false
	}
	c.at += len(word)
	return true
}

func (c *checker) number() bool {
	c.take('-')
	if !c.take('0') && !c.digits() {
		return false
	}
	if c.take('.') && !c.digits() {
		return false
	}
	if c.take('e') || c.take('E') {
		if !c.take('+') {
			c.take('-')
		}
		return c.digits()
	}
	return true
}

// digits skips one or more digits.
func (c *checker) digits() bool {
	from := c.at
	for c.at < len(c.text) && '0' <= c.text[c.at] && c.text[c.at] <= '9' {
		c.at++
	}
	return c.at > from
}
