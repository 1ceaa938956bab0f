package config

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/output"
)

var noun = output.Noun{
	ID:      "setting",
	Fields:  []string{"setting", "value", "source"},
	Columns: []string{"setting", "value", "source"},
}

func newShow(app *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show every setting, its value and where it came from",
		Long: `Show every setting, its value and where it came from. Of the token it shows only whether it is set:
a command that prints it is not run, and the keyring is asked if nothing else has one. Nothing is sent.`,
		Example: `  # Why does it speak to that space?
  confcall config show

  # The space alone
  confcall config show --jq '.[] | select(.setting == "space").value'`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runShow(cmd.Context(), app) },
	}
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runShow(ctx context.Context, app *cli.App) error {
	printer, err := app.Printer(noun)
	if err != nil {
		return err
	}
	settings, err := app.Settings()
	if err != nil {
		return err
	}
	if _, err := settings.Conference(); err != nil {
		return err
	}
	locked := (*config.Error)(nil)
	if !app.Flags.Sandbox {
		if err := settings.AskKeyring(ctx); err != nil && !errors.As(err, &locked) {
			return err
		}
	}
	var rows [][]byte
	for _, name := range config.Names() {
		row, err := rowOf(name, settings, locked)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) })
}

// rowOf returns the JSON object of a setting. Value and source are null if it is not set. locked is the keyring's error, if any.
func rowOf(name string, settings *config.Settings, locked *config.Error) ([]byte, error) {
	row := struct {
		Setting string  `json:"setting"`
		Value   *string `json:"value"`
		Source  *string `json:"source"`
	}{Setting: name}
	found := settings.Get(name)
	if found.Source.Kind != config.Unset {
		source := found.Source.String()
		row.Value, row.Source = &found.Text, &source
	}
	if name == config.Token {
		state := "not set"
		switch {
		case settings.Token.IsSet():
			state = "set"
		case settings.TokenCommand():
			state = "from a command"
		case locked != nil:
			state = locked.Error()
		}
		row.Value = &state
	}
	return output.Line(row)
}
