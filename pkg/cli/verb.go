package cli

import "github.com/spf13/cobra"

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
