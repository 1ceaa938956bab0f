package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A Value is what Set writes: a text or, if Words is not nil, a list of words.
type Value struct {
	Text  string
	Plain bool // the text is a number, true or false, and is written without quotes
	Words []string
}

// ErrForm means that a file is written in a form that cannot be edited in place.
var ErrForm = errors.New("the file is written in a form that cannot be changed in place")

// Set returns the YAML or JSON file data with a value set at a path of keys. It adds the keys that are missing. Comments, order,
// blank lines and quotes stay as they were. Its only error is ErrForm.
func Set(data []byte, value Value, path ...string) ([]byte, error) {
	return edit(data, path, value.plain(), func(e *editor, root *yaml.Node) error { return e.set(root, path, value) })
}

// Unset returns the file data without the key at a path. Everything else stays as it was. Its only error is ErrForm.
func Unset(data []byte, path ...string) ([]byte, error) {
	return edit(data, path, nil, func(e *editor, root *yaml.Node) error { return e.unset(root, path) })
}

// edit runs change on a copy of data. It decodes the result and returns ErrForm unless it differs from data in exactly one way:
// it has the value want at the path, or no such key if want is nil.
func edit(data []byte, path []string, want any, change func(*editor, *yaml.Node) error) ([]byte, error) {
	bare := bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(bare) || hasOddBreaks(bare) {
		return nil, ErrForm
	}
	e := &editor{text: string(bare), newline: "\n"}
	if strings.Contains(e.text, "\r\n") {
		e.newline = "\r\n"
	}
	document, err := Parse("", bare, Rules{})
	if err != nil {
		return nil, ErrForm
	}
	var root *yaml.Node
	if !document.IsNull() {
		root = document.yaml
	}
	if err := change(e, root); err != nil {
		return nil, err
	}
	if _, err := Parse("", []byte(e.text), Rules{}); err != nil {
		return nil, ErrForm
	}
	var before, after any
	if err := errors.Join(yaml.Unmarshal(bare, &before), yaml.Unmarshal([]byte(e.text), &after)); err != nil {
		return nil, ErrForm
	}
	if !reflect.DeepEqual(changed(withWords(before), path, want), withoutEmpty(withWords(after))) {
		return nil, ErrForm
	}
	return append(data[:len(data)-len(bare):len(data)-len(bare)], e.text...), nil
}

// oddBreaks are characters that end a line in YAML but hardly anywhere else.
const oddBreaks = "\u0085\u2028\u2029"

// hasOddBreaks reports whether text has a line break other than \n and \r\n.
func hasOddBreaks(text []byte) bool {
	return bytes.Count(text, []byte("\r")) != bytes.Count(text, []byte("\r\n")) || bytes.ContainsAny(text, oddBreaks)
}

// changed returns a copy of a decoded file with value at a path, or without that key if value is nil.
func changed(tree any, path []string, value any) any {
	level, _ := tree.(map[string]any)
	copied := map[string]any{}
	for key, one := range level {
		copied[key] = one
	}
	if len(path) > 1 {
		copied[path[0]] = changed(copied[path[0]], path[1:], value)
	} else {
		copied[path[0]] = value
	}
	return withoutEmpty(copied)
}

// withWords returns a decoded file with every key as a string, also those that YAML reads as a number or as true.
func withWords(tree any) any {
	words := map[string]any{}
	switch level := tree.(type) {
	case map[string]any:
		for key, one := range level {
			words[key] = withWords(one)
		}
	case map[any]any:
		for key, one := range level {
			words[fmt.Sprint(key)] = withWords(one)
		}
	default:
		return tree
	}
	return words
}

// withoutEmpty returns a decoded file without keys that are null or empty mappings, so that these compare as equal to no key.
func withoutEmpty(tree any) any {
	level, ok := tree.(map[string]any)
	if !ok {
		return tree
	}
	kept := map[string]any{}
	for key, one := range level {
		if one = withoutEmpty(one); one != nil {
			kept[key] = one
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// plain returns the value as a decoder returns it.
func (v Value) plain() any {
	var decoded any
	switch {
	case v.Words != nil:
		var words []any
		for _, word := range v.Words {
			words = append(words, word)
		}
		return words
	case v.Plain && yaml.Unmarshal([]byte(v.Text), &decoded) == nil:
		return decoded
	}
	return v.Text
}
