package auth

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/keyring"
	"confcall/pkg/output"
	"confcall/pkg/setup"
)

func newLogout(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "logout",
		Short: "Sign out: remove the token that was kept",
		Long: `Remove the token of a profile, or of the one in force, from the keyring and from the config file. Space and project
stay. A keyring's entry belongs to the space and the project, so that other profiles with both lose it too.
Where the config file names another file or a command that has the token, that line is removed; the token stays there.
The token itself stays valid until it is deleted in the space's dashboard.`,
		Example: `  confcall auth logout --profile staging`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runLogout(cmd.Context(), app) },
	}
}

func runLogout(ctx context.Context, app *cli.App) error {
	file, profile, byFlag, err := begin(app)
	if err != nil {
		return err
	}
	level, found, err := levelOf(file, profile)
	if err == nil && !found && byFlag {
		err = failure.Usage(fmt.Errorf("no such profile %q in %s", profile, file.Path), "see them with confcall config list")
	}
	if err == nil {
		err = file.Apply(tokenKeysGone(profile)...)
	}
	if err != nil {
		return err
	}
	kept, err := forget(ctx, app, level)
	if err != nil {
		return err
	}
	if level.Token != "" {
		if err := file.Write(profile); err != nil {
			if kept == removed {
				return fmt.Errorf("the token is removed from the keyring, but not from the file: %w", err)
			}
			return err
		}
	}
	warnOfRest(app, file, level)
	where, text := said(kept, level.Token)
	return app.PrintFacts(ctx, text+"\n",
		output.Noun{ID: "profile", Nameless: true, Fields: []string{"profile", "removed"}}, orNull(profile), where)
}

// said returns what was removed, for a script and for a person. kept is what the keyring had, key is the key that gave the token
// in the file.
func said(kept entry, key string) (where, text string) {
	switch {
	case key != "" && key != config.Key(config.Token) && kept == removed:
		return "keyring and file", "signed out: the token is removed from the keyring, and " + key + " from the file"
	case key != "" && key != config.Key(config.Token):
		return "file", "signed out: " + key + " is removed from the file"
	case key != "" && kept == removed:
		return "keyring and file", "signed out: the token is removed from the keyring and from the file"
	case key != "":
		return "file", "signed out: the token is removed from the file"
	case kept == removed:
		return "keyring", "signed out: the token is removed from the keyring"
	case kept == unknown:
		return "nothing", "no token was kept in the file, and there is no keyring to ask"
	}
	return "nothing", "no token was kept"
}

// warnOfRest warns of places that still have the token, and of other tokens that still sign in.
func warnOfRest(app *cli.App, file *setup.File, level config.ProfileLevel) {
	switch level.Token {
	case "", config.Key(config.Token):
	case config.TokenCommandKey:
		app.Warn("the token is still where the command %q has it from", config.ShownFile(level.TokenAt))
	default:
		if _, err := os.Stat(level.TokenAt); err == nil {
			app.Warn("the token is still in the file %s", level.TokenAt)
		}
	}
	for _, name := range config.Variables(config.Token) {
		app.Warn("%s is set, and still signs in, unless --profile is given", name)
	}
	warnOfToken(app, file, level.Name, "still signs in")
}

// An entry says what happened to the token in the keyring.
type entry int

const (
	missing entry = iota // the keyring did not have it
	removed
	unknown // there is no keyring, or the account is not known
)

// forget removes the token of a level's account from the keyring.
func forget(ctx context.Context, app *cli.App, level config.ProfileLevel) (entry, error) {
	account := map[string]string{}
	for name, text := range map[string]string{"space": level.Space, "project": level.Project} {
		if given, ok := app.Flags.Settings[name]; ok {
			text = given
		}
		if text == "" {
			return unknown, nil
		}
		account[name] = text
	}
	settings, err := config.Load(config.Input{Flags: account, FlagsOnly: true})
	if err != nil {
		return unknown, err
	}
	err = keyring.Delete(ctx, settings.SpaceURL, settings.Get(config.Project).Text)
	switch {
	case err == nil:
		return removed, nil
	case errors.Is(err, keyring.ErrMissing):
		return missing, nil
	case errors.Is(err, keyring.ErrNone):
		return unknown, nil
	case ctx.Err() != nil:
		return unknown, context.Cause(ctx)
	}
	return unknown, &failure.Error{Exit: failure.ExitNotSetUp, Err: fmt.Errorf("remove the token from the keyring: %w", err),
		Hint: "unlock the keyring and run it again; nothing was removed"}
}
