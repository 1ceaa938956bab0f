package participant

import (
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
)

// announcing plays something to participants. The caller adds to the form what to play.
func announcing() *change { return &change{form: url.Values{}, done: "announced to"} }

func newAnnounce(app *cli.App) *cobra.Command {
	c := announcing()
	cmd := newChange(app, c, &cobra.Command{
		Use:     "announce --conference CONFERENCE {--call SID | --number NUMBER} --url URL",
		Short:   "Play something to a participant",
		Long:    "Play the sound, or follow the instructions, of a URL to a participant. It is never sent twice.",
		Example: `  confcall participant announce --conference "Support line" --call "$CALL" --url https://example.com/soon.mp3`,
	})
	flags.AddForm(cmd, c.form, flags.Announcement("url", "method")...)
	flags.Require(cmd, "url")
	return cmd
}
