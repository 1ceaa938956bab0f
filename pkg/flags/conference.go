package flags

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"confcall/pkg/signalwire"
)

// longestName is the API's bound on a conference's friendly name, in characters.
const longestName = 64

// almostSID finds what looks like a SID that was miswritten.
var almostSID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Fa-f-]{30,40}$`) })

// Conference adds a required flag that takes a conference's SID or friendly name.
func Conference(cmd *cobra.Command, target *string) {
	OptionalConference(cmd, target)
	Require(cmd, "conference")
}

// OptionalConference adds the flag without requiring it.
func OptionalConference(cmd *cobra.Command, target *string) {
	cmd.Flags().Var((*conferenceValue)(target), "conference", "the `CONFERENCE`: its SID, or the friendly name of one that is not over")
}

type conferenceValue string

func (c *conferenceValue) Set(text string) error {
	switch {
	case *c != "":
		return errors.New("it is given a second time")
	case signalwire.IsSID(text):
	case text == "":
		return errors.New("want a conference's SID or friendly name")
	case almostSID().MatchString(text):
		return errors.New("it looks like a SID that was miswritten; want " + signalwire.SIDForm)
	case utf8.RuneCountInString(text) > longestName:
		return fmt.Errorf("want a SID or a friendly name, which has at most %d characters", longestName)
	}
	*c = conferenceValue(text)
	return nil
}

func (c *conferenceValue) String() string { return string(*c) }
func (c *conferenceValue) Type() string   { return "conference" }

// CheckConference wants what the flag --conference takes: a SID or a friendly name.
func CheckConference(text string) error { return new(conferenceValue).Set(text) }
