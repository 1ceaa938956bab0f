// Package flags has the flag values that are more than text. A wrong one is refused while the command line is parsed.
package flags

import "github.com/spf13/cobra"

// Require makes a flag a required one.
func Require(cmd *cobra.Command, name string) {
	// An error would mean that the flag does not exist.
	_ = cmd.MarkFlagRequired(name)
}

// NeededUnless is the annotation of a flag that is required unless one of others is given: by its name, or with a value, as
// in call=-.
const NeededUnless = "confcall_needed_unless"

// NeedUnless makes a flag a required one, unless one of the others is given.
func NeedUnless(cmd *cobra.Command, name string, others ...string) {
	// An error would mean that the flag does not exist.
	_ = cmd.Flags().SetAnnotation(name, NeededUnless, others)
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
