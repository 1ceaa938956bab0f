// Package secret holds values that must never be printed, such as an API token.
package secret

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
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

// IsSet reports whether there is a value.
func (t Text) IsSet() bool { return t.reveal != nil }

// Reveal returns the value itself. Only code that checks, sends or stores the secret calls it.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// shortest is the length, in bytes, from which Scrub looks for a secret by itself. A shorter one could be part of any word.
const shortest = 4

// Scrub removes the secret from a text that came from elsewhere, such as a server's answer. It finds the secret as it is and in
// base64 (alone, after user and a colon, or inside other data), each also escaped for a URL, JSON or Go. It ignores letter
// case, because host names, header names and media types are often lowercased.
func (t Text) Scrub(user, text string) string {
	value := t.Reveal()
	if value == "" || text == "" {
		return text
	}
	forms := []string{base64.StdEncoding.EncodeToString([]byte(user + ":" + value))}
	if len(value) >= shortest {
		forms = append(forms, escaped(value)...)
		for before := range 3 {
			forms = append(forms, escaped(inBase64(value, before))...)
		}
	}
	lower := strings.ToLower(text)
	for _, form := range forms {
		// Look first: an expression is slow to compile and hardly ever needed.
		if strings.Contains(lower, strings.ToLower(form)) {
			valid := string([]rune(form)) // an expression must be UTF-8; it reads bytes that are not UTF-8 as U+FFFD
			parts := []string{text}
			if strings.Contains(redacted, strings.ToLower(form)) {
				parts = strings.Split(text, redacted) // the placeholder holds the form by chance
			}
			expression := regexp.MustCompile("(?i)" + regexp.QuoteMeta(valid))
			for i := range parts {
				parts[i] = expression.ReplaceAllLiteralString(parts[i], redacted)
			}
			text = strings.Join(parts, redacted)
			lower = strings.ToLower(text)
		}
	}
	return text
}

// inBase64 returns the characters that value becomes in base64 when it follows before other bytes. It leaves out the characters
// at the ends that depend on the neighbouring bytes as well.
func inBase64(value string, before int) string {
	encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + value))
	return encoded[(8*before+5)/6 : 8*(before+len(value))/6]
}

// escaped returns a text as it is, with base64's alphabet for URLs, and as encoders of URLs, JSON and Go write it.
func escaped(text string) []string {
	inJSON, _ := json.Marshal(text) // encoding a string cannot fail
	inGo := strconv.Quote(text)
	return []string{
		text, strings.NewReplacer("+", "-", "/", "_").Replace(text),
		url.QueryEscape(text), url.PathEscape(text), string(inJSON[1 : len(inJSON)-1]), inGo[1 : len(inGo)-1],
	}
}

// Format prints a placeholder for every verb.
func (t Text) Format(state fmt.State, _ rune) { fmt.Fprint(state, redacted) }

// String returns a placeholder.
func (t Text) String() string { return redacted }

// MarshalText writes a placeholder, also for JSON and YAML encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }
