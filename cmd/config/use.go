package config

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/setup"
)

func newUse(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "use PROFILE",
		Short: "Choose the profile that is in force",
		Long: `Choose the profile of the config file that is in force, unless --profile or CONFCALL_PROFILE names another.
Everything else in the file stays as it is. Without any profile again: confcall config unset profile`,
		Example: `  confcall config use staging`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return commands.Usage(cmd, errors.New("config use needs one PROFILE"))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var found []cobra.Completion
			for _, name := range config.Profiles(app.ConfigInput()) {
				if len(args) == 0 && strings.HasPrefix(name, typed) {
					found = append(found, name)
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return runUse(app, args[0]) },
	}
}

func runUse(app *cli.App, profile string) error {
	file, err := setup.Open(app)
	if err != nil {
		return err
	}
	if err := checkProfile(file, profile); err != nil {
		return err
	}
	if err := file.Apply(config.Edit{Key: config.Profile, Text: profile}); err != nil {
		return err
	}
	if other := strings.TrimSpace(os.Getenv("CONFCALL_PROFILE")); other != "" && other != profile {
		app.Warn("CONFCALL_PROFILE is set, and chooses %q", other)
	}
	return write(app, file, "")
}
