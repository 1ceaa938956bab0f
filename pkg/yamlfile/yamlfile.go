// Package yamlfile reads YAML and JSON files strictly: it refuses unknown and repeated keys, values of the wrong type and too
// many items. Every error names the file, the line and what was expected. It also changes single values of such files in place.
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

// Rules say what a file may contain.
type Rules struct {
	MaxBytes int64 // of the file, checked by Read; parsed YAML can take hundreds of times its size in memory
	MaxItems int   // in all its lists together; 0 is no limit
	Hidden   bool  // errors quote no value, because one may be a secret in the wrong place
	// An alias is replaced with the node of its anchor. Without this rule it is an error, because a few nested aliases can expand
	// to more than fits into memory.
	References bool
}

// Error says what is wrong in a file's content, and where.
type Error struct {
	Path string
	Line int // from 1
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Text) }

// A file holds what all nodes of one file share.
type file struct {
	path  string
	rules Rules
	items int // read so far
}

// Read reads a file and parses it as Parse does. It returns an *fs.PathError if the file cannot be read, and an error that names
// the file if it is larger than MaxBytes.
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

// size returns a number of bytes in MiB or KiB.
func size(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d KiB", bytes>>10)
}

// Parse returns the root of the only document in data, or a null if data is empty. It ignores a byte order mark at the start.
// Its errors and those of the nodes are of the type *Error and call the file path.
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

// surrogates matches an escaped backslash, or two \u escapes that are the halves of one character.
var surrogates = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
})

// joinSurrogates replaces characters that JSON escapes as two halves with themselves, because YAML does not know such pairs.
func joinSurrogates(data []byte) []byte {
	if !json.Valid(data) {
		return data
	}
	return surrogates().ReplaceAllFunc(data, func(found []byte) []byte {
		var text string
		// An escaped backslash is matched so that a u after it is not taken for an escape. It stays as it is.
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

// syntax returns the *Error for an error of the YAML parser, which names no line if it is the first one. It replaces the only
// message that quotes the file: an unquoted token that begins with * is read as a reference, and would be shown.
func (f *file) syntax(err error) *Error {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if found := errorLine().FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
		text = text[len(found[0]):]
	}
	text = errorAnchor().ReplaceAllString(text, "a value that begins with * must be quoted")
	return &Error{f.path, line, "not valid YAML: " + text}
}
