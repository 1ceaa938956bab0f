// Package secret holds values that must never be printed, such as an API token.
package secret

import "fmt"

const redacted = "[redacted]"

// Text is a string that no formatting verb, encoder or panic shows.
// The value is kept behind a function, because fmt reads the unexported fields of a struct that holds a Text
// without calling Format on it, and a function prints as an address.
type Text struct {
	reveal func() string
}

// New wraps value. An empty value makes a Text that is not set.
func New(value string) Text {
	if value == "" {
		return Text{}
	}
	return Text{reveal: func() string { return value }}
}

// IsSet tells whether there is a value.
func (t Text) IsSet() bool { return t.reveal != nil }

// Reveal returns the value itself; its callers are the ones that put it on the wire.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// Format prints a placeholder for every verb.
func (t Text) Format(state fmt.State, _ rune) { fmt.Fprint(state, redacted) }

// String returns a placeholder.
func (t Text) String() string { return redacted }

// MarshalText writes a placeholder, also for JSON and YAML encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }
