package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
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

// A value is a JSON value with the order of its keys and the digits of its numbers kept.
type value struct {
	kind  kind
	text  string   // a string's text; the literal of a number or boolean
	keys  []string // of an object
	items []value  // of an array, or of an object by key

	place map[string]int // of an object's keys
}

// parse reads JSON. Of a key that stands in an object twice, the last value counts, as in every other tool.
func parse(raw []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return parseNext(decoder)
}

func parseNext(decoder *json.Decoder) (value, error) {
	token, err := decoder.Token()
	if err != nil {
		return value{}, err
	}
	switch token := token.(type) {
	case bool:
		return value{kind: boolean, text: fmt.Sprint(token)}, nil
	case json.Number:
		return value{kind: number, text: token.String()}, nil
	case string:
		return value{kind: text, text: token}, nil
	case json.Delim:
		if token == '[' {
			return parseArray(decoder)
		}
		return parseObject(decoder)
	}
	return value{}, nil
}

func parseArray(decoder *json.Decoder) (value, error) {
	v := value{kind: array}
	for decoder.More() {
		item, err := parseNext(decoder)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	_, err := decoder.Token()
	return v, err
}

func parseObject(decoder *json.Decoder) (value, error) {
	v := value{kind: object, place: map[string]int{}}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return value{}, err
		}
		key, _ := token.(string) // a key is always one
		item, err := parseNext(decoder)
		if err != nil {
			return value{}, err
		}
		if i, twice := v.place[key]; twice {
			v.items[i] = item
			continue
		}
		v.place[key] = len(v.keys)
		v.keys, v.items = append(v.keys, key), append(v.items, item)
	}
	_, err := decoder.Token()
	return v, err
}

// field returns an object's field.
func (v value) field(key string) (value, bool) {
	i, ok := v.place[key]
	if !ok {
		return value{}, false
	}
	return v.items[i], true
}

// at follows a dotted column such as `call.from` into nested objects. A field whose own name is the whole path wins.
func (v value) at(path string) (value, bool) {
	if found, ok := v.field(path); ok {
		return found, true
	}
	for i := range path {
		if path[i] != '.' {
			continue
		}
		if inner, ok := v.field(path[:i]); ok {
			return inner.at(path[i+1:])
		}
	}
	return value{}, false
}

// compact writes the value as JSON without any space.
func (v value) compact() string {
	var b strings.Builder
	v.appendTo(&b)
	return b.String()
}

func (v value) appendTo(b *strings.Builder) {
	switch v.kind {
	case null:
		b.WriteString("null")
	case boolean, number:
		b.WriteString(v.text)
	case text:
		b.Write(quote(v.text))
	case array:
		b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.appendTo(b)
		}
		b.WriteByte(']')
	case object:
		b.WriteByte('{')
		for i, item := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(quote(v.keys[i]))
			b.WriteByte(':')
			item.appendTo(b)
		}
		b.WriteByte('}')
	}
}

// plain is the value for csv, tsv and name: text as it is, null as nothing, nested values as compact JSON.
func (v value) plain() string {
	switch v.kind {
	case null:
		return ""
	case boolean, number, text:
		return v.text
	}
	return v.compact()
}

// quote writes a JSON string. A string always encodes.
func quote(s string) []byte {
	line, _ := Line(s)
	return line[:len(line)-1]
}
