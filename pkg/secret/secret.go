// Package secret holds values that must never be printed, such as an API token.
package secret

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
)

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

// Scrub takes the secret out of a text that came from elsewhere, in the forms in which it is sent or could be quoted:
// as it is, escaped for a URL, in base64, and in base64 behind user and a colon. A very short one is left alone where it
// stands by itself, since it could be any word.
func (t Text) Scrub(user, text string) string {
	value := t.Reveal()
	if value == "" || text == "" {
		return text
	}
	forms := []string{base64.StdEncoding.EncodeToString([]byte(user + ":" + value)), redacted}
	if len(value) >= 4 {
		for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), base64.StdEncoding.EncodeToString([]byte(value))} {
			forms = append(forms, form, redacted)
		}
	}
	return strings.NewReplacer(forms...).Replace(text)
}

// Format prints a placeholder for every verb.
func (t Text) Format(state fmt.State, _ rune) { fmt.Fprint(state, redacted) }

// String returns a placeholder.
func (t Text) String() string { return redacted }

// MarshalText writes a placeholder, also for JSON and YAML encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }
