package yamlfile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"confcall/pkg/suggest"
)

// A Field is a key that a mapping may have and the function that reads its value.
type Field struct {
	name string
	read func(Node) error
}

// Key returns a field. read is called only if the key is there and its value is not null.
func Key(name string, read func(Node) error) Field { return Field{name, read} }

// Fields reads a mapping and returns an error if it has a key that is not one of fields. what is the mapping's name in errors,
// such as `a conference`. A null counts as a mapping without keys.
func (n Node) Fields(what string, fields ...Field) error {
	if n.IsNull() {
		return nil
	}
	find := func(word string) int {
		return slices.IndexFunc(fields, func(field Field) bool { return field.name == word })
	}
	known := func(key, _ Node) error {
		if key.yaml.Kind == yaml.ScalarNode && find(key.yaml.Value) >= 0 {
			return nil
		}
		names := make([]string, len(fields))
		for i, field := range fields {
			names[i] = field.name
		}
		of := ""
		if what != "" {
			of = " of " + what
		}
		return key.Errorf("unknown key %s%s; want one of %s%s", key.shownKey(), of, strings.Join(names, ", "),
			suggest.Did(key.yaml.Value, names))
	}
	return n.pairs(what+", which is a mapping", known, func(word string, value Node) error {
		if value.IsNull() {
			return nil
		}
		return fields[find(word)].read(value)
	})
}

// The functions below return readers for Key.

// List reads a list, item by item.
func List(each func(item Node) error) func(Node) error {
	return func(n Node) error { return n.Items(each) }
}

// Text reads text that is not empty, or a number as it is written.
func Text(target *string) func(Node) error {
	return func(n Node) error {
		text, err := n.Text()
		if err != nil {
			return err
		}
		if text == "" || !utf8.ValidString(text) {
			return n.Errorf("%s: want text that is not empty", n.name)
		}
		*target = text
		return nil
	}
}

// Optional reads what Text reads. The target stays nil if the key is missing.
func Optional(target **string) func(Node) error {
	return func(n Node) error {
		*target = new(string)
		return Text(*target)(n)
	}
}

// OneOf reads one of these words.
func OneOf(target *string, words ...string) func(Node) error {
	return func(n Node) error {
		if err := Text(target)(n); err != nil {
			return err
		}
		if !slices.Contains(words, *target) {
			return n.Errorf("%s: %s is none of %s", n.name, n.Kind(), strings.Join(words, ", "))
		}
		return nil
	}
}

// Bool reads true or false.
func Bool(target *bool) func(Node) error {
	return func(n Node) (err error) {
		*target, err = n.Bool()
		return err
	}
}

// Int reads a whole number from low to high. expected describes such a number in errors.
func Int(target *int, low, high int, expected string) func(Node) error {
	return func(n Node) error {
		number, err := n.Int(low, high, expected)
		if err == nil {
			*target = number
		}
		return err
	}
}
