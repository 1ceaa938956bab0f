package condition

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"confcall/pkg/sid"
	"confcall/pkg/timestamp"
)

// operators of the language, a longer one before what it begins with.
var operators = [...]string{"!=", "<=", ">=", "=", "<", ">", "~"}

// Parse reads a condition. It refuses what would be judged otherwise than a person may have meant it: operators of other
// languages, several conditions in one, and values that are empty or have invisible characters.
func Parse(text string) (Condition, error) {
	text = strings.TrimSpace(text)
	if text == exists || text == gone {
		return Condition{text: text, field: text}, nil
	}
	c := Condition{text: text, field: text[:fieldLength(text)]}
	if c.field == "" {
		return Condition{}, errors.New("want " + Form)
	}
	if err := c.readOperator(text[len(c.field):]); err != nil {
		return Condition{}, err
	}
	if err := c.readValue(); err != nil {
		return Condition{}, err
	}
	switch c.field {
	case exists, gone:
		return Condition{}, fmt.Errorf("want %s to stand alone", c.field)
	case Count:
		if _, ok := parseNumber(c.value, anySpelling); !ok || c.operator == "~" || c.quoted {
			return Condition{}, errors.New("want a number to compare count with")
		}
	}
	return c, nil
}

// fieldLength is how much of the text is a field's name, with dots inside.
func fieldLength(text string) int {
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z', c == '_':
		case i > 0 && ('0' <= c && c <= '9' || c == '.'):
		default:
			return i
		}
	}
	return len(text)
}

// readOperator reads the operator after the field, and leaves the value.
func (c *Condition) readOperator(rest string) error {
	rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
	length := symbols(rest)
	c.written = strings.TrimSpace(rest[length:])
	for _, operator := range operators {
		if rest[:length] == operator {
			c.operator = operator
			return nil
		}
	}
	if length > 0 {
		return c.wrongOperator(rest[:length])
	}
	words := strings.Fields(rest)
	for take := min(2, len(words)); take >= 1; take-- {
		said := strings.Join(words[:take], " ")
		if right, ok := spoken(strings.ToLower(said)); ok {
			return fmt.Errorf("%q is no operator; write %s%s%s", said, c.field, right, strings.Join(words[take:], " "))
		}
	}
	return errors.New("want " + Form)
}

// symbols returns how many bytes of a text are an operator, or signs that could be taken for one, with the blanks between.
func symbols(text string) int {
	length := 0
	for at, r := range text {
		switch {
		case strings.ContainsRune("=!<>~≠≤≥≈≃≅∼≡≢≔＝！＜＞～", r) || r == ':' && at == 0:
			length = at + utf8.RuneLen(r)
		case !unicode.IsSpace(r):
			return length
		}
	}
	return length
}

// wrongOperator returns the error for signs that are not an operator. It names the one that is meant.
func (c *Condition) wrongOperator(signs string) error {
	right := meant(signs)
	if right == "" {
		return fmt.Errorf("%q is no operator, and there is none for what does not match; want %s", signs, Form)
	}
	text := fmt.Sprintf("%q is no operator; write %s%s%s", signs, c.field, right, c.written)
	for _, operator := range operators {
		if value, ok := strings.CutPrefix(signs, operator); ok {
			quoted, _ := json.Marshal(strings.TrimSpace(value) + c.written) // a string encodes
			return fmt.Errorf("%s, or if the value begins so %s%s%s", text, c.field, operator,
				strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted)))
		}
	}
	return errors.New(text)
}

// meant returns the operator that signs are meant as, empty if there is none.
func meant(signs string) string {
	has := func(any string) bool { return strings.ContainsAny(signs, any) }
	not, less, more, like := has("!！≠≢"), has("<＜≤"), has(">＞≥"), has("~～≈≃≅∼")
	switch {
	case not && like:
		return ""
	case not || less && more:
		return "!="
	case like:
		return "~"
	case less && has("=＝≤"):
		return "<="
	case less:
		return "<"
	case more && has("=＝≥"):
		return ">="
	case more:
		return ">"
	}
	return "="
}

// spoken returns the operator for which other languages have a word.
func spoken(word string) (operator string, ok bool) {
	switch strings.TrimPrefix(word, "-") {
	case "is", "eq", "equal", "equals", "are", "be":
		return "=", true
	case "is not", "isnt", "isn't", "ne", "neq", "not":
		return "!=", true
	case "lt", "less than", "below", "before":
		return "<", true
	case "le", "lte":
		return "<=", true
	case "gt", "greater than", "above", "after":
		return ">", true
	case "ge", "gte":
		return ">=", true
	case "like", "matches", "match", "contains", "regex":
		return "~", true
	}
	return "", false
}

