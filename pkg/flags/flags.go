// Package flags has the flag values that are more than text. A wrong one is refused while the command line is parsed.
package flags

import "github.com/spf13/cobra"

// Require makes a flag a required one.
func Require(cmd *cobra.Command, name string) {
	// An error would mean that the flag does not exist.
	_ = cmd.MarkFlagRequired(name)
}

// Complete has a flag's values completed by the shell.
func Complete(cmd *cobra.Command, flag string, values []string) {
	// An error would mean that the flag does not exist, or has a completion already.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// CompleteFiles has a flag's value completed to the name of a file.
func CompleteFiles(cmd *cobra.Command, flag string) {
	// An error would mean that the flag does not exist, or has a completion already.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault))
}
