package participant

import (
	"errors"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// coaching makes participants coach another one, or ends that. The caller adds to the form whom they coach.
func coaching(on bool) *change {
	if !on {
		return &change{form: url.Values{"Coaching": {"false"}}, done: "ended the coaching of",
			want: confirm.Want{signalwire.FieldCoaching: false}}
	}
	c := &change{form: url.Values{"Coaching": {"true"}}, done: "made a coach of", want: confirm.Want{signalwire.FieldCoaching: true}}
	c.check = func() error {
		for _, call := range c.calls.Named() {
			if strings.EqualFold(call, c.form.Get("CallSidToCoach")) {
				return failure.Usage(errors.New("--target is the --call itself: nobody coaches themselves"),
					"run confcall participant coach --help")
			}
		}
		return nil
	}
	return c
}

func newCoach(app *cli.App) *cobra.Command {
	c := coaching(true)
	cmd := newChange(app, c, &cobra.Command{
		Use:     "coach --conference CONFERENCE {--call SID | --number NUMBER} --target SID",
		Short:   "Have a participant coach another one, heard by nobody else",
		Example: `  confcall participant coach --conference "Support line" --call "$COACH" --target "$AGENT"`,
	})
	check := func(text string) error {
		c.want[signalwire.FieldCoached] = text
		return flags.CheckSID(text)
	}
	flags.AddForm(cmd, c.form,
		flags.FormFlag{Name: "target", Parameter: "CallSidToCoach", Usage: "the `SID` of the call to coach", Check: check})
	flags.Require(cmd, "target")
	return cmd
}

func newUncoach(app *cli.App) *cobra.Command {
	return newChange(app, coaching(false), &cobra.Command{
		Use:     "uncoach --conference CONFERENCE {--call SID | --number NUMBER}",
		Short:   "End a participant's coaching, so that everyone hears them",
		Example: `  confcall participant uncoach --conference "Support line" --call "$COACH"`,
	})
}
