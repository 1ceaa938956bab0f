package cmd

import (
	"github.com/spf13/cobra"

	"confcall/cmd/conference"
	"confcall/cmd/participant"
	"confcall/pkg/cli"
)

// newConsole makes the screen of all conferences, each of which opens on its participants.
func newConsole(app *cli.App) *cobra.Command {
	return conference.NewConsole(app, participant.Watch)
}
