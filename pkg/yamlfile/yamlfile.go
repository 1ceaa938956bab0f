// Package yamlfile reads YAML and JSON files strictly: known keys only and each once, values of the wanted type,
// no more items than allowed; and every error names the file, the line and what was expected.
package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Rules say what a file may hold.
type Rules struct {
	MaxBytes int64 // of the file, which Read enforces; YAML can take hundreds of times its size once it is read
	MaxItems int   // of all its lists together; 0 for no bound
	Hidden   bool  // errors quote no value, which may be a secret in the wrong place
	// An alias stands for its anchor. Otherwise it is an error, since a few of them can stand for more than any memory holds.
	References bool
}

// Error is what is wrong with a file's content.
type Error struct {
	Path string
	Line int // from 1
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Text) }

// A file is what the nodes of one file share.
type file struct {
	path  string
	rules Rules
	items int // read so far
}

// Read reads and parses a file as Parse does. That it cannot be read is an *fs.PathError; that it is too large, an error
// that names it.
func Read(path string, rules Rules) (Node, error) {
	opened, err := os.Open(path)
	if err != nil {
		return Node{}, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, rules.MaxBytes+1))
	if err != nil {
		return Node{}, err
	}
	if int64(len(data)) > rules.MaxBytes {
		return Node{}, fmt.Errorf("%s: it is larger than %s", path, size(rules.MaxBytes))
	}
	return Parse(path, data, rules)
}

func size(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d KiB", bytes>>10)
}

// Parse returns the root of the one document in data, a null if there is none. A leading byte order mark is dropped.
// Its errors, and those of the nodes, are of the type *Error, with path as the file's name.
func Parse(path string, data []byte, rules Rules) (Node, error) {
	f := &file{path: path, rules: rules}
	decoder := yaml.NewDecoder(bytes.NewReader(joinSurrogates(bytes.TrimPrefix(data, []byte("\ufeff")))))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return Node{file: f, yaml: &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1}}, nil
	case err != nil:
		return Node{}, f.syntax(err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return Node{}, f.syntax(err)
		}
		return Node{}, &Error{path, second.Line, "want one YAML document, got another after it"}
	}
	return Node{file: f, yaml: document.Content[0]}, nil
}

var surrogates = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
})

// joinSurrogates writes out the characters that JSON escapes as two halves, which YAML does not know.
func joinSurrogates(data []byte) []byte {
	if !json.Valid(data) {
		return data
	}
	return surrogates().ReplaceAllFunc(data, func(found []byte) []byte {
		var text string
		// An escaped backslash is matched too, so that what follows it is not.
		if string(found) == `\\` || json.Unmarshal([]byte(`"`+string(found)+`"`), &text) != nil {
			return found
		}
		return []byte(text)
	})
}

var (
	errorLine   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^line (\d+): `) })
	errorAnchor = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`unknown anchor '.*' referenced`) })
)

// syntax gives a parser's error its line, which the parser leaves out on the first one. It removes the one quotation
// that such an error may hold, because an unquoted token that begins with * reads as a reference.
func (f *file) syntax(err error) *Error {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if found := errorLine().FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
		text = text[len(found[0]):]
	}
	text = errorAnchor().ReplaceAllString(text, "a value that begins with * must be quoted")
	return &Error{f.path, line, "not valid YAML: " + text}
}
