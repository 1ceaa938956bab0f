package commands

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/flags"
)

// MissingFlags names the required flags of a command that were not given.
func MissingFlags(cmd *cobra.Command) error {
	var missing []string
	for _, name := range Missing(cmd) {
		missing = append(missing, "--"+name)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s needs %s", cmd.CommandPath(), strings.Join(missing, " and "))
	}
	return nil
}

// Missing returns the names of the required flags that were not given.
func Missing(cmd *cobra.Command) []string {
	var missing []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if required := flag.Annotations[cobra.BashCompOneRequiredFlag]; len(required) > 0 && required[0] == "true" && !flag.Changed {
			missing = append(missing, flag.Name)
		}
		isGiven := func(other string) bool { return isGivenAs(cmd, other) }
		if others := flag.Annotations[flags.NeededUnless]; len(others) > 0 && !flag.Changed && !slices.ContainsFunc(others, isGiven) {
			missing = append(missing, flag.Name)
		}
	})
	return missing
}

// isGivenAs reports whether a flag is given: with any value, or with the one that text names, as in call=-.
func isGivenAs(cmd *cobra.Command, text string) bool {
	name, value, exactly := strings.Cut(text, "=")
	flag := cmd.Flags().Lookup(name)
	return flag != nil && flag.Changed && (!exactly || flag.Value.String() == value)
}
