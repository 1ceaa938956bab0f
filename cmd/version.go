package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/output"
)

func newVersion(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, its commit and the commit's date",
		Args:  commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			build := cli.ThisBuild()
			commit, date := orUnknown(build.Commit), orUnknown(build.Date)
			text := fmt.Sprintf("confcall %s\ncommit %s\ndate %s\n", build.Version, commit, date)
			noun := output.Noun{ID: "version", Fields: []string{"version", "commit", "date"}}
			return app.PrintFacts(cmd.Context(), text, noun, build.Version, commit, date)
		},
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
