package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

func newVersion(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, its commit and the commit's date",
		Args:  cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			build := cli.ThisBuild()
			facts := map[string]string{"version": build.Version, "commit": orUnknown(build.Commit), "date": orUnknown(build.Date)}
			text := fmt.Sprintf("confcall %s\ncommit %s\ndate %s\n", facts["version"], facts["commit"], facts["date"])
			return app.PrintFacts(cmd.Context(), text, []string{"version", "commit", "date"}, facts)
		},
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
