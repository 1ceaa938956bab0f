package participant

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

func newAnnounce(app *cli.App) *cobra.Command {
	c := &change{done: "announced to"}
	cmd := newChange(app, c, false, &cobra.Command{
		Use:     "announce --conference CONFERENCE --call SID --url URL",
		Short:   "Play something to a participant",
		Long:    "Play the sound, or follow the instructions, of a URL to a participant. It is never sent twice.",
		Example: `  confcall participant announce --conference "Support line" --call "$CALL" --url https://example.com/soon.mp3`,
	})
	cli.AddFormFlags(cmd, c.form, cli.AnnounceFlags("url", "method")...)
	cli.Require(cmd.Flags(), "url")
	return cmd
}
