package commands

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/suggest"
)

// Usage marks an error as a mistake in the command line.
func Usage(cmd *cobra.Command, err error) error {
	return &failure.Error{Exit: failure.ExitUsage, Err: err, Hint: fmt.Sprintf("run %s --help", cmd.CommandPath())}
}

// NoArgs refuses positional arguments: targets are named by flags.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && (args[0] == "true" || args[0] == "false") {
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%s takes no arguments, got %q", cmd.CommandPath(), args[0]),
			Hint: "write the value of a flag after =, as in --muted=" + args[0]}
	}
	if len(args) > 0 {
		return Usage(cmd, fmt.Errorf("%s takes no arguments, got %q: targets are named by flags", cmd.CommandPath(), args[0]))
	}
	return nil
}

// FlagError reports flags that a command cannot parse. If an unknown command precedes them, that is the mistake to report:
// the flags may well be right for the command that was meant.
func FlagError(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 {
		return unknownCommand(cmd, words[0])
	}
	if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		err = fmt.Errorf("%w%s", err, suggest.Mean(dashed(suggest.Flag(unknown.GetSpecifiedName(), flagsOf(cmd)))))
	}
	if invalid := (*pflag.InvalidValueError)(nil); errors.As(err, &invalid) {
		// A flag is named by its long name, whichever was typed.
		flag, value, reason := invalid.GetFlag(), invalid.GetValue(), invalid.Unwrap()
		switch flag.Value.Type() { // of cobra's own kinds, whose errors speak of Go
		case "bool":
			value, reason = config.ShownFile(value), errors.New("want true or false") // --with-token=TOKEN is one
		case "uint64":
			reason = errors.New("want a whole number from 0")
		}
		err = fmt.Errorf("invalid argument %q for \"--%s\" flag: %w", value, flag.Name, reason)
	}
	return Usage(cmd, err)
}

// dashed writes names of flags as they are typed.
func dashed(names []string) []string {
	for i, name := range names {
		names[i] = "--" + name
	}
	return names
}

// flagsOf returns the names of the flags that a command takes.
func flagsOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			names = append(names, flag.Name)
		}
	})
	return names
}
