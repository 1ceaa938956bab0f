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

// MaxFile bounds a config file, in bytes. YAML can take hundreds of times its size once it is read.
const MaxFile = 64 << 10

// A file is a config file's content.
type file struct {
	path     string
	top      map[string]entry            // by setting name
	profiles map[string]map[string]entry // by profile name, then by setting name
}

// readFile reads and checks a config file. The error is an fs.ErrNotExist when there is none, else an *Error.
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

// hasModes reports whether a file's mode says who may read and write it.
const hasModes = runtime.GOOS != "windows"

// readBounded reads a whole file of at most limit bytes, and warns if others than its owner can read it.
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

// reason returns an error's cause without the path, which the caller names.
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
	root, err := yamlfile.Parse(path, data, yamlfile.Rules{Hidden: true, References: true})
	if err == nil {
		f.top, err = f.level(root, "", yamlfile.Key(profilesKey, f.readProfiles))
	}
	if err != nil {
		return nil, &Error{Kind: FromFile, Message: err.Error(), Hint: "correct the file " + path}
	}
	return f, nil
}

func (f *file) readProfiles(node yamlfile.Node) error {
	return node.Pairs("profiles, by name", func(name string, value yamlfile.Node) (err error) {
		f.profiles[name], err = f.level(value, name)
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

// names returns the names of the profiles, in order.
func (f *file) names() []string { return slices.Sorted(maps.Keys(f.profiles)) }

// names lists profiles for a person.
func names(profiles map[string]map[string]entry) string {
	if len(profiles) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(profiles)), ", ")
}

// level reads the settings of the top level or of a profile, and other keys that it may have.
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

// readEntry reads the value that a file has for a setting, under one of its keys.
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

// isEmpty reports whether an entry has no value; an empty text is none.
func (e entry) isEmpty() bool { return e.Text == "" && !e.token.IsSet() && e.command == nil }

// withoutMark drops the byte order mark that some editors begin a file with.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }
