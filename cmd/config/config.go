// Package config holds the commands that show and change the settings.
package config

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
)

// New returns the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("config", "Show and set up the settings",
		app.Verb("show", newShow),
		app.Verb("list", newList),
		app.Verb("init", newInit),
		app.Verb("use", newUse),
		app.Verb("set", newSet),
		app.Verb("unset", newUnset),
		app.Verb("edit", newEdit),
		app.Verb("path", newPath),
	)
}
