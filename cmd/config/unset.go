package config

import (
	"bytes"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
)

func newUnset(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "unset KEY",
		Short: "Remove one setting from the config file",
		Long: `Remove one setting from the config file: from its top level, or with --profile from a profile.
Everything else in the file stays as it is. To remove what is not there is success.`,
		Example: `  # Back to the default
  confcall config unset timeout`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return commands.Usage(cmd, errors.New("config unset needs one KEY"))
			}
			return nil
		},
		ValidArgsFunction: completeKeys,
		RunE:              func(_ *cobra.Command, args []string) error { return runUnset(app, args[0]) },
	}
}

func runUnset(app *cli.App, key string) error {
	setup, profile, err := openLevel(app, key)
	if err != nil {
		return err
	}
	before := setup.Data
	if err := setup.Apply(config.Edit{Profile: profile, Key: key, Unset: true}); err != nil {
		return err
	}
	if bytes.Equal(before, setup.Data) {
		app.Note("%s does not set %s", setup.Path, key)
		return app.Print("%s\n", app.Shown(setup.Path))
	}
	return write(app, setup, profile)
}
