// Package stream has the commands on the streams of a conference's audio.
package stream

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/media"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("stream", "Send the sound of a conference to a WebSocket",
		app.Verb("start", media.Conference.StartStream),
		app.Verb("stop", media.Conference.StopStream),
	)
}
