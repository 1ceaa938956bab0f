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

// A Value is what Set writes: a text, or a list of words.
type Value struct {
	Text  string
	Plain bool // the text is a number, true or false, and stays without quotes
	Words []string
}

// ErrForm is the error of an edit that the form of a file does not allow.
var ErrForm = errors.New("the file is written in a form that cannot be changed in place")

// Set returns a YAML or JSON file that has a value under a path of keys, which are made where they are missing.
// Comments, order, blank lines and quotes stay as they were. The error is ErrForm.
func Set(data []byte, value Value, path ...string) ([]byte, error) {
	return edit(data, path, value.plain(), func(e *editor, root *yaml.Node) error { return e.set(root, path, value) })
}

// Unset returns a file without a key at a path, and with everything else as it was.
func Unset(data []byte, path ...string) ([]byte, error) {
	return edit(data, path, nil, func(e *editor, root *yaml.Node) error { return e.unset(root, path) })
}

// edit has change rewrite the text, and wants the result to say what it should and nothing else.
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

// oddBreaks end a line for YAML and for hardly anyone else.
const oddBreaks = "\u0085\u2028\u2029"

func hasOddBreaks(text []byte) bool {
	return bytes.Count(text, []byte("\r")) != bytes.Count(text, []byte("\r\n")) || bytes.ContainsAny(text, oddBreaks)
}

// changed is a decoded file with another value at a path; nil stands for none.
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

// withWords is a decoded file in which each key is a word, also one that reads as a number or as true.
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

// withoutEmpty is a decoded file without keys that say nothing, since what holds nothing may be written in several ways.
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

// plain is the value as it is decoded.
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
