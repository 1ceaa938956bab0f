// Package config resolves the settings: from flags, environment, config file and defaults, each on its own,
// and says where each came from.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/viper"

	"confcall/pkg/secret"
	"confcall/pkg/sid"
)

// Input is what the settings are made from, beside the process's environment.
type Input struct {
	Flags     map[string]string // the flags that were given, by name
	FlagsOnly bool              // leave environment and file aside
	NoFile    bool              // leave the file aside: there is none yet
	FileOnly  bool              // leave the environment aside: what does the file say by itself?
	Stdin     io.Reader         // for --token-file -
	Warn      func(text string) // is told of what is odd, but usable
	Note      func(text string) // is told of what a person would want to know
}

// Settings are the resolved settings. What is not set is zero.
type Settings struct {
	SpaceURL *url.URL // scheme, host and perhaps a path prefix of the space
	Token    secret.Text
	CA       []byte // PEM certificates to trust beside the system's
	Timeout  time.Duration
	Retries  int
	WithCall bool // call details beside participants

	values   map[string]Value
	command  entry // prints the token
	noneKept bool  // the keyring was asked, and has no token
}

// Get returns a setting's text and source. The token's text is empty.
func (s *Settings) Get(name string) Value { return s.values[name] }

// Conference is the conference that CONFCALL_CONFERENCE names for a session, empty if it names none. Only the commands
// that take it mind what is wrong with it.
func (s *Settings) Conference() (string, error) {
	v := s.values[Conference]
	if v.Text == "" {
		return "", nil
	}
	if err := sid.CheckConference(v.Text); err != nil {
		return "", invalid(lookup(Conference), v, err.Error())
	}
	return v.Text, nil
}

// UseAccount makes another account the configured one: that of the sandbox.
func (s *Settings) UseAccount(space *url.URL, project, token string) {
	sandbox := func(text string) Value { return Value{Text: text, Source: Source{Kind: FromFlag, Name: "sandbox"}} }
	s.SpaceURL, s.Token = space, secret.New(token)
	s.values[Space], s.values[Token] = sandbox(space.String()), sandbox("")
	s.values[Project], s.values[Account] = sandbox(project), sandbox(project)
}

// Names lists the settings in the order in which a person reads them.
func Names() []string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return names
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

// Path is the config file that flag or environment name, or else the default, whether or not it exists.
func Path(in Input) (string, error) {
	chosen := newLoader(in).get(File)
	if chosen.Source.Kind == Unset {
		return defaultPath()
	}
	if chosen.Text == "" {
		return "", invalid(lookup(File), chosen.Value, "want a file")
	}
	return inHome(chosen.Text), nil
}

// ProfileInForce is the profile that flag, environment or file choose, empty if none does.
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

// readsEnvironment is false for the settings that say which account is meant, when the flag --profile has said it:
// one account's token in the environment must not reach another's space.
func (l *loader) readsEnvironment(s setting) bool {
	_, chosen := l.in.Flags[lookup(Profile).flag]
	return !l.in.FlagsOnly && !l.in.FileOnly && !(s.identity && chosen)
}

