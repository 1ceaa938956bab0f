package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
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
The token itself stays valid until it is deleted in the space's dashboard.`,
		Example: `  confcall auth logout --profile staging`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runLogout(cmd.Context(), app) },
	}
}

func runLogout(ctx context.Context, app *cli.App) error {
	file, profile, byFlag, err := begin(app)
	if err != nil {
		return err
	}
	_, found, err := levelOf(file, profile)
	if err == nil && !found && byFlag {
		err = failure.Usage(fmt.Errorf("no such profile %q in %s", profile, file.Path), "see them with confcall config list")
	}
	if err != nil {
		return err
	}
	kept, err := forget(ctx, app, file, profile)
	if err != nil {
		return err
	}
	before := file.Data
	if err := file.Apply(tokenKeysGone(profile)...); err != nil {
		return err
	}
	inFile := !bytes.Equal(before, file.Data)
	if inFile {
		if err := file.Write(profile); err != nil {
			return err
		}
	}
	removed, text := "nothing", "no token was kept\n"
	switch {
	case kept && inFile:
		removed, text = "keyring and file", "signed out: the token is removed from the keyring and from the file\n"
	case kept:
		removed, text = "keyring", "signed out: the token is removed from the keyring\n"
	case inFile:
		removed, text = "file", "signed out: the token is removed from the file\n"
	}
	for _, name := range []string{"SIGNALWIRE_API_TOKEN", "SIGNALWIRE_TOKEN"} {
		if os.Getenv(name) != "" {
			app.Warn("%s is set, and still signs in", name)
		}
	}
	if top, _, err := levelOf(file, ""); err == nil && profile != "" && top.Token != "" {
		app.Warn("%s at the top level of %s still signs in; remove it with: confcall config unset %s", top.Token, file.Path, top.Token)
	}
	return app.PrintFacts(ctx, text, output.Noun{ID: "profile", Fields: []string{"profile", "removed"}}, orNull(profile), removed)
}

// forget removes the token from the keyring, and tells whether there was one.
func forget(ctx context.Context, app *cli.App, file *setup.File, profile string) (bool, error) {
	flags := map[string]string{"config": file.Path}
	if profile != "" {
		flags["profile"] = profile
	}
	for _, name := range []string{"space", "project"} {
		if text, given := app.Flags.Settings[name]; given {
			flags[name] = text
		}
	}
	silent := func(string) {}
	settings, err := config.Load(config.Input{Flags: flags, FileOnly: true, Warn: silent, Note: silent})
	problem := (*config.Error)(nil)
	if errors.As(err, &problem) && !file.Exists || err == nil && settings.RequireAddress() != nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = keyring.Delete(ctx, settings.SpaceURL, settings.Get(config.Project).Text)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, keyring.ErrMissing), errors.Is(err, keyring.ErrNone):
		return false, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	}
	return false, &failure.Error{Exit: failure.ExitNotSetUp, Err: fmt.Errorf("remove the token from the keyring: %w", err), Hint: "unlock the keyring and run it again; nothing was removed"}
}
