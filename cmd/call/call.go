// Package call has the commands on the account's calls, whether or not they are in a conference.
package call

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/media"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("call", "Look at calls, end, record and stream them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("wait", newWait),
		app.Verb("watch", newWatch),
		app.Verb("hangup", newHangup),
		app.Verb("record", newRecord),
		app.Verb("stream", newStream),
	)
}

func newStream(app *cli.App) *cobra.Command {
	return commands.Group("stream", "Send the sound of a call to a WebSocket",
		app.Verb("start", media.Call.StartStream),
		app.Verb("stop", media.Call.StopStream),
	)
}

// explain adds to the error of a request about a call what to do next.
func explain(err error, call string) error {
	err = failure.WhenUncertain(err, "confcall call get --call "+call)
	return failure.WhenNotFound(err, "see confcall call list")
}
