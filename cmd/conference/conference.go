// Package conference has the commands on conferences.
package conference

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noun = output.Noun{
	ID:      signalwire.FieldSID,
	Fields:  signalwire.ConferenceFields,
	Columns: []string{"sid", "friendly_name", "status", "region", "date_created"},
	Least:   []string{"region"},
}

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("conference", "Find conferences, announce to them, end them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("announce", newAnnounce),
		app.Verb("end", newEnd),
		app.Verb("wait", newWait),
		app.Verb("watch", newWatch),
	)
}
