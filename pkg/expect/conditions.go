package expect

import (
	"errors"
	"strings"

	"confcall/pkg/condition"
)

// conditionsValue is a flag that takes conditions, and may be repeated.
type conditionsValue struct {
	flag, prefix string
	into         *[]*expectation
	noCount      bool // there is nothing to count
}

func (c *conditionsValue) Set(text string) error {
	if c.prefix != "" && text != "" && strings.Contains("0123456789", text[:1]) {
		text = "=" + text // a bare number is meant exactly
	}
	parsed, err := condition.Parse(c.prefix + text)
	switch {
	case c.prefix != "" && (text == "" || strings.Trim(text[:1], "=!<>~") != ""):
		return errors.New("want a comparison such as '>=2'")
	case err != nil:
		return err
	case c.noCount && parsed.NeedsCount():
		return errors.New("there is no count here; it is for conference get and conference wait, and --expect-count is for lists")
	}
	*c.into = append(*c.into, &expectation{Condition: parsed, flag: c.flag})
	return nil
}

func (c *conditionsValue) String() string {
	if c.into == nil {
		return ""
	}
	var texts []string
	for _, one := range *c.into {
		if one.flag == c.flag {
			texts = append(texts, strings.TrimPrefix(one.String(), c.prefix))
		}
	}
	return strings.Join(texts, ", ")
}
func (c *conditionsValue) Type() string { return "condition" }
