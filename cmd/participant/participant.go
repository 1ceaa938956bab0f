// Package participant has the commands on the participants of a conference.
package participant

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("participant", "Look at the participants of a conference, and change them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("find", newFind),
		app.Verb("add", newAdd),
		app.Verb("move", newMove),
		app.Verb("mute", newMute), app.Verb("unmute", newUnmute),
		app.Verb("hold", newHold), app.Verb("unhold", newUnhold),
		app.Verb("coach", newCoach), app.Verb("uncoach", newUncoach),
		app.Verb("announce", newAnnounce),
		app.Verb("update", newUpdate),
		app.Verb("remove", newRemove),
		app.Verb("wait", newWait),
		app.Verb("watch", newWatch),
	)
}
