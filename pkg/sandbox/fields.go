package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A dataFile is a file that is being read. It walks the nodes itself, because an error must name the line.
type dataFile struct {
	path string
	now  time.Time
	sids map[string]int // the line of each SID, in lower case

	listed, participants int // so many items, and participants, were read
}

// A field is a key of a mapping, and what reads its value.
type field struct {
	name string
	read func(name string, node *yaml.Node) error
}

// root parses the file's one document, nil when it is empty.
func (f *dataFile) root(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(joinSurrogates(data)))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, f.syntax(err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, f.syntax(err)
		}
		return nil, f.problem(&second, "want one YAML document, got another after it")
	}
	return document.Content[0], nil
}

var surrogates = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
})

// joinSurrogates writes the characters out that JSON escapes as two halves, which YAML does not know.
func joinSurrogates(data []byte) []byte {
	if !json.Valid(data) {
		return data
	}
	return surrogates().ReplaceAllFunc(data, func(found []byte) []byte {
		var text string
		// An escaped backslash is found too, so that it is passed over.
		if string(found) == `\\` || json.Unmarshal([]byte(`"`+string(found)+`"`), &text) != nil {
			return found
		}
		return []byte(text)
	})
}

// fields reads a mapping with these keys and no others. A null stands for a mapping or a value that is not there.
func (f *dataFile) fields(node *yaml.Node, what string, fields ...field) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return f.problem(node, "want %s, which is a mapping, got %s", what, kindOf(node))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		k := slices.IndexFunc(fields, func(field field) bool { return key.Kind == yaml.ScalarNode && field.name == key.Value })
		if k < 0 {
			names := make([]string, len(fields))
			for i, field := range fields {
				names[i] = field.name
			}
			return f.problem(key, "unknown key %s of %s; want one of %s", quoted(key.Value), what, strings.Join(names, ", "))
		}
		if seen[key.Value] {
			return f.problem(key, "the key %s stands here a second time", quoted(key.Value))
		}
		seen[key.Value] = true
		if isNull(value) {
			continue
		}
		if err := fields[k].read(key.Value, value); err != nil {
			return err
		}
	}
	return nil
}

// items reads a list.
func (f *dataFile) items(each func(node *yaml.Node) error) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if node.Kind != yaml.SequenceNode {
			return f.problem(node, "%s: want a list, got %s", name, kindOf(node))
		}
		for _, item := range node.Content {
			if f.listed++; f.listed > maxItems {
				return f.problem(item, "%s: more than %d items are in this file's lists", name, maxItems)
			}
			if err := each(item); err != nil {
				return err
			}
		}
		return nil
	}
}

// text reads a text. A number is one as it is written, so that +13105550101 needs no quotes.
func (f *dataFile) text(target *string) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if node.Kind != yaml.ScalarNode || !slices.Contains([]string{"!!str", "!!int", "!!float", "!!timestamp"}, node.ShortTag()) {
			return f.problem(node, "%s: want text, got %s", name, kindOf(node))
		}
		if node.Value == "" || !utf8.ValidString(node.Value) {
			return f.problem(node, "%s: want text that is not empty", name)
		}
		*target = node.Value
		return nil
	}
}

func (f *dataFile) optional(target **string) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		*target = new(string)
		return f.text(*target)(name, node)
	}
}

func (f *dataFile) oneOf(target *string, values ...string) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if err := f.text(target)(name, node); err != nil {
			return err
		}
		if !slices.Contains(values, *target) {
			return f.problem(node, "%s: %s is none of %s", name, quoted(*target), strings.Join(values, ", "))
		}
		return nil
	}
}

func (f *dataFile) boolean(target *bool) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" {
			return f.problem(node, "%s: want true or false, got %s", name, kindOf(node))
		}
		*target = strings.EqualFold(node.Value, "true")
		return nil
	}
}

// seconds reads a length in seconds, of at most a day.
func (f *dataFile) seconds(target *int) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		n, err := strconv.Atoi(node.Value)
		if node.Kind != yaml.ScalarNode || err != nil || n < 0 || n > 24*60*60 {
			return f.problem(node, "%s: want whole seconds, at most a day", name)
		}
		*target = n
		return nil
	}
}

// date reads a time, or how long before the start it was.
func (f *dataFile) date(target *date) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		var text string
		if err := f.text(&text)(name, node); err != nil {
			return err
		}
		if long, ok := strings.CutSuffix(text, " ago"); ok {
			if d, err := time.ParseDuration(long); err == nil && d >= 0 {
				*target = on(f.now.Add(-d))
				return nil
			}
		}
		for _, layout := range []string{time.RFC3339, time.RFC1123Z, time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil {
				*target = on(at)
				return nil
			}
		}
		return f.problem(node, "%s: %s is no time; want one as in 2026-11-23T12:00:00Z, or how long ago as in 20m ago", name, quoted(text))
	}
}

// sid reads a SID that nothing else in the file has.
func (f *dataFile) sid(target *string) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if err := f.reference(target)(name, node); err != nil {
			return err
		}
		if line, taken := f.sids[*target]; taken {
			return f.problem(node, "%s: %s stands in line %d already", name, *target, line)
		}
		f.sids[*target] = node.Line
		return nil
	}
}

// reference reads the SID of something else.
func (f *dataFile) reference(target *string) func(string, *yaml.Node) error {
	return func(name string, node *yaml.Node) error {
		if node.Kind != yaml.ScalarNode || !uuid().MatchString(node.Value) {
			return f.problem(node, "%s: want a SID, which is a UUID of 36 characters", name)
		}
		*target = strings.ToLower(node.Value)
		return nil
	}
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

func kindOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.AliasNode:
		// A few lines of them can stand for more than any memory holds.
		return "a reference, which this file cannot have"
	case node.ShortTag() == "!!bool":
		return "true or false (quote it if it is text)"
	}
	return quoted(node.Value)
}

// quoted shows a value, or how it begins.
func quoted(text string) string {
	if runes := []rune(text); len(runes) > maxName {
		text = string(runes[:maxName]) + "…"
	}
	return strconv.Quote(text)
}

func (f *dataFile) problem(node *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", f.path, node.Line, fmt.Sprintf(format, args...))
}

var yamlLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^line (\d+): `) })

// syntax gives a YAML error its line, which the parser leaves out on the first one.
func (f *dataFile) syntax(err error) error {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), "1"
	if found := yamlLine().FindStringSubmatch(text); found != nil {
		text, line = text[len(found[0]):], found[1]
	}
	return fmt.Errorf("%s:%s: not valid YAML: %s", f.path, line, text)
}
