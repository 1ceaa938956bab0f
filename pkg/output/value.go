package output

import (
	"bytes"

	"confcall/pkg/rawjson"
)

type kind int

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

// A value is a JSON value as it came in an answer, read only as far as needed. The zero value is null.
type value struct {
	kind kind
	raw  []byte
}

// valueOf takes valid JSON.
func valueOf(raw []byte) value {
	raw = bytes.TrimSpace(raw)
	v := value{kind: number, raw: raw}
	if len(raw) == 0 {
		return value{}
	}
	switch raw[0] {
	case 'n':
		v.kind = null
	case 't', 'f':
		v.kind = boolean
	case '"':
		v.kind = text
	case '[':
		v.kind = array
	case '{':
		v.kind = object
	}
	return v
}

// text is a string's text, and the literal of a number or boolean.
func (v value) text() string { return rawjson.Text(v.raw) }

// fields returns an object's keys and their values, in order. If a key appears twice, the last value wins.
func (v value) fields() ([]string, []value) {
	var keys []string
	var values []value
	place := map[string]int{}
	for key, raw := range rawjson.Members(v.raw) {
		if at, twice := place[string(key)]; twice {
			values[at] = valueOf(raw)
			continue
		}
		place[string(key)] = len(keys)
		keys, values = append(keys, string(key)), append(values, valueOf(raw))
	}
	return keys, values
}

// field returns an object's field.
func (v value) field(key string) (value, bool) {
	raw := rawjson.Field(v.raw, key)
	return valueOf(raw), raw != nil
}

// at follows a dotted column such as `call.from` into nested objects.
func (v value) at(path string) (value, bool) {
	raw := rawjson.Lookup(v.raw, path)
	return valueOf(raw), raw != nil
}

// compact returns the value as JSON without any space, safe to show.
func (v value) compact() string { return string(escapeJSON(rawjson.AppendCompact(nil, v.raw))) }

// plain is the value for csv, tsv and name: text as it is, null as nothing, nested values as compact JSON.
func (v value) plain() string {
	switch v.kind {
	case null:
		return ""
	case boolean, number, text:
		return v.text()
	}
	return v.compact()
}
