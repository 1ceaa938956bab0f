package flags

import (
	"errors"

	"github.com/spf13/cobra"
)

// textValue is a text that is not empty: a script's variable that is not set should not change what is printed.
type textValue string

// Text adds a flag that takes a text which is not empty. It has a short name unless that is empty.
func Text(cmd *cobra.Command, target *string, name, short, usage string) {
	cmd.Flags().VarP((*textValue)(target), name, short, usage)
}

func (s *textValue) Set(text string) error {
	if text == "" {
		return errors.New("want more than nothing")
	}
	*s = textValue(text)
	return nil
}

func (s *textValue) String() string { return string(*s) }
func (s *textValue) Type() string   { return "string" }
