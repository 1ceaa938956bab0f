package config

import (
	"confcall/pkg/secret"
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/viper"
)

// Input is what the settings are made from, besides the process's environment.
type Input struct {
	Flags     map[string]string // the flags that were given, by name
	FlagsOnly bool              // ignore environment and file
	NoFile    bool              // ignore the file, as there is none yet
	FileOnly  bool              // ignore the environment
	NoProfile bool              // ignore which profile is in force, as the one that is meant does not exist yet
	Stdin     io.Reader         // for --token-file -
	Warn      func(text string) // is called with what is odd, but usable
	Note      func(text string) // is called with what a person would want to know
}

// Load resolves the settings. Its errors are of the type *Error.
func Load(in Input) (*Settings, error) {
	l := newLoader(in)
	if !in.FlagsOnly {
		if !in.FileOnly {
			l.noteLeftAside()
		}
		if in.NoFile {
			return l.settings()
		}
		if err := l.file(); err != nil {
			return nil, err
		}
	}
	return l.settings()
}

// A loader lays the layers over one another in a viper of its own. An entry in viper carries its source;
// only the environment, which viper reads by itself, comes back as plain text.
type loader struct {
	in Input
	v  *viper.Viper
}

// newLoader sets the defaults, binds the environment and sets the flags.
func newLoader(in Input) *loader {
	l := &loader{in: in, v: viper.New()}
	for _, s := range settings {
		if s.fallback != "" {
			l.v.SetDefault(s.name, entry{Value: Value{Text: s.fallback, Source: Source{Kind: FromDefault}}})
		}
		if name, _ := s.variable(); name != "" && l.readsEnvironment(s) {
			// An error would mean that no name was given.
			_ = l.v.BindEnv(s.name, name)
		}
		if text, ok := l.in.Flags[s.flag]; ok {
			l.v.Set(s.name, entry{Value: Value{Text: text, Source: Source{Kind: FromFlag, Name: s.flag}}})
		}
	}
	return l
}

// ProfileInForce returns the profile that flag, environment or file choose, empty if none does.
func ProfileInForce(in Input) (string, error) {
	l := newLoader(in)
	if chosen := l.get(Profile); chosen.Source.Kind != Unset {
		return chosen.Text, nil
	}
	path, err := Path(in)
	if err != nil {
		return "", nil // without a home there is no file
	}
	f, err := readFile(path, func(string) {})
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return f.top[Profile].Text, nil
}

// readsEnvironment is false for the settings that say which account is meant if the flag --profile says so already:
// the token of one account in the environment must not reach the space of another.
func (l *loader) readsEnvironment(s setting) bool {
	_, chosen := l.in.Flags[lookup(Profile).flag]
	return !l.in.FlagsOnly && !l.in.FileOnly && !(s.identity && chosen)
}

func (l *loader) noteLeftAside() {
	var left []string
	for _, s := range settings {
		if !l.readsEnvironment(s) {
			left = append(left, s.name)
		}
	}
	if aside := Variables(left...); len(aside) > 0 {
		l.in.Note(strings.Join(aside, ", ") + " left aside: --profile takes the account from flags and file only")
	}
}

// get returns the winning entry for a setting, the zero entry if nothing sets it.
func (l *loader) get(name string) entry {
	switch value := l.v.Get(name).(type) {
	case entry:
		return value
	case string:
		variable, text := lookup(name).variable()
		e := entry{Value: Value{Source: Source{Kind: FromEnv, Name: variable}}}
		if name == Token {
			e.token = secret.New(text)
		} else {
			e.Text = text
		}
		if value == text {
			return e
		}
	}
	return entry{}
}

// file puts the config file's top level and the chosen profile between environment and defaults.
func (l *loader) file() error {
	chosen := l.get(File)
	isDefault := chosen.Source.Kind == Unset
	path, err := Path(l.in)
	if err != nil {
		if isDefault {
			return l.useProfile(nil) // without a home there is no file
		}
		return err
	}
	f, err := readFile(path, l.in.Warn)
	if isDefault {
		source := Source{Kind: FromDefault}
		if errors.Is(err, fs.ErrNotExist) {
			source.Name = "no such file"
		}
		l.v.SetDefault(File, entry{Value: Value{Text: path, Source: source}})
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && isDefault:
		return l.useProfile(nil)
	case errors.Is(err, fs.ErrNotExist):
		return invalid(lookup(File), chosen.Value, "no such file")
	case err != nil:
		return err
	}
	l.merge(f.top)
	return l.useProfile(f)
}

func (l *loader) useProfile(f *file) error {
	chosen := l.get(Profile)
	if l.in.NoProfile || chosen.Source.Kind == Unset {
		return nil
	}
	if f == nil {
		return invalid(lookup(Profile), chosen.Value, "there is no config file with profiles")
	}
	if err := f.hasProfile(chosen.Value); err != nil {
		return err
	}
	l.merge(f.profiles[chosen.Text])
	return nil
}

func (l *loader) merge(level map[string]entry) {
	values := make(map[string]any, len(level))
	for name, e := range level {
		values[name] = e
	}
	// An error would mean that the map could not be copied.
	_ = l.v.MergeConfigMap(values)
}

// settings checks the winners and gives them their types.
func (l *loader) settings() (*Settings, error) {
	s := &Settings{values: map[string]Value{}}
	for _, row := range settings {
		e := l.get(row.name)
		if err := l.check(s, row, e); err != nil {
			return nil, err
		}
		s.values[row.name] = e.Value
	}
	if s.values[Account].Text == "" && s.values[Project].Text != "" {
		s.values[Account] = Value{Text: s.values[Project].Text, Source: Source{Kind: FromDefault}}
	}
	l.warnOfDisagreement(s)
	return s, nil
}
