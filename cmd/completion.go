package cmd

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

// addCompletion adds cobra's command that prints the scripts for the shells.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		if command.Name() != "completion" {
			continue
		}
		cli.RequireCommand(command)
		for _, shell := range command.Commands() {
			shell.Args = cli.NoArgs
			switch shell.Name() {
			case "bash":
				shell.RunE = corrected(root.GenBashCompletionV2, bashWord, bashColumns)
			case "fish":
				shell.RunE = corrected(root.GenFishCompletion, fishWords, fishQuoted)
			}
		}
	}
}

// Cobra's script for fish takes the words of the command line out of their quotes and has them evaluated as they then are: a
// conference's name would be several words, and one with parentheses a command. They are put back into quotes, but for
// the names of variables.
const (
	fishWords  = "set -l args (commandline -opc)\n"
	fishQuoted = `set -l args (for word in (commandline -opc); string match -qr '^\$\w+$' -- $word; and echo -- $word; or string escape -- $word; end)` + "\n"
)

// That for bash puts a backslash before the commas between columns, and then does not know the first ones again.
const (
	bashWord    = `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")` + "\n"
	bashColumns = `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}") COMPREPLY[0]=${COMPREPLY[0]//\\,/,}` + "\n"
)

// corrected prints cobra's script for a shell with one of its lines replaced.
func corrected(generate func(io.Writer, bool) error, line, by string) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		bare, err := cmd.Flags().GetBool("no-descriptions")
		if err != nil {
			return err
		}
		var script bytes.Buffer
		if err := generate(&script, !bare); err != nil {
			return err
		}
		if strings.Count(script.String(), line) != 1 {
			return errors.New("cobra's script has changed, and what is wrong with it may be right now")
		}
		_, err = io.WriteString(cmd.OutOrStdout(), strings.Replace(script.String(), line, by, 1))
		return err
	}
}

// completeCommands returns the commands inside the one that args name, those that begin with what is typed.
func completeCommands(root *cobra.Command, args []string, typed string) []cobra.Completion {
	group, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return nil
	}
	var found []cobra.Completion
	for _, command := range group.Commands() {
		if command.IsAvailableCommand() && strings.HasPrefix(command.Name(), typed) {
			found = append(found, cobra.CompletionWithDesc(command.Name(), command.Short))
		}
	}
	return found
}
