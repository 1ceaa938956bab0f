// Package stream has the commands on the streams of a conference's audio.
package stream

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/output"
)

var noun = output.Noun{
	ID:      "sid",
	Fields:  []string{"account_sid", "conference_sid", "date_updated", "name", "sid", "status", "uri"},
	Columns: []string{"sid", "name", "status", "date_updated"},
}

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("stream", "Send the sound of a conference to a WebSocket",
		app.Verb("start", newStart),
		app.Verb("stop", newStop),
	)
}
