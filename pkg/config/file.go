package config

import (
	"bytes"
	"confcall/pkg/secret"
	"confcall/pkg/yamlfile"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// MaxFile is the largest config file, in bytes. Parsed YAML can take hundreds of times its size in memory.
const MaxFile = 64 << 10

// A file is the parsed content of a config file.
type file struct {
	path     string
	top      map[string]entry            // by setting name
	profiles map[string]map[string]entry // by profile name, then by setting name
}

// readFile reads and parses a config file. The error is fs.ErrNotExist if there is no file, and an *Error otherwise.
func readFile(path string, warn func(string)) (*file, error) {
	data, err := readBounded(path, MaxFile, warn)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, &Error{Kind: FromFile, Message: fmt.Sprintf("read config file %s: %s", path, reason(err)),
			Hint: "check the file and its permissions"}
	}
	return parseFile(path, data)
}

// hasModes is true on systems where a file's mode says who may read and write it.
const hasModes = runtime.GOOS != "windows"

// readBounded reads a file of at most limit bytes, and warns if anybody but its owner can read it.
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
	if mode := info.Mode(); hasModes && mode.IsRegular() && mode.Perm()&0o044 != 0 {
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

// reason returns an error's cause without the path, which the caller's own message has already.
func reason(err error) string {
	if wrapped := (*fs.PathError)(nil); errors.As(err, &wrapped) {
		return wrapped.Err.Error()
	}
	return err.Error()
}

// parseFile reads the YAML nodes rather than a struct, because viper does not keep values as they were written (00123 becomes
// 83), and because errors name the line.
func parseFile(path string, data []byte) (*file, error) {
	f := &file{path: path, profiles: map[string]map[string]entry{}}
	root, err := yamlfile.Parse(path, data, yamlfile.Rules{Hidden: true, References: true})
	if err == nil {
		f.top, err = f.level(root, "", yamlfile.Key(profilesKey, f.readProfiles))
	}
	if err != nil {
		return nil, &Error{Kind: FromFile, Message: err.Error(), Hint: "correct the file " + path}
	}
	return f, nil
}

// readProfiles reads the mapping of profiles.
func (f *file) readProfiles(node yamlfile.Node) error {
	return node.Pairs("profiles, by name", func(name string, value yamlfile.Node) (err error) {
		f.profiles[name], err = f.level(value, name)
		return err
	})
}

// Profiles returns the names of the config file's profiles, sorted, or nil if the file cannot be read.
func Profiles(in Input) []string {
	path, err := Path(in)
	if err != nil {
		return nil
	}
	f, err := readFile(path, in.Warn)
	if err != nil {
		return nil
	}
	return f.names()
}

// names returns the names of the profiles, sorted.
func (f *file) names() []string { return slices.Sorted(maps.Keys(f.profiles)) }

// profileList returns the names of the profiles as an error shows them: `a, b`, or `none`.
func (f *file) profileList() string {
	if len(f.profiles) == 0 {
		return "none"
	}
	return strings.Join(f.names(), ", ")
}

// level reads the settings of a profile, or of the top level if profile is empty. others are further keys that the level may
// have.
func (f *file) level(node yamlfile.Node, profile string, others ...yamlfile.Field) (map[string]entry, error) {
	level := map[string]entry{}
	if !node.IsNull() && !node.IsMapping() {
		return nil, node.Errorf("want settings such as `space: example`, got %s", node.Kind())
	}
	var fields []yamlfile.Field
	for _, s := range settings {
		if s.topOnly && profile != "" {
			continue
		}
		for _, key := range s.keys() {
			fields = append(fields, yamlfile.Key(key, func(value yamlfile.Node) error {
				e, err := readEntry(s, key, value)
				if err != nil || e.isEmpty() {
					return err
				}
				if other, twice := level[s.name]; twice {
					return value.Errorf("%s and %s stand side by side; want one of them", other.key, key)
				}
				e.key, e.Source = key, Source{Kind: FromFile, Name: f.path, Profile: profile, Line: value.Line()}
				level[s.name] = e
				return nil
			}))
		}
	}
	return level, node.Fields("", append(fields, others...)...)
}

// readEntry reads the value of a setting from one of its keys in the file.
func readEntry(s setting, key string, value yamlfile.Node) (e entry, err error) {
	switch {
	case key == TokenCommandKey:
		err = value.Items(func(item yamlfile.Node) error {
			word, err := item.Text()
			e.command = append(e.command, word)
			return err
		})
		if err == nil && (len(e.command) == 0 || e.command[0] == "") {
			err = value.Errorf("%s: want a list of words such as [pass, show, signalwire]", key)
		}
	case s.boolean:
		var is bool
		is, err = value.Bool()
		e.Text = strconv.FormatBool(is)
	default:
		e.Text, err = value.Text()
	}
	if key == s.key && s.name == Token {
		e.token, e.Text = secret.New(e.Text), ""
	}
	return e, err
}

// isEmpty reports whether an entry has no value. An empty text counts as none.
func (e entry) isEmpty() bool { return e.Text == "" && !e.token.IsSet() && e.command == nil }

// withoutMark removes the byte order mark that some editors write at the start of a file.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }
