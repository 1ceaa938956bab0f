package cmd

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/output"
)

func newExitCodes(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "Say what the exit codes mean",
		Args:  commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text := wrapCodes(failure.Codes) + "\nOf several failures, the first in the order of the input gives the code.\n"
			noun := output.Noun{ID: "code", Fields: []string{"code", "meaning"}, Columns: []string{"code", "meaning"}}
			return app.PrintFactList(cmd.Context(), text, noun, codes())
		},
	}
}

// codes returns a row of code and meaning for each exit code.
func codes() [][]any {
	var rows [][]any
	for line := range strings.Lines(failure.Codes) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
		number, _ := strconv.Atoi(code) // they are numbers
		rows = append(rows, []any{number, strings.TrimSpace(meaning)})
	}
	return rows
}
