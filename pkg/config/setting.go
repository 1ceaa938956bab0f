package config

import (
	"confcall/pkg/secret"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Kind is the layer that a setting's value came from.
type Kind int

// The layers, lowest first.
const (
	Unset Kind = iota
	FromDefault
	FromKeyring
	FromFile
	FromEnv
	FromFlag
)

// Source says where a value came from.
type Source struct {
	Kind    Kind
	Name    string // of the flag, the environment variable or the file; for a default, a remark on it
	Profile string // in the file; empty for its top level
	Line    int    // in the file
}

// String returns the source as `config show` prints it: `flag --space`, `env SIGNALWIRE_SPACE`, `file PATH: profile staging`,
// `file PATH`, `keyring` or `default`.
func (s Source) String() string {
	switch s.Kind {
	case FromDefault:
		if s.Name != "" {
			return "default (" + s.Name + ")"
		}
		return "default"
	case FromFile:
		if s.Profile != "" {
			return "file " + s.Name + ": profile " + s.Profile
		}
		return "file " + s.Name
	case FromKeyring:
		return "keyring"
	case FromEnv:
		return "env " + s.Name
	case FromFlag:
		return "flag --" + s.Name
	}
	return ""
}

// place returns what an error calls the value: `--space`, `SIGNALWIRE_SPACE` or `PATH:3: space`.
func (s Source) place(key string) string {
	switch s.Kind {
	case FromFile:
		return fmt.Sprintf("%s:%d: %s", s.Name, s.Line, key)
	case FromFlag:
		return "--" + s.Name
	case FromEnv:
		return s.Name
	}
	return key
}

// Value is a setting's text and where it came from. It never holds the token itself.
type Value struct {
	Text   string
	Source Source
}

// An entry is the value that one layer has for one setting.
type entry struct {
	Value
	key     string      // the key in the file
	token   secret.Text // the token itself, if Text is not the path of a file that holds it
	command []string    // the command that prints the token
}

// The settings' names, as `config show` prints them and as viper knows them.
const (
	Space       = "space"
	Project     = "project"
	Token       = "token"
	Account     = "account"
	CAFile      = "ca_file"
	Profile     = "profile"
	File        = "config"
	Output      = "output"
	Timeout     = "timeout"
	Retries     = "retries"
	WithCall    = "with_call"
	DefaultFrom = "default_from"
	Conference  = "conference"
)

// A setting is a row of the table of settings: its name and how each layer spells it.
type setting struct {
	name     string
	flag     string
	env      []string // the first that is not empty wins
	key      string   // in the file; empty if a file cannot set it
	topOnly  bool     // not in a profile
	boolean  bool     // true or false
	identity bool     // says which account is meant; its variables are ignored when --profile chooses one
	fallback string   // the default
}

// settings is the table, in the order in which `config show` prints it.
var settings = []setting{
	{name: Space, flag: "space", env: []string{"SIGNALWIRE_SPACE", "SIGNALWIRE_SPACE_URL", "SIGNALWIRE_API_HOSTNAME"}, key: "space",
		identity: true},
	{name: Project, flag: "project", env: []string{"SIGNALWIRE_PROJECT_ID"}, key: "project_id", identity: true},
	{name: Token, flag: "token-file", env: []string{"SIGNALWIRE_API_TOKEN", "SIGNALWIRE_TOKEN"}, key: "api_token", identity: true},
	{name: Account, flag: "account", env: []string{"SIGNALWIRE_ACCOUNT_SID"}, key: "account_sid", identity: true},
	{name: CAFile, flag: "ca-file", env: []string{"CONFCALL_CA_FILE"}, key: "ca_file"},
	{name: Profile, flag: "profile", env: []string{"CONFCALL_PROFILE"}, key: "profile", topOnly: true},
	{name: File, flag: "config", env: []string{"CONFCALL_CONFIG"}},
	{name: Output, flag: "output", env: []string{"CONFCALL_OUTPUT"}, key: "output", fallback: "table"},
	{name: Timeout, flag: "timeout", env: []string{"CONFCALL_TIMEOUT"}, key: "timeout", fallback: "30s"},
	{name: Retries, flag: "retries", env: []string{"CONFCALL_RETRIES"}, key: "retries", fallback: "3"},
	{name: WithCall, env: []string{"CONFCALL_WITH_CALL"}, key: "with_call", boolean: true, fallback: "false"},
	{name: DefaultFrom, key: "default_from"},
	{name: Conference, env: []string{"CONFCALL_CONFERENCE"}},
}

// The other keys that give the token: the path of a file that holds it, and a command that prints it.
const (
	tokenFileKey    = "api_token_file"
	TokenCommandKey = "api_token_command"
)

// profilesKey is the key of the profiles, a mapping by name.
const profilesKey = "profiles"

// variable returns the first of the setting's environment variables that is set, and its text.
func (s setting) variable() (name, text string) {
	for _, name := range s.env {
		if text := environment(name); text != "" {
			return name, text
		}
	}
	return "", ""
}

// environment returns the text of an environment variable, or "" if it holds only blanks.
func environment(name string) string {
	text := os.Getenv(name)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// keys returns the keys that can set s in a file.
func (s setting) keys() []string {
	switch {
	case s.key == "":
		return nil
	case s.name == Token:
		return []string{s.key, tokenFileKey, TokenCommandKey}
	}
	return []string{s.key}
}

// lookup returns the row of a setting. It panics on a name that is not in the table.
func lookup(name string) setting {
	for _, s := range settings {
		if s.name == name {
			return s
		}
	}
	panic("no setting " + name)
}

// Names returns the names of all settings in the order in which `config show` prints them.
func Names() []string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return names
}

// Variables returns the environment variables of the named settings that are set to something.
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

// Key returns the config file's key for a setting.
func Key(name string) string { return lookup(name).key }
