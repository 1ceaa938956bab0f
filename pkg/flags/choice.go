package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/suggest"
)

// Choice adds a flag with one of a few values, the first of them unless told otherwise.
func Choice(cmd *cobra.Command, target *string, name string, values []string, usage string) {
	cmd.Flags().Var(NewChoice(target, values), name, usage)
	Complete(cmd, name, values)
}

// NewChoice makes the value of a flag that takes one of a few words. Until it is given it is the first of them.
func NewChoice(target *string, values []string) pflag.Value {
	*target = values[0]
	return &choice{target, values}
}

// choice is one of a few words.
type choice struct {
	value  *string
	values []string
}

func (c *choice) Set(text string) error {
	if !slices.Contains(c.values, text) {
		return fmt.Errorf("want one of %s%s", strings.Join(c.values, ", "), suggest.Did(text, c.values))
	}
	*c.value = text
	return nil
}

func (c *choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}

func (c *choice) Type() string { return "string" }
