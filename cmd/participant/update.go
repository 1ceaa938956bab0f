package participant

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

func newUpdate(app *cli.App) *cobra.Command {
	c := &change{done: "updated", want: confirm.Want{}}
	cmd := newChange(app, c, &cobra.Command{
		Use:   "update --conference CONFERENCE {--call SID | --number NUMBER} [FLAG …]",
		Short: "Change a participant by the API's own parameters",
		Long:  "Change a participant by the API's own parameters, several in one request. mute, hold, coach and announce are short forms of it.",
		Example: `  confcall participant update --conference "Support line" --call "$CALL" --muted=false --hold=false

  # What would be sent?
  confcall participant update --conference "$CONFERENCE" --call "$CALL" --hold --hold-url https://example.com/hold.mp3 --dry-run`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkUpdate(c); err != nil {
				return commands.Usage(cmd, err)
			}
			return runChange(cmd.Context(), app, c)
		},
	})
	url := flags.CheckURL("http", "https")
	parameters := []flags.FormFlag{
		{Name: "muted", Parameter: "Muted", Usage: "whether they are muted", Bool: true},
		{Name: "hold", Parameter: "Hold", Usage: "whether they are on hold", Bool: true},
		{Name: "hold-url", Parameter: "HoldUrl", Usage: "what they hear on hold: an audio or instructions at this `URL`", Check: url},
		{Name: "hold-method", Parameter: "HoldMethod", Usage: "the HTTP `METHOD` for it (default GET)", Values: flags.Methods},
		{Name: "wait-url", Parameter: "WaitUrl",
			Usage: "what they hear before the conference begins: an audio or instructions at this `URL`", Check: url},
		{Name: "wait-method", Parameter: "WaitMethod", Usage: "the HTTP `METHOD` for it (default POST)", Values: flags.Methods},
		{Name: "coaching", Parameter: "Coaching", Usage: "whether they coach another call", Bool: true},
		{Name: "call-sid-to-coach", Parameter: "CallSidToCoach", Usage: "the `SID` of the call to coach", Check: flags.CheckSID},
	}
	flags.AddForm(cmd, c.form, append(parameters, flags.Announcement("announce-url", "announce-method")...)...)
	return cmd
}

// checkUpdate refuses what the API would refuse, and sets what the answer should show.
func checkUpdate(c *change) error {
	if len(c.form) == 0 {
		return errors.New("participant update needs something to change")
	}
	if c.form.Get("Coaching") == "true" && !c.form.Has("CallSidToCoach") {
		return errors.New("--coaching needs --call-sid-to-coach")
	}
	for _, purpose := range []string{"Hold", "Wait", "Announce"} {
		if c.form.Has(purpose+"Method") && !c.form.Has(purpose+"Url") {
			word := strings.ToLower(purpose)
			return fmt.Errorf("--%s-method needs --%s-url", word, word)
		}
	}
	fields := map[string]string{
		"Muted": signalwire.FieldMuted, "Hold": signalwire.FieldHold, "Coaching": signalwire.FieldCoaching,
	}
	for parameter, field := range fields {
		if c.form.Has(parameter) {
			c.want[field] = c.form.Get(parameter) == "true"
		}
	}
	if c.form.Get("Coaching") == "true" {
		c.want[signalwire.FieldCoached] = c.form.Get("CallSidToCoach")
	}
	return nil
}
