package check

import (
	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/timestamp"
	"confcall/pkg/yamlfile"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// In the values of a check file, ${VAR} stands for a variable of the environment.

// expanded reads a string and replaces its variables.
func (r *reader) expanded(node yamlfile.Node) (string, error) {
	text, err := node.Text()
	if err != nil {
		return "", err
	}
	text, err = expand(text, r.lookup)
	if err != nil {
		return "", wrong(node, text, err)
	}
	return text, nil
}

// wrong returns the error for a value.
func wrong(node yamlfile.Node, text string, err error) error {
	if name := node.Name(); name != "" {
		return node.Errorf("%s: %s: %s", name, yamlfile.Quoted(text), err)
	}
	return node.Errorf("%s: %s", yamlfile.Quoted(text), err)
}

// expand replaces variables, ${VAR}, and writes $$ as a dollar. Any other dollar stands for itself.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var b strings.Builder
	for rest := text; ; {
		before, behind, found := strings.Cut(rest, "$")
		b.WriteString(before)
		switch {
		case !found:
			return b.String(), nil
		case strings.HasPrefix(behind, "$"):
			b.WriteByte('$')
			rest = behind[1:]
		case strings.HasPrefix(behind, "{"):
			name, after, closed := strings.Cut(behind[1:], "}")
			if !closed || name == "" {
				return text, errors.New("want ${VARIABLE}, with a brace at its end; $$ is a dollar")
			}
			value, set := lookup(name)
			if !set {
				return text, fmt.Errorf("the variable %s is not set", name)
			}
			b.WriteString(value)
			rest = after
		default:
			b.WriteByte('$')
			rest = behind
		}
	}
}

// read returns the reader of a value that set checks and keeps.
func (r *reader) read(set func(text string) error) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		text, err := r.expanded(node)
		if err != nil {
			return err
		}
		if text == "" {
			return wrong(node, text, errors.New("want more than nothing"))
		}
		if err := set(text); err != nil {
			return wrong(node, text, err)
		}
		return nil
	}
}

func (r *reader) text(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error { *into = text; return nil })
}

func (r *reader) duration(into *time.Duration, least time.Duration) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		value, err := time.ParseDuration(text)
		if err != nil || value < least || value > 365*24*time.Hour {
			return errors.New("want a duration with a unit, such as 30s or 2m, of at most a year")
		}
		*into = value
		return nil
	})
}

func (r *reader) bool(into *bool) func(yamlfile.Node) error {
	return func(node yamlfile.Node) (err error) {
		if *into, err = node.Bool(); err == nil {
			return nil
		}
		return r.read(func(text string) error {
			if text != "true" && text != "false" {
				return errors.New("want true or false")
			}
			*into = text == "true"
			return nil
		})(node)
	}
}

// conference reads what names a conference: a SID or a name.
func (r *reader) conference(into *flags.ConferenceTarget) func(yamlfile.Node) error {
	return r.onceNamed(into, flags.ParseConference)
}

// conferenceName reads the name of a conference, letter for letter.
func (r *reader) conferenceName(into *flags.ConferenceTarget) func(yamlfile.Node) error {
	return r.onceNamed(into, func(text string) (flags.ConferenceTarget, error) { return flags.ConferenceTarget{Name: text}, nil })
}

// onceNamed reads what names a conference, unless it is named already.
func (r *reader) onceNamed(into *flags.ConferenceTarget,
	parse func(text string) (flags.ConferenceTarget, error)) func(yamlfile.Node) error {
	return r.read(func(text string) (err error) {
		if into.Given() {
			return errors.New("the conference is named twice")
		}
		*into, err = parse(text)
		return err
	})
}

func (r *reader) sid(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error { *into = text; return flags.CheckSID(text) })
}

func (r *reader) number(into *number.Pattern) func(yamlfile.Node) error {
	return r.read(func(text string) (err error) { *into, err = number.Parse(text); return err })
}

func (r *reader) since(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		*into = text
		if _, ok := timestamp.Since(text, time.Now()); !ok {
			return errors.New("want a day such as 2026-11-23 or yesterday, a time, or how long ago, such as 24h")
		}
		return nil
	})
}

// statuses reads one status, or a list of them.
func (r *reader) statuses(into *[]string, known []string) func(yamlfile.Node) error {
	one := r.read(func(text string) error {
		if !slices.Contains(known, text) {
			return errors.New("want one of " + strings.Join(known, ", "))
		}
		*into = append(*into, text)
		return nil
	})
	return func(node yamlfile.Node) error {
		if node.IsList() {
			return node.Items(one)
		}
		return one(node)
	}
}

// where reads a condition on what a list keeps.
func (r *reader) where(into *[]expect.Clause, of kind) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		var read []condition.Condition
		if err := r.condition(&read, of)(node); err != nil {
			return err
		}
		*into = append(*into, expect.Clause{Condition: read[0], Name: "where"})
		return nil
	}
}

// condition reads a condition on the items of a kind.
func (r *reader) condition(into *[]condition.Condition, of kind) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		parsed, err := condition.Parse(text)
		switch {
		case err != nil:
			return err
		case parsed.NeedsCount() && of.isList():
			return errors.New("how many there are is what expect_count is about")
		case parsed.NeedsCount() && of != aConference:
			return errors.New("there is nothing to count; want a field")
		case parsed.OfExistence() && of.isList():
			return errors.New("what a list has is there; want a condition on a field")
		}
		*into = append(*into, parsed)
		return nil
	})
}

// counts reads comparisons of a count: one, or a list of them.
func (r *reader) counts(into *[]condition.Condition) func(yamlfile.Node) error {
	one := r.read(func(text string) error {
		if strings.Contains("0123456789", text[:1]) {
			text = "=" + text // a bare number is meant exactly
		}
		parsed, err := condition.Parse(condition.Count + text)
		if err != nil {
			return errors.New("want a comparison such as \">=2\"")
		}
		*into = append(*into, parsed)
		return nil
	})
	return func(node yamlfile.Node) error {
		if node.IsList() {
			return node.Items(one)
		}
		return one(node)
	}
}
