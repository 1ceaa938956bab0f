package participant

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// holding puts participants on hold, or takes them off hold.
func holding(on bool) *change {
	if on {
		return switching(signalwire.FieldHold, "Hold", on, "put on hold")
	}
	return switching(signalwire.FieldHold, "Hold", on, "took off hold")
}

func newHold(app *cli.App) *cobra.Command {
	c := holding(true)
	cmd := newChange(app, c, &cobra.Command{
		Use:     "hold --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short:   "Put participants on hold",
		Long:    "Put participants on hold, with the sound or the instructions of a URL if one is given.",
		Example: `  confcall participant hold --conference "Support line" --call "$CALL" --url https://example.com/hold.mp3`,
	})
	flags.AddForm(cmd, c.form,
		flags.FormFlag{Name: "url", Parameter: "HoldUrl", Usage: "what they hear meanwhile: an audio or instructions at this `URL`",
			Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "method", Parameter: "HoldMethod", Usage: "the HTTP `METHOD` for the URL (default GET)",
			Values: flags.Methods},
	)
	return cmd
}

func newUnhold(app *cli.App) *cobra.Command {
	return newChange(app, holding(false), &cobra.Command{
		Use:   "unhold --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short: "Take participants off hold",
		Example: `  confcall participant unhold --conference "Support line" --all

  # Wherever they are: each item names its conference
  confcall participant list --all-conferences --where hold=true -o jsonl | confcall participant unhold --call -`,
	})
}
