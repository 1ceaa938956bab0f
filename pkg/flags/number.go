package flags

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
)

// Number adds a flag that takes a whole number within bounds.
func Number(cmd *cobra.Command, target *int, name string, least, most int, usage string) {
	cmd.Flags().Var(&wholeNumber{target, least, most}, name, usage)
}

// AtOnce is how many requests go on at once, unless the flag says otherwise.
const AtOnce = 8

// Parallel adds the flag for how much goes on at once.
func Parallel(cmd *cobra.Command, target *int) {
	*target = AtOnce
	Number(cmd, target, "parallel", 1, 256, "how `MANY` requests go on at once")
}

// wholeNumber is a whole number within bounds.
type wholeNumber struct {
	value       *int
	least, most int
}

func (n *wholeNumber) Set(text string) error {
	value, err := strconv.Atoi(text)
	if err != nil || value < n.least || value > n.most {
		return fmt.Errorf("want a whole number from %d to %d", n.least, n.most)
	}
	*n.value = value
	return nil
}

func (n *wholeNumber) String() string {
	if n.value == nil || *n.value == 0 {
		return ""
	}
	return strconv.Itoa(*n.value)
}

func (n *wholeNumber) Type() string { return "int" }
