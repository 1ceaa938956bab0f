// Package recording has the commands on the recordings of a conference.
package recording

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/media"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("recording", "Look at the recordings of a conference, steer and download them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("pause", media.Conference.PauseRecording),
		app.Verb("resume", media.Conference.ResumeRecording),
		app.Verb("stop", media.Conference.StopRecording),
		app.Verb("delete", newDelete),
		app.Verb("download", newDownload),
	)
}

// target names a recording of a conference.
type target struct {
	conference flags.ConferenceTarget
	recording  string
}

// add adds the flags that name it.
func (t *target) add(cmd *cobra.Command) {
	flags.Conference(cmd, &t.conference)
	t.addRecording(cmd)
}

func (t *target) addRecording(cmd *cobra.Command) {
	flags.SID(cmd, &t.recording, "recording", "the recording's `SID`")
}

// explain gives an error what to do next.
func (t *target) explain(s *cli.Session, err error) error {
	return media.ExplainRecording(s, t.recording, err)
}