// Variables lists the environment variables that stand for settings and say something.
func Variables(names ...string) []string {
	var found []string
	for _, s := range settings {
		for _, name := range s.env {
			if slices.Contains(names, s.name) && environment(name) != "" {
				found = append(found, name)
			}
		}
	}
	return found
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

// get returns the winner for a setting, the zero entry when nothing sets it.
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

// file lays the config file's top level and the chosen profile between environment and defaults.
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
	if chosen.Source.Kind == Unset {
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

func (l *loader) check(s *Settings, row setting, e entry) error {
	if e.Source.Kind == Unset {
		return nil
	}
	problem := func(expected string) error { return invalid(row, e.Value, expected) }
	var err error
	switch row.name {
	case Space:
		if s.SpaceURL, err = parseSpace(e.Text); err != nil {
			e.Text = withoutUserinfo(e.Text)
			return problem(err.Error())
		}
	case Project, Account:
		if !sid.Is(e.Text) {
			if e.Source.Kind != FromFlag && strings.Trim(e.Text, "0123456789abcdefABCDEF-") != "" {
				e.Text = e.Text[:min(2, len(e.Text))] + "…" // it may be the token, in the wrong place
			}
			return problem("want a UUID of 36 characters such as b3877c40-da60-4998-90ad-b792e98472af")
		}
	case Token:
		if e.command != nil {
			s.command = e
			return e.checkSafety()
		}
		s.Token, err = l.token(row, e)
		return err
	case CAFile:
		s.CA, err = certificates(e.Value)
		if err != nil {
			return problem(err.Error())
		}
	case Timeout:
		if s.Timeout, err = time.ParseDuration(e.Text); err != nil || s.Timeout <= 0 {
			return problem("want a duration with a unit, such as 30s or 2m")
		}
	case Retries:
		if s.Retries, err = strconv.Atoi(e.Text); err != nil || s.Retries < 0 || s.Retries > 100 {
			return problem("want a whole number from 0 to 100")
		}
	case WithCall:
		if s.WithCall = e.Text == "true"; !s.WithCall && e.Text != "false" {
			return problem("want true or false")
		}
	case DefaultFrom:
		if !isE164(e.Text) {
			return problem("want a telephone number such as +13105550100")
		}
	}
	return nil
}

// isE164 tells whether text is a telephone number in the form of E.164: +, and at most fifteen digits without a leading zero.
func isE164(text string) bool {
	digits, international := strings.CutPrefix(text, "+")
	return international && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// Check says what is wrong with a text as the value of the setting space, project or account.
func Check(name, text string) error {
	l := &loader{}
	return l.check(&Settings{}, lookup(name), entry{Value: Value{Text: text, Source: Source{Kind: FromFlag, Name: lookup(name).flag}}})
}

// warnOfDisagreement names the winner where two variables stand for one setting and say different things.
func (l *loader) warnOfDisagreement(s *Settings) {
	for _, row := range settings {
		winner := s.values[row.name].Source
		if winner.Kind != FromEnv {
			continue
		}
		for _, name := range row.env {
			if other := environment(name); other != "" && !sameSetting(row, environment(winner.Name), other) {
				l.in.Warn(fmt.Sprintf("%s and %s disagree: %s is used", winner.Name, name, winner.Name))
			}
		}
	}
}

func sameSetting(row setting, a, b string) bool {
	if row.name == Space {
		first, err1 := parseSpace(a)
		second, err2 := parseSpace(b)
		return err1 == nil && err2 == nil && first.String() == second.String()
	}
	return a == b
}

// RequireAccount says, all at once, what is missing of space, project and token.
func (s *Settings) RequireAccount() error { return s.require(Space, Project, Token) }

// RequireAddress says, all at once, what is missing of space and project, which is all that a request needs that is not sent.
func (s *Settings) RequireAddress() error { return s.require(Space, Project) }

func (s *Settings) require(required ...string) error {
	var names, variables, keys []string
	for _, row := range settings {
		if slices.Contains(required, row.name) && s.values[row.name].Source.Kind == Unset {
			names, variables, keys = append(names, "no "+row.name), append(variables, row.env[0]), append(keys, row.key)
		}
	}
	if len(names) == 0 {
		return nil
	}
	e := &Error{Kind: Unset, Message: "not configured: " + list(names),
		Hint: "set " + list(variables) + ", or run confcall config init; --sandbox needs none"}
	if profile := s.values[Profile]; profile.Source.Kind == FromFlag {
		e.Hint = fmt.Sprintf("add %s to the profile %q", list(keys), profile.Text)
	}
	if len(names) == 1 && s.noneKept {
		e.Message = fmt.Sprintf("not configured: token missing: neither flag, variable, file nor keyring has one for the project %s at %s",
			s.values[Project].Text, s.SpaceURL)
		e.Hint = "run confcall auth login, or set " + list(variables)
	}
	return e
}

// list reads as `a`, `a and b`, or `a, b and c`.
func list(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " and " + words[end]
}
