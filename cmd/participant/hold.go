package participant

import (
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// holding puts participants on hold, or takes them off it.
func holding(on bool) *change {
	c := &change{form: url.Values{"Hold": {strconv.FormatBool(on)}}, done: "put on hold", want: cli.Want{signalwire.FieldHold: on}, takesAll: true}
	if !on {
		c.done = "took off hold"
	}
	return c
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
		flags.FormFlag{Name: "url", Parameter: "HoldUrl", Usage: "what they hear meanwhile: an audio or instructions at this `URL`", Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "method", Parameter: "HoldMethod", Usage: "the HTTP `METHOD` for the URL (default GET)", Values: flags.Methods},
	)
	return cmd
}

func newUnhold(app *cli.App) *cobra.Command {
	return newChange(app, holding(false), &cobra.Command{
		Use:     "unhold --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short:   "Take participants off hold",
		Example: `  confcall participant unhold --conference "Support line" --all`,
	})
}
