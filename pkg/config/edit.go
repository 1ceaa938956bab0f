package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"confcall/pkg/suggest"
	"confcall/pkg/yamlfile"
)

// An Edit sets or removes one key of a config file, at the top level or in a profile.
type Edit struct {
	Profile string // empty for the top level
	Key     string
	Text    string
	Words   []string // the words of a command, instead of Text
	Unset   bool     // remove the key
}

// ErrForm means that a file is written in a form that cannot be changed in place.
var ErrForm = yamlfile.ErrForm

// Apply returns a config file's content with the edits made. Comments, order, blank lines and quotes stay as they are.
// It returns ErrForm, or an *Error if the content is not a config file or an edit is not UTF-8.
func Apply(path string, data []byte, edits ...Edit) ([]byte, error) {
	if _, err := parseFile(path, data); err != nil {
		return nil, err
	}
	for _, e := range edits {
		if !utf8.ValidString(e.Profile) || !utf8.ValidString(e.Text) || !utf8.ValidString(strings.Join(e.Words, "")) {
			return nil, notText(e.Key)
		}
		place := []string{e.Key}
		if e.Profile != "" {
			place = []string{profilesKey, e.Profile, e.Key}
		}
		var err error
		if e.Unset {
			data, err = yamlfile.Unset(data, place...)
		} else {
			s, _ := settingOf(e.Key)
			data, err = yamlfile.Set(data, yamlfile.Value{Text: e.Text, Words: e.Words, Plain: s.boolean || s.name == Retries}, place...)
		}
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

// notText returns the error for a value that cannot be written into a file because it is not UTF-8.
func notText(key string) *Error {
	return &Error{Kind: FromFlag, Message: "write " + key + " into a config file: it is not UTF-8",
		Hint: "give another value, or keep it in the environment"}
}

// Judge returns an error if a setting in a config file's content is not valid, in any of its profiles. It reads no other file,
// runs no command and does not ask the keyring. format checks the setting output, which this package does not understand.
func Judge(path string, data []byte, format func(Value) error) error {
	f, err := parseFile(path, data)
	if err != nil {
		return err
	}
	levels := []map[string]entry{f.top}
	for _, name := range f.names() {
		levels = append(levels, f.profiles[name])
	}
	l := &loader{}
	for _, level := range levels {
		for _, row := range settings {
			e, ok := level[row.name]
			if !ok {
				continue
			}
			var err error
			switch {
			case row.name == Token && !e.token.IsSet(), row.name == CAFile:
			case row.name == Output:
				err = format(e.Value)
			case row.name == Profile:
				err = f.hasProfile(e.Value)
			default:
				err = l.check(&Settings{}, row, e)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// hasProfile returns an error unless the file has the profile that v names.
func (f *file) hasProfile(v Value) error {
	if _, ok := f.profiles[v.Text]; !ok {
		return invalid(lookup(Profile), v, fmt.Sprintf("no such profile in %s, which has %s", f.path, f.profileList()))
	}
	return nil
}

// Keys returns the keys that the top level of a file can have.
func Keys() []string {
	var keys []string
	for _, s := range settings {
		keys = append(keys, s.keys()...)
	}
	return keys
}

// ProfileKeys returns the keys that a profile can have.
func ProfileKeys() []string {
	var keys []string
	for _, s := range settings {
		if !s.topOnly {
			keys = append(keys, s.keys()...)
		}
	}
	return keys
}

// IsTokenKey reports whether key is one of the keys that give the token.
func IsTokenKey(key string) bool { return slices.Contains(lookup(Token).keys(), key) }

// settingOf returns the setting that a key of the file belongs to.
func settingOf(key string) (setting, bool) {
	for _, s := range settings {
		if slices.Contains(s.keys(), key) {
			return s, true
		}
	}
	return setting{}, false
}

// CheckKey returns an error if text is not a valid value for a key of the file. If the value is a path, that file is read and
// checked too.
func CheckKey(key, text string, format func(Value) error) error {
	s, ok := settingOf(key)
	if !ok {
		return fmt.Errorf("unknown key %q; want one of %s%s", key, strings.Join(Keys(), ", "), suggest.Did(key, Keys()))
	}
	v := Value{Text: text, Source: Source{Kind: FromDefault}}
	if key == tokenFileKey {
		if _, err := ReadTokenFile(text, func(string) {}); err != nil {
			return fmt.Errorf("%s %q: %w", key, ShownFile(text), err)
		}
		return nil
	}
	switch s.name {
	case Output:
		return format(v)
	case Profile:
		return nil // Judge checks it against the file's profiles
	}
	return (&loader{}).check(&Settings{}, s, entry{Value: v})
}

// A ProfileLevel is the account that a config file sets at its top level or in a profile.
type ProfileLevel struct {
	Name                    string // empty for the top level
	Space, Project, Account string
	Token                   string // the key that gives the token, empty if there is none
	TokenAt                 string // the token's file or command; empty if the config file holds the token itself
}

// at returns the file or the command that an entry takes the token from, or "" if the entry holds the token itself.
func (e entry) at() string {
	switch {
	case e.command != nil:
		return e.command[0]
	case e.Text == "":
		return ""
	}
	return pathOf(e.Value)
}

// Levels returns the top level of a config file's content, its profiles sorted by name, and the name of the profile that the
// file puts in force.
func Levels(path string, data []byte) (top ProfileLevel, profiles []ProfileLevel, inForce string, err error) {
	f, err := parseFile(path, data)
	if err != nil {
		return top, nil, "", err
	}
	describe := func(name string, level map[string]entry) ProfileLevel {
		token := level[Token]
		return ProfileLevel{name, level[Space].Text, level[Project].Text, level[Account].Text, token.key, token.at()}
	}
	for _, name := range f.names() {
		profiles = append(profiles, describe(name, f.profiles[name]))
	}
	return describe("", f.top), profiles, f.top[Profile].Text, nil
}
