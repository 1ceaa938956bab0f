package flags

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/sid"
)

// ConferenceTarget is how a conference is named on the command line: by its SID or by its friendly name. It is empty
// when none is named.
type ConferenceTarget struct{ SID, Name string }

// Given reports whether a conference is named.
func (c ConferenceTarget) Given() bool { return c != ConferenceTarget{} }

// ParseConference reads what --conference takes: a SID, or a friendly name that cannot have been meant as one.
func ParseConference(text string) (ConferenceTarget, error) {
	if err := sid.CheckConference(text); err != nil {
		return ConferenceTarget{}, err
	}
	if sid.Is(text) {
		return ConferenceTarget{SID: text}, nil
	}
	return ConferenceTarget{Name: text}, nil
}

// Conference adds the flags that name a conference, --conference by its SID or friendly name, and --conference-name by
// any name at all. One of them is required.
func Conference(cmd *cobra.Command, target *ConferenceTarget) {
	OptionalConference(cmd, target)
	cmd.MarkFlagsOneRequired("conference", "conference-name")
	NeedUnless(cmd, "conference", "conference-name")
}

// OptionalConference adds the flags without requiring one.
func OptionalConference(cmd *cobra.Command, target *ConferenceTarget) {
	cmd.Flags().VarP(&conferenceValue{target: target}, "conference", "c",
		"the `CONFERENCE`: its SID, or the friendly name of one that is not over")
	cmd.Flags().Var(&conferenceName{target: target}, "conference-name",
		"the conference of this friendly `NAME`, letter for letter, even if it looks like a SID")
	cmd.MarkFlagsMutuallyExclusive("conference", "conference-name")
}

// ToConference adds the flags that name the conference to go to, --to-conference and --to-conference-name. One is required.
func ToConference(cmd *cobra.Command, target *ConferenceTarget) {
	cmd.Flags().Var(&conferenceValue{target: target, prefix: "to-"}, "to-conference",
		"the `CONFERENCE` to go to: its friendly name, or the SID of one that is not over")
	cmd.Flags().Var(&conferenceName{target: target}, "to-conference-name",
		"the conference of this friendly `NAME`, letter for letter, even if it looks like a SID")
	cmd.MarkFlagsMutuallyExclusive("to-conference", "to-conference-name")
	cmd.MarkFlagsOneRequired("to-conference", "to-conference-name")
	NeedUnless(cmd, "to-conference", "to-conference-name")
}

type conferenceValue struct {
	target *ConferenceTarget
	prefix string // of the flags' names
	given  string
}

func (c *conferenceValue) Set(text string) error {
	if c.given != "" {
		return errTwice
	}
	target, err := ParseConference(text)
	if err != nil {
		return errors.New(strings.Replace(err.Error(), "--conference-name=", "--"+c.prefix+"conference-name=", 1))
	}
	*c.target, c.given = target, text
	return nil
}

func (c *conferenceValue) String() string { return c.given }
func (c *conferenceValue) Type() string   { return "conference" }

type conferenceName struct {
	target *ConferenceTarget
	given  string
}

func (c *conferenceName) Set(text string) error {
	switch {
	case c.given != "":
		return errTwice
	case text == "":
		return errors.New("want more than nothing")
	}
	*c.target, c.given = ConferenceTarget{Name: text}, text
	return nil
}

func (c *conferenceName) String() string { return c.given }
func (c *conferenceName) Type() string   { return "string" }

var errTwice = errors.New("it is given a second time")
