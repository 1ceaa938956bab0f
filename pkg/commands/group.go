// Package commands makes groups of commands, and says what is wrong with a command line.
package commands

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/suggest"
)

// Group makes a command that only holds others; nil ones are left out. An unknown word is an error, where cobra would print
// help and succeed.
func Group(use, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{Use: use, Short: short}
	group.AddCommand(slices.DeleteFunc(commands, func(command *cobra.Command) bool { return command == nil })...)
	RequireCommand(group)
	return group
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
