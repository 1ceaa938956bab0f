package config

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/setup"
)

var profileNoun = output.Noun{
	ID:      "profile",
	Fields:  []string{"profile", "in_force", "space", "project", "account", "token"},
	Columns: []string{"profile", "in_force", "space", "project", "token"},
}

func newList(app *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the profiles, and which is in force",
		Long: `List the profiles of the config file, and which is in force. What a profile does not say itself
comes from the file's top level. Of the token it shows only the key that gives it. Nothing is sent.`,
		Example: `  confcall config list

  # The one in force
  confcall config list --jq '.[] | select(.in_force).profile'`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app) },
	}
	app.AddPrintFlags(cmd, profileNoun)
	return cmd
}

// A profile is a row of the list. What is not set is null.
type profile struct {
	Profile string  `json:"profile"`
	InForce bool    `json:"in_force"`
	Space   *string `json:"space"`
	Project *string `json:"project"`
	Account *string `json:"account"`
	Token   *string `json:"token"`
}

func runList(ctx context.Context, app *cli.App) error {
	printer, err := app.PrinterDespite(profileNoun)
	if err != nil {
		return err
	}
	file, err := setup.Read(app)
	if err != nil {
		return err
	}
	top, levels, _, err := config.Levels(file.Path, file.Data)
	if err != nil {
		return err
	}
	chosen, _, err := app.Profile()
	if err != nil {
		return err
	}
	if len(levels) == 0 {
		app.Note("there are no profiles in %s; make one with: confcall auth login --profile NAME", file.Path)
	}
	var rows [][]byte
	for _, level := range levels {
		row, err := output.Line(profile{
			Profile: level.Name, InForce: level.Name == chosen, Space: either(level.Space, top.Space),
			Project: either(level.Project, top.Project),
			Account: either(level.Account, top.Account), Token: either(level.Token, top.Token),
		})
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) })
}

// either returns the first text that is not empty, or nil.
func either(texts ...string) *string {
	for _, text := range texts {
		if text != "" {
			return &text
		}
	}
	return nil
}
