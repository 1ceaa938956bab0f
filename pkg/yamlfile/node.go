package yamlfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// A Node is a value in a file. The zero Node is a null.
type Node struct {
	file *file
	name string // its key, if it has one
	yaml *yaml.Node
}

// Name returns the key of the value, or "" for the root and the items of a list.
func (n Node) Name() string { return n.name }

// Line returns the line in which the value begins, from 1.
func (n Node) Line() int { return n.yaml.Line }

// Errorf returns an *Error with the value's line.
func (n Node) Errorf(format string, args ...any) error {
	return &Error{n.file.path, n.yaml.Line, fmt.Sprintf(format, args...)}
}

// want returns the error for a value that is not what was expected.
func (n Node) want(expected string) error {
	if n.name == "" {
		return n.Errorf("want %s, got %s", expected, n.Kind())
	}
	return n.Errorf("%s: want %s, got %s", n.name, expected, n.Kind())
}

// resolved returns the YAML node or, if it is a reference and the rules allow that, the node that it refers to.
func (n Node) resolved() *yaml.Node {
	if n.yaml == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	if n.yaml.Kind == yaml.AliasNode && n.file.rules.References {
		return n.yaml.Alias
	}
	return n.yaml
}

// is reports whether the value is a scalar with one of these tags.
func (n Node) is(tags ...string) bool {
	node := n.resolved()
	return node.Kind == yaml.ScalarNode && slices.Contains(tags, node.ShortTag())
}

// IsNull reports whether there is no value.
func (n Node) IsNull() bool { return n.is("!!null") }

// IsMapping reports whether the value is a mapping.
func (n Node) IsMapping() bool { return n.resolved().Kind == yaml.MappingNode }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.resolved().Kind == yaml.SequenceNode }

// Kind describes the value for an error: the value itself if errors may quote it, or else what kind of value it is.
func (n Node) Kind() string {
	node := n.resolved()
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.AliasNode && !n.file.rules.References:
		return "a reference, which this file cannot have"
	case n.is("!!bool"):
		return "true or false (quote it if it is text)"
	case !n.file.rules.Hidden:
		return Quoted(node.Value)
	case n.is("!!str", "!!int", "!!float"):
		return "a single value"
	}
	return "something else"
}

// Text returns a text, or a number as it is written in the file: 007 keeps its zeros, and +13105550101 needs no quotes.
func (n Node) Text() (string, error) {
	if !n.is("!!str", "!!int", "!!float", "!!timestamp") {
		return "", n.want("text or a number")
	}
	return n.resolved().Value, nil
}

// Bool returns true or false.
func (n Node) Bool() (bool, error) {
	if !n.is("!!bool") {
		return false, n.want("true or false")
	}
	return strings.EqualFold(n.resolved().Value, "true"), nil
}

// Int returns a whole number from low to high. expected describes such a number in errors.
func (n Node) Int(low, high int, expected string) (int, error) {
	number, err := strconv.Atoi(n.resolved().Value)
	if n.resolved().Kind != yaml.ScalarNode || err != nil || number < low || number > high {
		return 0, n.want(expected)
	}
	return number, nil
}

// Items calls each for every item of a list, in order.
func (n Node) Items(each func(item Node) error) error {
	if !n.IsList() {
		return n.want("a list")
	}
	for _, item := range n.resolved().Content {
		one := Node{file: n.file, yaml: item}
		n.file.items++
		if most := n.file.rules.MaxItems; most > 0 && n.file.items > most {
			return one.Errorf("%s: more than %d items are in this file's lists", n.name, most)
		}
		if err := each(one); err != nil {
			return err
		}
	}
	return nil
}

// Pairs calls each for every key of a mapping and its value, in order. A key must be a scalar and must not be repeated.
// expected describes the mapping in errors.
func (n Node) Pairs(expected string, each func(key string, value Node) error) error {
	return n.pairs(expected, func(key, value Node) error {
		if key.yaml.Kind != yaml.ScalarNode {
			return key.Errorf("want a word as key, got %s", key.Kind())
		}
		return nil
	}, each)
}

// pairs calls each for every key of a mapping and its value, after accept has checked the key.
func (n Node) pairs(expected string, accept func(key, value Node) error, each func(key string, value Node) error) error {
	if !n.IsMapping() {
		return n.Errorf("want %s, got %s", expected, n.Kind())
	}
	content := n.resolved().Content
	seen := map[string]bool{}
	for i := 0; i+1 < len(content); i += 2 {
		word := content[i].Value
		key, value := Node{file: n.file, yaml: content[i]}, Node{file: n.file, name: word, yaml: content[i+1]}
		if err := accept(key, value); err != nil {
			return err
		}
		if seen[word] {
			return key.Errorf("the key %s stands here a second time", Quoted(word))
		}
		seen[word] = true
		if err := each(word, value); err != nil {
			return err
		}
	}
	return nil
}

// shownKey returns an unknown key as an error may show it. If the rules hide values, it is cut after its first word: in
// `api_token:PT…`, which lacks a blank after the colon, the rest of the key is a secret.
func (n Node) shownKey() string {
	word := n.yaml.Value
	if !n.file.rules.Hidden {
		return Quoted(word)
	}
	end := strings.IndexFunc(word, func(r rune) bool { return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end >= 0 {
		word = word[:end] + "…"
	}
	return Quoted(word)
}

// longestQuote is how much of a value an error quotes, in characters.
const longestQuote = 64

// Quoted returns a text in quotes for an error, cut if it is long.
func Quoted(text string) string {
	if runes := []rune(text); len(runes) > longestQuote {
		text = string(runes[:longestQuote]) + "…"
	}
	return strconv.Quote(text)
}
