package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"go.yaml.in/yaml/v3"

	"confcall/pkg/secret"
)

// maxFile bounds a config file, in bytes. YAML can take hundreds of times its size once it is read.
const maxFile = 64 << 10

// A file is a config file's content.
type file struct {
	path     string
	top      map[string]entry            // by setting name
	profiles map[string]map[string]entry // by profile name, then by setting name
}

// readFile reads and checks a config file. The error is an fs.ErrNotExist when there is none, else an *Error.
func readFile(path string, warn func(string)) (*file, error) {
	data, err := readBounded(path, maxFile, warn)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, &Error{Kind: FromFile, Message: fmt.Sprintf("read config file %s: %s", path, reason(err)), Hint: "check the file and its permissions"}
	}
	return parseFile(path, data)
}

// readBounded reads a whole file of at most limit bytes, and warns when others than its owner can read it.
func readBounded(path string, limit int64, warn func(string)) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a directory")
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&0o044 != 0 {
		warn(fmt.Sprintf("%s can be read by others (mode %04o): run chmod 600 on it", path, mode.Perm()))
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("it is larger than %d KiB", limit>>10)
	}
	return data, nil
}

// reason is an error's cause without the path, which the caller names.
func reason(err error) string {
	if wrapped := (*fs.PathError)(nil); errors.As(err, &wrapped) {
		return wrapped.Err.Error()
	}
	return err.Error()
}

// parseFile reads the YAML itself, rather than into a struct, because viper's values lose what they looked like
// (00123 becomes 83), and because an error must name the line.
func parseFile(path string, data []byte) (*file, error) {
	f := &file{path: path, profiles: map[string]map[string]entry{}}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return f, nil
	case err != nil:
		return nil, f.syntax(err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, f.syntax(err)
		}
		return nil, f.problem(&second, "want one YAML document, got another after it")
	}
	root := document.Content[0]
	if isNull(root) {
		return f, nil
	}
	var err error
	f.top, err = f.level(root, "", func(key string, value *yaml.Node) (bool, error) {
		if key != profilesKey {
			return false, nil
		}
		return true, f.readProfiles(value)
	})
	return f, err
}

func (f *file) readProfiles(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	return f.pairs(node, "profiles, by name", func(name string, _, value *yaml.Node) error {
		if isNull(value) {
			f.profiles[name] = map[string]entry{}
			return nil
		}
		var err error
		f.profiles[name], err = f.level(value, name, nil)
		return err
	})
}

// Profiles lists the names of the config file's profiles, none if it cannot be read.
func Profiles(in Input) []string {
	path, err := Path(in)
	if err != nil {
		return nil
	}
	f, err := readFile(path, in.Warn)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(f.profiles))
}

// names lists profiles for a person.
func names(profiles map[string]map[string]entry) string {
	if len(profiles) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(profiles)), ", ")
}

// level reads the settings of the top level or of a profile. The keys that other handles are not settings.
func (f *file) level(node *yaml.Node, profile string, other func(key string, value *yaml.Node) (bool, error)) (map[string]entry, error) {
	level := map[string]entry{}
	known, expected := knownKeys(profile == "")
	err := f.pairs(node, "settings such as `space: example`", func(key string, keyNode, value *yaml.Node) error {
		if other != nil {
			if done, err := other(key, value); done || err != nil {
				return err
			}
		}
		s, ok := known[key]
		if !ok {
			return f.problem(keyNode, "unknown key %q; want one of %s", wordOf(key), expected)
		}
		if isNull(value) {
			return nil
		}
		text, err := f.text(key, value)
		if err != nil || text == "" {
			return err
		}
		if _, twice := level[s.name]; twice {
			return f.problem(keyNode, "api_token and api_token_file stand side by side; want one of them")
		}
		e := entry{Value: Value{Source: Source{Kind: FromFile, Name: f.path, Profile: profile, Line: value.Line}}}
		if key == s.key && s.name == Token {
			e.token = secret.New(text)
		} else {
			e.Text = text
		}
		level[s.name] = e
		return nil
	})
	return level, err
}

// wordOf cuts a key behind its first word: in `api_token:PT…`, where a blank is missing, the rest is a secret.
func wordOf(key string) string {
	if end := strings.IndexFunc(key, func(r rune) bool { return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }); end >= 0 {
		return key[:end] + "…"
	}
	return key
}

// knownKeys returns the settings by the keys that stand for them at a level, and the keys as a list for a person.
func knownKeys(top bool) (map[string]setting, string) {
	known := map[string]setting{}
	var names []string
	for _, s := range settings {
		if s.key == "" || s.topOnly && !top {
			continue
		}
		known[s.key] = s
		names = append(names, s.key)
		if s.name == Token {
			known[tokenFileKey] = s
			names = append(names, tokenFileKey)
		}
	}
	if top {
		names = append(names, profilesKey)
	}
	return known, strings.Join(names, ", ")
}

// pairs calls each for every pair of a mapping, whose keys must be different words.
func (f *file) pairs(node *yaml.Node, expected string, each func(name string, key, value *yaml.Node) error) error {
	node = resolve(node)
	if node.Kind != yaml.MappingNode {
		return f.problem(node, "want %s, got %s", expected, kindOf(node))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return f.problem(key, "want a word as key, got %s", kindOf(key))
		}
		if seen[key.Value] {
			return f.problem(key, "the key %q stands here a second time", key.Value)
		}
		seen[key.Value] = true
		if err := each(key.Value, key, value); err != nil {
			return err
		}
	}
	return nil
}

// text returns a scalar as it is written: a number keeps its zeros.
func (f *file) text(key string, node *yaml.Node) (string, error) {
	node = resolve(node)
	if node.Kind == yaml.ScalarNode && slices.Contains([]string{"!!str", "!!int", "!!float", "!!timestamp"}, node.ShortTag()) {
		return node.Value, nil
	}
	return "", f.problem(node, "%s: want text or a number, got %s", key, kindOf(node))
}

func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

func isNull(node *yaml.Node) bool {
	return resolve(node).Kind == yaml.ScalarNode && resolve(node).ShortTag() == "!!null"
}

// kindOf names what a node is, never what it holds: that may be a token in the wrong place.
func kindOf(node *yaml.Node) string {
	switch resolve(node).Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch resolve(node).ShortTag() {
	case "!!bool":
		return "true or false (quote it if it is text)"
	case "!!str", "!!int", "!!float":
		return "a single value"
	}
	return "something else"
}

func (f *file) problem(node *yaml.Node, format string, args ...any) *Error {
	return f.problemAt(node.Line, fmt.Sprintf(format, args...))
}

func (f *file) problemAt(line int, text string) *Error {
	return &Error{Kind: FromFile, Message: fmt.Sprintf("%s:%d: %s", f.path, line, text), Hint: "correct the file " + f.path}
}

var (
	yamlLine   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: line (\d+): `) })
	yamlAnchor = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`unknown anchor '.*' referenced`) })
)

// syntax gives a YAML error its line, which the parser leaves out on the first one, and takes out the one quotation
// that it may hold, since an unquoted token that begins with * reads as a reference.
func (f *file) syntax(err error) *Error {
	text, line := err.Error(), 1
	if found := yamlLine().FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
		text = text[len(found[0]):]
	}
	text = strings.TrimPrefix(text, "yaml: ")
	text = yamlAnchor().ReplaceAllString(text, "a value that begins with * must be quoted")
	return f.problemAt(line, "not valid YAML: "+text)
}
