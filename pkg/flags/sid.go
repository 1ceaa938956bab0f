package flags

import (
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/signalwire"
)

// SID adds a required flag that takes a SID.
func SID(cmd *cobra.Command, target *string, name, usage string) {
	OptionalSID(cmd, target, name, usage)
	Require(cmd, name)
}

// OptionalSID adds a flag that takes a SID.
func OptionalSID(cmd *cobra.Command, target *string, name, usage string) {
	cmd.Flags().Var((*sidValue)(target), name, usage)
}

type sidValue string

func (s *sidValue) Set(text string) error {
	if *s != "" {
		return errors.New("it is given a second time")
	}
	if !signalwire.IsSID(text) {
		return errors.New("want " + signalwire.SIDForm)
	}
	*s = sidValue(text)
	return nil
}

func (s *sidValue) String() string { return string(*s) }
func (s *sidValue) Type() string   { return "SID" }

// CheckSID wants a SID.
func CheckSID(text string) error { return new(sidValue).Set(text) }
