// Package auth holds the commands that sign in to a space and out of it.
package auth

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/setup"
)

// New returns the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("auth", "Sign in to a space, and out again",
		app.Verb("login", newLogin),
		app.Verb("status", newStatus),
		app.Verb("logout", newLogout),
	)
}

// noSandbox returns an error if --sandbox is given, because the sandbox has no account to sign in to.
func noSandbox(app *cli.App) error {
	if app.Flags.Sandbox {
		return failure.Usage(errors.New("--sandbox has an account of its own, which needs no signing in"), "leave --sandbox out")
	}
	return nil
}

// begin reads the config file and returns the profile that the command is about: the one that --profile names, or else the one
// in force. byFlag says which of the two it is.
func begin(app *cli.App) (file *setup.File, profile string, byFlag bool, err error) {
	if err := noSandbox(app); err != nil {
		return nil, "", false, err
	}
	if file, err = setup.Open(app); err != nil {
		return nil, "", false, err
	}
	profile, byFlag, err = app.Profile()
	return file, profile, byFlag, err
}

// levelOf returns what a config file sets in a profile, or at its top level if profile is empty, and whether it has that profile.
// Space, project and account come from the top level if the profile does not set them; the token is only the profile's own.
func levelOf(file *setup.File, profile string) (level config.ProfileLevel, found bool, err error) {
	top, profiles, _, err := config.Levels(file.Path, file.Data)
	if err != nil || profile == "" {
		return top, err == nil, err
	}
	for _, level := range profiles {
		if level.Name == profile {
			level.Space = cmp.Or(level.Space, top.Space)
			level.Project = cmp.Or(level.Project, top.Project)
			level.Account = cmp.Or(level.Account, top.Account)
			return level, true, nil
		}
	}
	return config.ProfileLevel{Name: profile}, false, nil
}

// warnOfToken warns of a token at the top level of the file, because that wins over the keyring in every profile. does says what
// the token does.
func warnOfToken(app *cli.App, file *setup.File, profile, does string) {
	if top, _, err := levelOf(file, ""); err == nil && profile != "" && top.Token != "" {
		app.Warn("%s at the top level of %s %s; remove it with: confcall config unset %s", top.Token, file.Path, does, top.Token)
	}
}

// orNull returns a text as PrintFacts takes it: an empty one becomes null.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// tokenKeysGone returns the edits that remove every key that gives a token from a profile, or from the top level.
func tokenKeysGone(profile string) []config.Edit {
	var edits []config.Edit
	for _, key := range config.ProfileKeys() {
		if config.IsTokenKey(key) {
			edits = append(edits, config.Edit{Profile: profile, Key: key, Unset: true})
		}
	}
	return edits
}
