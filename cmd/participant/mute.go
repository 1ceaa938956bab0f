package participant

import (
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

func newMute(app *cli.App) *cobra.Command {
	return newChange(app, &change{form: url.Values{"Muted": {"true"}}, done: "muted", want: cli.Want{signalwire.FieldMuted: true}, takesAll: true}, &cobra.Command{
		Use:   "mute --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short: "Mute participants",
		Long:  "Mute participants, and print them as the API then shows them. To mute the muted is success.",
		Example: `  # Everyone but the host
  confcall participant mute --conference "Morning stand-up" --all --except "$HOST"

  # Those who are not muted yet
  confcall participant list --conference "$CONFERENCE" --muted=false -o name | confcall participant mute --conference "$CONFERENCE" --call -`,
	})
}

func newUnmute(app *cli.App) *cobra.Command {
	return newChange(app, &change{form: url.Values{"Muted": {"false"}}, done: "unmuted", want: cli.Want{signalwire.FieldMuted: false}, takesAll: true}, &cobra.Command{
		Use:     "unmute --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short:   "Let muted participants be heard again",
		Example: `  confcall participant unmute --conference "Morning stand-up" --call "$CALL"`,
	})
}
