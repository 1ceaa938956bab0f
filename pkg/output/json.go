package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
)

// Line encodes any value as JSON on one line, safe to show.
func Line(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(b.Bytes()), nil
}

// indentJSON lays a document out with two spaces a level. Keys, order, numbers and strings stay as they came.
func indentJSON(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return escapeJSON(b.Bytes()), nil
}

// escapeJSON writes unsafe characters as JSON escapes, which changes no value.
func escapeJSON(document []byte) []byte {
	return escapeRunes(document, func(dst []byte, r rune) []byte {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
	})
}
