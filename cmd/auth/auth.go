// Package auth has the commands that sign in to a space and out again.
package auth

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/setup"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("auth", "Sign in to a space, and out again",
		app.Verb("login", newLogin),
		app.Verb("status", newStatus),
		app.Verb("logout", newLogout),
	)
}

// noSandbox refuses the flag --sandbox, beside which there is no account to sign in to.
func noSandbox(app *cli.App) error {
	if app.Flags.Sandbox {
		return failure.Usage(errors.New("--sandbox has an account of its own, which needs no signing in"), "leave --sandbox out")
	}
	return nil
}

// begin reads the config file, and says of which profile the command is: the one that the flag names, or else the one in force.
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

// levelOf is what a config file says of a profile, or at its top level if profile is empty; found reports whether there is one.
// The account is also the top level's, where the profile does not say otherwise; the token is the profile's own.
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

// warnOfToken names a token at the top level of the file, which wins over the keyring in every profile.
func warnOfToken(app *cli.App, file *setup.File, profile, does string) {
	if top, _, err := levelOf(file, ""); err == nil && profile != "" && top.Token != "" {
		app.Warn("%s at the top level of %s %s; remove it with: confcall config unset %s", top.Token, file.Path, does, top.Token)
	}
}

// orNull is a text as a fact: none is null.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// tokenKeysGone are the edits that take the token out of a level, in whatever way the file gives it.
func tokenKeysGone(profile string) []config.Edit {
	var edits []config.Edit
	for _, key := range config.ProfileKeys() {
		if config.IsTokenKey(key) {
			edits = append(edits, config.Edit{Profile: profile, Key: key, Unset: true})
		}
	}
	return edits
}
