package participant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// legNoun describes a leg of a call, with which the calling API answers.
var legNoun = output.Noun{
	ID:      signalwire.FieldID,
	Fields:  []string{"id", "status", "from", "to", "direction"},
	Columns: []string{"id", "status", "from", "to", "direction"},
}

// joining holds the flags that say how a call joins a conference.
type joining struct {
	muted, startLater, endOnExit bool

	values   url.Values // of the flags that take a text
	capacity int
}

// The keys of joining's values.
const (
	beepValue   = "beep"
	coachValue  = "coach"
	waitValue   = "wait_url"
	recordValue = "record"
	regionValue = "region"
)

func (j *joining) add(cmd *cobra.Command) {
	j.values = url.Values{}
	cmd.Flags().BoolVar(&j.muted, "muted", false, "join muted")
	flags.AddForm(cmd, j.values,
		flags.FormFlag{Name: "beep", Parameter: beepValue, Usage: "`WHEN` the others hear a beep: true, false, onEnter or onExit",
			Values: []string{"true", "false", "onEnter", "onExit"}})
	cmd.Flags().BoolVar(&j.startLater, "no-start-on-enter", false, "wait for somebody else to start the conference")
	cmd.Flags().BoolVar(&j.endOnExit, "end-on-exit", false, "end the conference for all when this one leaves")
	flags.AddForm(cmd, j.values,
		flags.FormFlag{Name: "coach", Parameter: coachValue, Usage: "be heard by this `CALL` of the conference alone",
			Check: flags.CheckSID},
		flags.FormFlag{Name: "wait-url", Parameter: waitValue,
			Usage: "what is heard until the conference starts: an audio at this `URL`", Check: flags.CheckURL("http", "https")})
	flags.Number(cmd, &j.capacity, "max-participants", 2, 100_000,
		"the `NUMBER` of participants that the conference takes, if it comes into being")
	flags.AddForm(cmd, j.values,
		flags.FormFlag{Name: "record", Parameter: recordValue,
			Usage:  "`WHETHER` the conference is recorded: do-not-record or record-from-start",
			Values: []string{"do-not-record", "record-from-start"}},
		flags.FormFlag{Name: "region", Parameter: regionValue, Usage: "the `REGION` that mixes the conference: global, us, eu or ch",
			Values: []string{"global", "us", "eu", "ch"}})
}

// into returns how to join the conference of a name.
func (j *joining) into(name string) signalwire.JoinConference {
	join := signalwire.JoinConference{
		Name: name, Muted: j.muted, Beep: j.values.Get(beepValue), EndOnExit: j.endOnExit, WaitURL: j.values.Get(waitValue),
		MaxParticipants: j.capacity, Record: j.values.Get(recordValue), Region: j.values.Get(regionValue), Coach: j.values.Get(coachValue),
	}
	if j.startLater {
		later := false
		join.StartOnEnter = &later
	}
	return join
}

// conferenceName returns the name by which a call joins the conference that a flag names. The name of a SID is looked up and
// reported; a name is used as it is, since joining creates the conference if there is none.
func conferenceName(ctx context.Context, app *cli.App, client *signalwire.Client, target flags.ConferenceTarget) (string, error) {
	if target.Name != "" {
		return target.Name, nil
	}
	conference, err := client.Conference(ctx, target.SID)
	if err != nil {
		return "", failure.WhenNotFound(err, "see confcall conference list; one that nobody is in yet is named by its name")
	}
	name := conference.Name()
	switch {
	case conference.HasEnded():
		return "", failure.Usage(fmt.Errorf("the conference %s, %q, has ended", target.SID, name),
			"give its name if a new one of that name is meant")
	case name == "":
		return "", &output.AnswerError{Message: fmt.Sprintf("the conference %s has no name by which it could be joined", target.SID)}
	}
	app.Note("the conference %s is %q", target.SID, name)
	return name, nil
}

// checkDigits accepts what can be pressed on a telephone, and w or W for a pause.
func checkDigits(text string) error {
	if text == "" || strings.Trim(text, "0123456789*#,wWABCDabcd") != "" {
		return errors.New("want the digits to press, * and #, with w for a pause of half a second")
	}
	return nil
}

// tidyDigits writes digits as the API takes them: the keys A to D in capitals, and w in small.
func tidyDigits(text string) string {
	return strings.ReplaceAll(strings.ToUpper(text), "W", "w")
}

// checkPrice accepts a price in dollars above zero.
func checkPrice(text string) error {
	if !json.Valid([]byte(text)) || strings.ContainsAny(text, "-eE\"tfn[{") || strings.Trim(text, "0.") == "" {
		return errors.New("want a price in dollars above zero, such as 0.05")
	}
	return nil
}
