package cmd

import (
	"github.com/spf13/cobra"

	"confcall/cmd/conference"
	"confcall/cmd/participant"
	"confcall/pkg/cli"
)

// newConsole makes the command for the screen of all conferences, where a conference opens to show its participants.
func newConsole(app *cli.App) *cobra.Command {
	return conference.NewConsole(app, participant.Watch)
}
