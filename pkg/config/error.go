package config

import (
	"fmt"
	"strings"
)

// Error means that a setting is not valid or is missing.
type Error struct {
	Kind    Kind // the layer at fault: FromFlag is a mistake on the command line, any other is one in the set-up
	Message string
	Hint    string // what to do next
}

func (e *Error) Error() string { return e.Message }

// invalid returns the error for a setting's value that is not as expected. The error names where the value is set and, unless
// it is empty, the value.
func invalid(s setting, v Value, expected string) *Error {
	key := s.key
	if s.name == Token {
		key = tokenFileKey
		v.Text = ShownFile(v.Text)
	}
	message := fmt.Sprintf("%s: %s", v.Source.place(key), expected)
	if v.Text != "" {
		message = fmt.Sprintf("%s %q: %s", v.Source.place(key), v.Text, expected)
	}
	return &Error{Kind: v.Source.Kind, Message: message, Hint: correct(v.Source)}
}

// ShownFile returns the name of a secret's file in a form that is safe to print. A long name without a dot or a slash is cut,
// because it may be the secret itself, given by mistake.
func ShownFile(text string) string {
	if len(text) >= 32 && !strings.ContainsAny(text, "./") {
		return text[:2] + "…"
	}
	return text
}

// correct returns the hint that says where to correct a value.
func correct(source Source) string {
	switch source.Kind {
	case FromFile:
		return "correct the file " + source.Name
	case FromEnv:
		return "correct or unset the variable " + source.Name
	}
	return "correct the flag --" + source.Name
}

// Invalid returns the error for a setting that another package checks, such as output.
func Invalid(name string, v Value, expected string) error {
	return invalid(lookup(name), v, expected)
}