// readValue reads what follows the operator: a JSON string in double quotes, or anything else as it is.
func (c *Condition) readValue() error {
	c.value = c.written
	switch {
	case c.written == "":
		return fmt.Errorf(`want a value behind %s; the empty text is ""`, c.operator)
	case c.written[0] == '"':
		c.quoted = true
		if err := json.Unmarshal([]byte(c.written), &c.value); err != nil {
			return fmt.Errorf("a value that begins with a double quote is JSON text to its end, and %s is none", c.written)
		}
	default:
		if err := c.checkPlain(); err != nil {
			return err
		}
	}
	if c.operator == "~" {
		var err error
		if c.pattern, err = regexp.Compile(c.value); err != nil {
			return fmt.Errorf("want a regular expression behind ~: %w", err)
		}
		return nil
	}
	if timestamp.IsDocumented(lastName(c.field)) && !c.isNull() && !timestamp.Readable(c.value) {
		return fmt.Errorf("%s is a time, and %q is none; %s", c.field, c.value, timeForm)
	}
	return nil
}

// timeForm says what a time looks like.
const timeForm = "want one such as 2026-11-23T12:00:00Z, 2026-11-23 or 5m ago"

// closing returns the mark that closes a quotation in other languages or text processors; 0 if open opens none.
func closing(open rune) rune {
	switch open {
	case '\'', '`', '”', '’', '″':
		return open
	case '“':
		return '”'
	case '‘':
		return '’'
	case '„':
		return '“'
	case '«':
		return '»'
	}
	return 0
}

// checkPlain refuses a value without quotes that has invisible characters at its ends, or continues with another condition.
func (c *Condition) checkPlain() error {
	first, _ := utf8.DecodeRuneInString(c.value)
	last, _ := utf8.DecodeLastRuneInString(c.value)
	for _, r := range []rune{first, last} {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return fmt.Errorf("%U is stuck to the value, which cannot be seen; "+
				"if it belongs there, write the value in double quotes, as JSON", r)
		}
	}
	if last == closing(first) && len(c.value) > utf8.RuneLen(first) && !strings.HasSuffix(c.field, "name") { // a name may have them
		inside := c.value[utf8.RuneLen(first) : len(c.value)-utf8.RuneLen(last)]
		start := c.field + c.operator
		return fmt.Errorf("%c and %c are no quotes here; write %s%s, or %s%q if they belong to the value",
			first, last, start, inside, start, c.value)
	}
	if c.operator == "~" {
		return nil
	}
	if joint := c.joint(); joint != "" {
		return fmt.Errorf("%q begins another condition; give each one its own flag, or write the value in double quotes", joint)
	}
	return c.checkSID()
}

// joint returns the word or sign that joins another condition to a value, or an empty text. Outside of names a blank is one too.
func (c *Condition) joint() string {
	isName := strings.HasSuffix(c.field, "name")
	isAddress := strings.Contains(c.value, "://") || strings.HasPrefix(c.value, "/")
	for _, joint := range []string{"&&", "||", " and ", " or ", "\n", ",", ";", "&", "|", " "} {
		if joint == " " && isName || len(joint) == 1 && isAddress {
			continue
		}
		for rest := c.value; ; {
			at := indexFold(rest, joint)
			if at < 0 {
				break
			}
			said := rest[at : at+len(joint)]
			rest = rest[at+len(joint):]
			next := strings.TrimSpace(rest)
			field := next[:fieldLength(next)]
			if next = strings.TrimLeft(next[len(field):], " "); field != "" && symbols(next) > 0 && next[0] != ':' {
				return cmp.Or(strings.Trim(said, " "), field)
			}
		}
	}
	return ""
}

// indexFold is where one text stands in another in any letter case of ASCII, or -1.
func indexFold(text, part string) int {
	for at := range len(text) - len(part) + 1 {
		if strings.EqualFold(text[at:at+len(part)], part) {
			return at
		}
	}
	return -1
}

// checkSID refuses what stands against a SID and can only have been meant as one: nothing equals it, and everything differs.
func (c *Condition) checkSID() error {
	if !sid.IsField(lastName(c.field)) || c.operator != "=" && c.operator != "!=" || c.isNull() {
		return nil
	}
	if problem := sid.Problem(c.value); problem != "" {
		return fmt.Errorf("%s is a SID, and the value is none: %s; if it is meant so, write it in double quotes", c.field, problem)
	}
	return nil
}

// isNull reports whether the value is null, and not the text of four letters.
func (c *Condition) isNull() bool { return !c.quoted && c.value == "null" }

// lastName is the name of a field inside others.
func lastName(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }
