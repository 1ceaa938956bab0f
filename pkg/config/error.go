package config

import (
	"fmt"
	"strings"
)

// Error is a setting that cannot be used, or is not there.
type Error struct {
	Kind    Kind // the layer at fault: FromFlag is a mistake in the command line, any other one in the set-up
	Message string
	Hint    string // what to do next
}

func (e *Error) Error() string { return e.Message }

// invalid says that a setting's value is not what was expected, with the value, unless it is empty, and its place.
func invalid(s setting, v Value, expected string) *Error {
	key := s.key
	if s.name == Token {
		key = tokenFileKey
		if len(v.Text) >= 32 && !strings.ContainsAny(v.Text, "./") {
			v.Text = v.Text[:2] + "…" // it may be the token, in the place of its file
		}
	}
	message := fmt.Sprintf("%s: %s", v.Source.place(key), expected)
	if v.Text != "" {
		message = fmt.Sprintf("%s %q: %s", v.Source.place(key), v.Text, expected)
	}
	return &Error{Kind: v.Source.Kind, Message: message, Hint: correct(v.Source)}
}

// correct says where to mend a value.
func correct(source Source) string {
	switch source.Kind {
	case FromFile:
		return "correct the file " + source.Name
	case FromEnv:
		return "correct or unset the variable " + source.Name
	}
	return "correct the flag --" + source.Name
}

// Invalid is the error for a value that this package passes on without understanding it.
func Invalid(name string, v Value, expected string) error {
	return invalid(lookup(name), v, expected)
}
