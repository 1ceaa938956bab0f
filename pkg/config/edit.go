package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"confcall/pkg/suggest"
	"confcall/pkg/yamlfile"
)

// An Edit is a change of a config file: the value of one key, at the top level or in a profile.
type Edit struct {
	Profile string // empty for the top level
	Key     string
	Text    string
	Words   []string // in the place of Text, for a command
	Unset   bool     // the key goes
}

// ErrForm is the error of a file that is written in a way that cannot be changed in place.
var ErrForm = yamlfile.ErrForm

// Apply makes the edits in a config file's content. Everything else stays as it is: comments, order, blank lines and quotes.
// The error is ErrForm, or an *Error if the content is no config file, or an edit is no text.
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

// notText is the error for what cannot be written into a file, since it is not UTF-8.
func notText(key string) *Error {
	return &Error{Kind: FromFlag, Message: "write " + key + " into a config file: it is not UTF-8",
		Hint: "give another value, or keep it in the environment"}
}

// Judge returns an error if a config file's content is wrong, in any of its profiles. It reads no other file and asks nobody.
// format judges the value of the setting output, which this package does not understand.
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

// hasProfile returns an error unless the file has the profile that a value names.
func (f *file) hasProfile(v Value) error {
	if _, ok := f.profiles[v.Text]; !ok {
		return invalid(lookup(Profile), v, fmt.Sprintf("no such profile in %s, which has %s", f.path, names(f.profiles)))
	}
	return nil
}

// Keys lists the keys that the top level of a file can have.
func Keys() []string {
	var keys []string
	for _, s := range settings {
		keys = append(keys, s.keys()...)
	}
	return keys
}

// ProfileKeys lists the keys that a profile can have.
func ProfileKeys() []string {
	var keys []string
	for _, s := range settings {
		if !s.topOnly {
			keys = append(keys, s.keys()...)
		}
	}
	return keys
}

// IsTokenKey reports whether a key is one of those that give the token.
func IsTokenKey(key string) bool { return slices.Contains(lookup(Token).keys(), key) }

// settingOf returns the setting that a file's key stands for.
func settingOf(key string) (setting, bool) {
	for _, s := range settings {
		if slices.Contains(s.keys(), key) {
			return s, true
		}
	}
	return setting{}, false
}

// CheckKey returns an error if a text cannot be the value of a file's key. The file that a path names is read.
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
		return nil // Judge knows which there are
	}
	return (&loader{}).check(&Settings{}, s, entry{Value: v})
}

// A ProfileLevel says what a config file says of an account, at its top level or in a profile.
type ProfileLevel struct {
	Name                    string // empty for the top level
	Space, Project, Account string
	Token                   string // the key that gives the token, empty if none does
	TokenAt                 string // the file that has it, or the command; empty if it is in the config file itself
}

// at is where an entry of the token has it from, empty if it has it itself.
func (e entry) at() string {
	switch {
	case e.command != nil:
		return e.command[0]
	case e.Text == "":
		return ""
	}
	return pathOf(e.Value)
}

// Levels reads the levels of a config file's content: its top level, and its profiles by their names.
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
