package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/suggest"
)

// Usage marks an error as a mistake in the command line.
func Usage(cmd *cobra.Command, err error) error {
	return &failure.Error{Exit: failure.ExitUsage, Err: err, Hint: fmt.Sprintf("run %s --help", cmd.CommandPath())}
}

// Group makes a command that only holds others; nil ones are left out. An unknown word is an error, where cobra would print
// help and succeed.
func Group(use, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{Use: use, Short: short}
	group.AddCommand(slices.DeleteFunc(commands, func(command *cobra.Command) bool { return command == nil })...)
	RequireCommand(group)
	return group
}

// Verb makes a command of a group, or returns nil if the command line names another one: making the flags of all commands
// takes longer than reading the settings. If it names none of the group, all are made, for help and suggestions.
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

// RequireCommand makes a group refuse unknown commands.
func RequireCommand(group *cobra.Command) {
	group.Args = cobra.ArbitraryArgs
	group.DisableFlagsInUseLine = true
	group.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	}
}

func unknownCommand(group *cobra.Command, word string) error {
	near := verbs(group, func(verbs []string) []string {
		if slices.Contains(verbs, word) {
			return []string{word}
		}
		return nil
	})
	if len(near) == 0 {
		near = suggest.Command(word, NamesOf(group))
	}
	if len(near) == 0 {
		near = verbs(group, func(verbs []string) []string { return suggest.Command(word, verbs) })
	}
	return Usage(group, fmt.Errorf("unknown command %q for %q%s", word, group.CommandPath(), suggest.Mean(near)))
}

// verbs returns the commands that a verb without a noun may have meant; mean chooses among the verbs of a noun.
func verbs(root *cobra.Command, mean func(verbs []string) []string) []string {
	var found []string
	for _, noun := range root.Commands() {
		meant := mean(NamesOf(noun))
		if len(meant) == 0 || noun.Name() == "completion" {
			continue
		}
		command := noun.Name() + " " + meant[0]
		if noun.Name() == "participant" { // what people do most
			found = slices.Insert(found, 0, command)
			continue
		}
		found = append(found, command)
	}
	return found[:min(len(found), mostVerbs)]
}

// mostVerbs is how many commands are suggested for a verb.
const mostVerbs = 3

// NamesOf returns the names of a group's commands.
func NamesOf(group *cobra.Command) []string {
	var names []string
	for _, command := range group.Commands() {
		if command.IsAvailableCommand() {
			names = append(names, command.Name())
		}
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
