package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

// Usage marks an error as a mistake in the command line.
func Usage(cmd *cobra.Command, err error) error {
	return &failure.Error{Exit: failure.ExitUsage, Err: err, Hint: fmt.Sprintf("run %s --help", cmd.CommandPath())}
}

// Group makes a command that only holds others. An unknown word is an error, where cobra would print help and succeed.
// Those that are nil are passed over.
func Group(use, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{Use: use, Short: short}
	group.AddCommand(slices.DeleteFunc(commands, func(command *cobra.Command) bool { return command == nil })...)
	RequireCommand(group)
	return group
}

// Verb makes a command of a group, or nil where the command line names another one: to make the flags of all of them takes
// longer than to read the settings. A group none of whose commands is named has them all, for its help and its suggestions.
func (a *App) Verb(name string, make func(*App) *cobra.Command) *cobra.Command {
	words := a.Words
	if len(words) == 0 {
		return make(a)
	}
	if words[0] != name {
		return nil
	}
	defer func() { a.Words = words }()
	a.Words = words[1:]
	command := make(a)
	if len(a.Words) > 0 && !command.HasSubCommands() {
		a.Words = nil
		command = make(a)
	}
	return command
}

// RequireCommand makes a group refuse words that are none of its commands.
func RequireCommand(group *cobra.Command) {
	group.Args = cobra.ArbitraryArgs
	group.DisableFlagsInUseLine = true
	group.SuggestionsMinimumDistance = 2
	group.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	}
}

func unknownCommand(group *cobra.Command, word string) error {
	text := fmt.Sprintf("unknown command %q for %q", word, group.CommandPath())
	if near := group.SuggestionsFor(word); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return Usage(group, errors.New(text))
}

// FlagError reports flags that a command cannot parse. If an unknown command stands before them, that is the mistake to report:
// the flags may well be right for the command that was meant.
func FlagError(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 {
		return unknownCommand(cmd, words[0])
	}
	if invalid := (*pflag.InvalidValueError)(nil); errors.As(err, &invalid) {
		// A flag is named by its long name, whichever was typed.
		flag := invalid.GetFlag()
		err = fmt.Errorf("invalid argument %q for \"--%s\" flag: %w", invalid.GetValue(), flag.Name, invalid.Unwrap())
	}
	return Usage(cmd, err)
}

// NoArgs refuses positional arguments: targets are named by flags.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && (args[0] == "true" || args[0] == "false") {
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%s takes no arguments, got %q", cmd.CommandPath(), args[0]),
			Hint: "write what a flag is set to behind a =, as in --muted=" + args[0]}
	}
	if len(args) > 0 {
		return Usage(cmd, fmt.Errorf("%s takes no arguments, got %q: targets are named by flags", cmd.CommandPath(), args[0]))
	}
	return nil
}

// MissingFlags names the required flags of a command that were not given.
func MissingFlags(cmd *cobra.Command) error {
	var missing []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if required := flag.Annotations[cobra.BashCompOneRequiredFlag]; len(required) > 0 && required[0] == "true" && !flag.Changed {
			missing = append(missing, "--"+flag.Name)
		}
		if other := flag.Annotations[flags.NeededUnless]; len(other) > 0 && !flag.Changed && !cmd.Flags().Changed(other[0]) {
			missing = append(missing, "--"+flag.Name)
		}
	})
	if len(missing) > 0 {
		return fmt.Errorf("%s needs %s", cmd.CommandPath(), strings.Join(missing, " and "))
	}
	return nil
}
