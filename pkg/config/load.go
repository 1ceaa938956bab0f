package config

import (
	"confcall/pkg/secret"
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/viper"
)

// Input is what Load resolves the settings from, besides the process's environment.
type Input struct {
	Flags     map[string]string // the flags that were given, by name
	FlagsOnly bool              // ignore environment and file
	NoFile    bool              // ignore the file, because it does not exist yet
	FileOnly  bool              // ignore the environment
	NoProfile bool              // use no profile, because the one that is meant does not exist yet
	Stdin     io.Reader         // for --token-file -
	Warn      func(text string) // reports what is odd but usable
	Note      func(text string) // reports what a person may want to know
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

// A loader merges the layers in a viper of its own. Viper returns the entries that the loader has put in, each with its
// source. Only variables, which viper reads itself, come back as plain text.
type loader struct {
	in Input
	v  *viper.Viper
}

// newLoader returns a loader that has the defaults, the environment and the flags, but not the file.
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

// ProfileInForce returns the profile that the flag, the environment or the file chooses, or "" if none does.
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

// readsEnvironment reports whether variables can set s. With the flag --profile they cannot set the account, because the token
// of one account in the environment must not be sent to the space of another.
func (l *loader) readsEnvironment(s setting) bool {
	_, chosen := l.in.Flags[lookup(Profile).flag]
	return !l.in.FlagsOnly && !l.in.FileOnly && !(s.identity && chosen)
}

// noteLeftAside names the variables that are ignored because of --profile.
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

// get returns the entry of the highest layer that sets a setting, or the zero entry if none does.
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

// file merges the config file's top level and the chosen profile, which rank below the environment and above the defaults.
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

// useProfile merges the chosen profile of f, which is nil if there is no config file.
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

// merge puts the entries of a level of the file over those that were merged before.
func (l *loader) merge(level map[string]entry) {
	values := make(map[string]any, len(level))
	for name, e := range level {
		values[name] = e
	}
	// An error would mean that the map could not be copied.
	_ = l.v.MergeConfigMap(values)
}

// settings checks the entries that win and returns them with their types.
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
