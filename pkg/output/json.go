package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"

	"confcall/pkg/rawjson"
)

// jsonDocument is json: one object or array, laid out with two blanks a level. Keys, order, numbers and strings stay as they came.
type jsonDocument struct {
	list   bool
	filled bool // with an item
}

func newJSON(_ *Printer, list bool) encoder { return &jsonDocument{list: list} }

func (d *jsonDocument) begin(b *bytes.Buffer, _ [][]byte) error {
	if d.list {
		b.WriteByte('[')
	}
	return nil
}

func (d *jsonDocument) batch(b *bytes.Buffer, items [][]byte) error {
	for _, item := range items {
		indent := ""
		if d.list {
			indent = "  "
			if d.filled {
				b.WriteByte(',')
			}
			b.WriteString("\n" + indent)
		}
		d.filled = true
		begin := b.Len()
		if err := json.Indent(b, bytes.TrimSpace(item), indent, "  "); err != nil {
			return err
		}
		escapeBehind(b, begin)
	}
	return nil
}

func (d *jsonDocument) end(b *bytes.Buffer) error {
	if d.list && d.filled {
		b.WriteByte('\n')
	}
	if d.list {
		b.WriteByte(']')
	}
	b.WriteByte('\n')
	return nil
}

// jsonLines is jsonl: an object a line.
type jsonLines struct{ bare }

func newLines(*Printer, bool) encoder { return jsonLines{} }

func (jsonLines) batch(b *bytes.Buffer, items [][]byte) error {
	begin := b.Len()
	for _, item := range items {
		b.Write(append(rawjson.AppendCompact(b.AvailableBuffer(), item), '\n'))
	}
	escapeBehind(b, begin)
	return nil
}

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

// escapeBehind escapes the JSON from a place on.
func escapeBehind(b *bytes.Buffer, place int) {
	if text := b.Bytes()[place:]; firstEscape(text) >= 0 {
		escaped := escapeJSON(text)
		b.Truncate(place)
		b.Write(escaped)
	}
}

// escapeJSON writes invisible characters as JSON escapes, which changes no value.
func escapeJSON(document []byte) []byte {
	return escapeRunes(document, func(dst []byte, r rune) []byte {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
	})
}
