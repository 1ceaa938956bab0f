// Package recording has the commands on recordings, of conferences and of calls.
package recording

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/flags"
	"confcall/pkg/media"
	"confcall/pkg/signalwire"
)

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("recording", "Look at recordings, steer and download them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("pause", media.Conference.PauseRecording),
		app.Verb("resume", media.Conference.ResumeRecording),
		app.Verb("stop", media.Conference.StopRecording),
		app.Verb("delete", newDelete),
		app.Verb("download", newDownload),
	)
}

// target names a recording, and perhaps the conference that it must be of.
type target struct {
	conference flags.ConferenceTarget
	recording  string
}

// add adds the flags that name it.
func (t *target) add(cmd *cobra.Command) {
	flags.OptionalConference(cmd, &t.conference)
	flags.SID(cmd, &t.recording, "recording", "the recording's `SID`")
}

// fetch retrieves the recording.
func (t *target) fetch(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
	if s.Conference == "" {
		recording, err := s.Client.AccountRecording(ctx, t.recording)
		return recording, t.explain(s, err)
	}
	recording, err := s.Client.Recording(ctx, s.Conference, t.recording)
	return recording, t.explain(s, err)
}

// explain adds to an error what to do next.
func (t *target) explain(s *cli.Session, err error) error {
	return media.ExplainRecording(s, t.recording, err)
}
