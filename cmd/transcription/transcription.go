// Package transcription has the commands on the texts of recordings.
package transcription

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noun = output.Noun{
	ID: signalwire.FieldSID,
	Fields: []string{
		"sid", "account_sid", "api_version", "recording_sid", "date_created", "date_updated", "duration", "price", "price_unit", "status",
		"transcription_text", "type", "uri",
	},
	Columns: []string{"sid", "recording_sid", "date_created", "duration", "transcription_text"},
	Least:   []string{"duration", "recording_sid"},
}

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("transcription", "Read the texts of recordings, and delete them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("delete", newDelete),
	)
}
