package auth

import (
	"context"
	"maps"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/config"
	"confcall/pkg/output"
)

var statusNoun = output.Noun{
	ID:      "profile",
	Fields:  []string{"profile", "in_force", "space", "project", "account", "token", "status", "detail", "hint"},
	Columns: []string{"profile", "in_force", "space", "project", "token", "status", "detail"},
	Least:   []string{"project", "token", "detail", "in_force"},
}

// A status is what is known of one profile, or of the settings that are in force without one. What nothing says is null.
type status struct {
	Profile *string `json:"profile"`
	InForce bool    `json:"in_force"`
	Space   *string `json:"space"`
	Project *string `json:"project"`
	Account *string `json:"account"`
	Token   *string `json:"token"` // where it is from
	Status  string  `json:"status"`
	Detail  *string `json:"detail"`
	Hint    *string `json:"hint"`
}

func newStatus(app *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say for each profile who you are, where, and whether it works",
		Long: `Say for each profile of the config file which space and project it is, where its token comes from, and whether the
space takes it: one conference is read with each. With --profile, of that one alone. What is in force without a
profile, from the environment or the file's top level, comes first. The exit code is that of the first that fails.`,
		Example: `  confcall auth status

  # Those that do not work
  confcall auth status --jq '.[] | select(.status != "ok") | .profile'`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), app) },
	}
	app.AddPrintFlags(cmd, statusNoun)
	return cmd
}

func runStatus(ctx context.Context, app *cli.App) error {
	if err := noSandbox(app); err != nil {
		return err
	}
	printer, unread, err := app.PrinterAnyway(statusNoun)
	if err == nil {
		err = printer.CheckColumns()
	}
	if err != nil {
		return err
	}
	if unread != nil {
		return unread
	}
	chosen, byFlag, err := app.Profile()
	if err != nil {
		return err
	}
	names := []string{chosen}
	if !byFlag {
		for _, name := range config.Profiles(app.ConfigInput(false)) {
			if name != chosen {
				names = append(names, name)
			}
		}
	}
	var rows [][]byte
	var first error
	for i, name := range names {
		one, err := statusOf(ctx, app, name, i == 0)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if i == 0 && name == "" && err != nil && one.Space == nil && one.Project == nil && one.Token == nil && len(names) > 1 {
			continue // nothing is set beside the profiles
		}
		if first == nil {
			first = err
		}
		row, err := output.Line(one)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if err := printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) }); err != nil {
		return err
	}
	return first
}

// statusOf tries one profile, or what is in force without any if its name is empty.
func statusOf(ctx context.Context, app *cli.App, name string, inForce bool) (status, error) {
	one := status{InForce: inForce, Status: "ok"}
	flags := maps.Clone(app.Flags.Settings)
	if name != "" {
		one.Profile = &name
		if !inForce {
			flags["profile"] = name
		}
	}
	settings, client, err := app.ClientOf(ctx, flags)
	if settings != nil {
		for setting, target := range map[string]**string{config.Space: &one.Space, config.Project: &one.Project, config.Account: &one.Account} {
			if v := settings.Get(setting); v.Source.Kind != config.Unset {
				*target = &v.Text
			}
		}
		if v := settings.Get(config.Token); v.Source.Kind != config.Unset {
			source := v.Source.String()
			one.Token = &source
		}
	}
	if err == nil {
		_, err = client.Probe(ctx)
		if err != nil {
			err = explained(err, settings)
		}
	}
	if err != nil {
		report := app.Describe(err)
		message, hint := output.Clean(report.Message), output.Clean(report.Hint)
		one.Status, one.Detail, one.Hint = "failed", &message, &hint
	}
	return one, err
}
