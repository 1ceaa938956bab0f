package config

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/output"
)

func newPath(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Print the config file's path, whether or not it exists",
		Args:  commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := config.Path(app.ConfigInput())
			if err != nil {
				return err
			}
			return app.PrintFacts(cmd.Context(), app.Shown(path)+"\n", output.Noun{ID: "path", Fields: []string{"path"}}, path)
		},
	}
}
