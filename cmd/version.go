package cmd

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

func newVersion(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, its commit and the commit's date",
		Args:  cli.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			build := cli.ThisBuild()
			return app.Print("confcall %s\ncommit %s\ndate %s\n", build.Version, orUnknown(build.Commit), orUnknown(build.Date))
		},
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
