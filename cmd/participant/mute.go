package participant

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

// muting mutes participants, or unmutes them.
func muting(on bool) *change {
	if on {
		return switching(signalwire.FieldMuted, "Muted", on, "muted")
	}
	return switching(signalwire.FieldMuted, "Muted", on, "unmuted")
}

func newMute(app *cli.App) *cobra.Command {
	return newChange(app, muting(true), &cobra.Command{
		Use:   "mute --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short: "Mute participants",
		Long:  "Mute participants, and print them as the API then shows them. To mute the muted is success.",
		Example: `  # Everyone but the host
  confcall participant mute --conference "Morning stand-up" --all --except "$HOST"

  # Those who are not muted yet
  confcall participant list --conference "$CONFERENCE" --muted=false -o name |
    confcall participant mute --conference "$CONFERENCE" --call -`,
	})
}

func newUnmute(app *cli.App) *cobra.Command {
	return newChange(app, muting(false), &cobra.Command{
		Use:     "unmute --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short:   "Let muted participants be heard again",
		Example: `  confcall participant unmute --conference "Morning stand-up" --call "$CALL"`,
	})
}
