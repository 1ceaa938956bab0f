// Package config resolves each setting from the flags, the environment, the config file and the defaults, and records where
// its value came from.
package config

import (
	"confcall/pkg/secret"
	"confcall/pkg/sid"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Settings are the resolved settings. An unset one has its zero value.
type Settings struct {
	SpaceURL *url.URL // scheme, host and perhaps a path prefix of the space
	Token    secret.Text
	CA       []byte // PEM certificates to trust beside the system's
	Timeout  time.Duration
	Retries  int
	WithCall bool // participants are listed with their calls

	values   map[string]Value
	command  entry // the command that prints the token
	noneKept bool  // the keyring was asked and has no token
}

// Get returns a setting's text and source. For the token, the text is at most the path of its file.
func (s *Settings) Get(name string) Value { return s.values[name] }

// Conference returns the conference that CONFCALL_CONFERENCE names, or "" if the variable is empty. The value is checked here
// and not in Load, because only commands that take a conference should fail.
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

// UseAccount replaces the configured account with the sandbox's.
func (s *Settings) UseAccount(space *url.URL, project, token string) {
	sandbox := func(text string) Value { return Value{Text: text, Source: Source{Kind: FromFlag, Name: "sandbox"}} }
	s.SpaceURL, s.Token = space, secret.New(token)
	s.values[Space], s.values[Token] = sandbox(space.String()), sandbox("")
	s.values[Project], s.values[Account] = sandbox(project), sandbox(project)
}

// RequireAccount returns an error that names which of space, project and token are not set.
func (s *Settings) RequireAccount() error { return s.require(Space, Project, Token) }

// RequireAddress returns an error that names which of space and project are not set. A dry run needs no token.
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
		Hint: "set " + list(variables) + ", or run confcall auth login; --sandbox needs none"}
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

// list joins words as `a`, `a and b`, or `a, b and c`.
func list(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " and " + words[end]
}
