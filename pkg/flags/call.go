package flags

import (
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/number"
)

// CallTarget is how a call is named on the command line: by its SID, or by the number of whom it is with. It is empty when none
// is named.
type CallTarget struct {
	SID    string
	Number number.Pattern
}

// Given reports whether a call is named.
func (c CallTarget) Given() bool { return c != CallTarget{} }

// NumberUsage is what --number is for, beside --call.
const NumberUsage = "in the place of --call, the `NUMBER` of whom it is with: +13105550102, or at least its last seven digits"

// Call adds the flags that name a call, --call and --number. One of them is required.
func Call(cmd *cobra.Command, target *CallTarget, usage string) {
	OptionalCall(cmd, target, usage)
	cmd.MarkFlagsOneRequired("call", "number")
	NeedUnless(cmd, "call", "number")
}

// OptionalCall adds the flags without requiring one.
func OptionalCall(cmd *cobra.Command, target *CallTarget, usage string) {
	OptionalSID(cmd, &target.SID, "call", usage)
	cmd.Flags().Var(&numberValue{target: &target.Number}, "number", NumberUsage)
	cmd.MarkFlagsMutuallyExclusive("call", "number")
}

// NumberPart adds a flag that also takes a part of a number.
func NumberPart(cmd *cobra.Command, target *number.Pattern, name, usage string) {
	cmd.Flags().Var(&numberValue{target: target, parts: true}, name, usage)
}

type numberValue struct {
	target *number.Pattern
	parts  bool
}

func (n *numberValue) Set(text string) (err error) {
	if *n.target != (number.Pattern{}) {
		return errors.New("it is given a second time")
	}
	read := number.Parse
	if n.parts {
		read = number.ParsePart
	}
	*n.target, err = read(text)
	return err
}

func (n *numberValue) String() string { return n.target.String() }
func (n *numberValue) Type() string   { return "number" }
