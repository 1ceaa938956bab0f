// Package recording has the commands on the recordings of a conference.
package recording

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("recording", "Look at the recordings of a conference, steer and download them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("pause", newPause),
		app.Verb("resume", newResume),
		app.Verb("stop", newStop),
		app.Verb("delete", newDelete),
		app.Verb("download", newDownload),
	)
}

// target names a recording of a conference.
type target struct {
	named      flags.ConferenceTarget
	conference string // its SID, once it is looked up
	recording  string
}

// add adds the flags that name it.
func (t *target) add(cmd *cobra.Command) {
	flags.Conference(cmd, &t.named)
	flags.SID(cmd, &t.recording, "recording", "the recording's `SID`")
}

// resolve has the conference's name looked up, if it is given by name.
func (t *target) resolve(ctx context.Context, client *signalwire.Client) (err error) {
	t.conference, err = cli.ConferenceSID(ctx, client, t.named)
	return err
}

// explain gives an error what to do next.
func (t *target) explain(err error) error {
	err = failure.WhenUncertain(err, fmt.Sprintf("confcall recording get --conference %s --recording %s", t.conference, t.recording))
	return failure.WhenNotFound(err, "see confcall recording list --conference "+t.conference)
}
