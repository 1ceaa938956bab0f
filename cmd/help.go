package cmd

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/suggest"
)

// The short forms of pages in docs, for those who have only the program. TestTopics holds them to the pages.
var (
	//go:embed topics/conditions.txt
	conditionsTopic string
	//go:embed topics/environment.txt
	environmentTopic string
	//go:embed topics/output.txt
	outputTopic string
	//go:embed topics/scripting.txt
	scriptingTopic string
)

// topics lists what there is help about besides the commands.
func topics() []string {
	return []string{"conditions", "environment", "exit-codes", "flags", "output", "scripting"}
}

// topic returns the text of a topic.
func topic(root *cobra.Command, name string) (text string, ok bool) {
	switch name {
	case "conditions":
		return conditionsTopic, true
	case "environment":
		return environmentTopic, true
	case "exit-codes":
		return wrapCodes(failure.Codes), true
	case "flags":
		return "The flags of every command:\n" + root.PersistentFlags().FlagUsagesWrapped(helpWidth), true
	case "output":
		return outputTopic, true
	case "scripting":
		return scriptingTopic, true
	}
	return "", false
}

// newHelp stands in for cobra's own command, which ends with 0 when there is no such help.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND | TOPIC]",
		Short: "Help about a command or a topic",
		Long:  "Help about a command, or about a topic: conditions, environment, exit-codes, flags, output or scripting.",
		Example: `  confcall help participant mute

  confcall help conditions`,
		Args: cobra.ArbitraryArgs,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			found := completeCommands(cmd.Root(), args, typed)
			for _, name := range topics() {
				isCommand := func(command cobra.Completion) bool { return strings.HasPrefix(command, name) }
				if len(args) == 0 && strings.HasPrefix(name, typed) && !slices.ContainsFunc(found, isCommand) {
					found = append(found, name)
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if text, ok := topic(cmd.Root(), args[0]); ok {
					_, err := io.WriteString(cmd.OutOrStdout(), text)
					return err
				}
			}
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return commands.Usage(cmd, fmt.Errorf("no help for %q: there is no such command or topic; topics are %s%s",
					strings.Join(args, " "), strings.Join(topics(), ", "),
					suggest.Mean(suggest.Command(args[0], commands.NamesOf(cmd.Root())))))
			}
			return found.Help()
		},
	}
}

// withoutAll removes --all from a command line that asks for help, and reports whether it was there. Beside --help it asks
// for help on the global flags too, even if the command has a flag --all of its own.
func withoutAll(args []string) (rest []string, all bool) {
	if !slices.Contains(args, "--all") || !slices.Contains(args, "--help") && !slices.Contains(args, "-h") {
		return args, false
	}
	return slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "--all" }), true
}

// printHelp prints the help on a command: its own flags and, if all is set, the global ones.
func printHelp(cmd *cobra.Command, all bool) {
	var b strings.Builder
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	b.WriteString(wrapText(text) + "\n")
	b.WriteString("\nUsage:\n")
	if cmd.Runnable() && !cmd.HasSubCommands() {
		b.WriteString(wrapUsage(cmd.UseLine()))
	}
	if cmd.HasSubCommands() {
		b.WriteString("  " + cmd.CommandPath() + " [command]\n")
	}
	if cmd.HasExample() {
		b.WriteString("\nExamples:\n" + wrapExamples(cmd.Example) + "\n")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nAvailable Commands:\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	if own := cmd.LocalNonPersistentFlags(); own.HasAvailableFlags() {
		b.WriteString("\nFlags:\n" + own.FlagUsagesWrapped(helpWidth))
	}
	if all {
		b.WriteString("\nGlobal Flags:\n" + cmd.Root().PersistentFlags().FlagUsagesWrapped(helpWidth))
	} else {
		b.WriteString("\nGlobal flags, such as --output, --profile, --sandbox and --quiet: --help --all\n")
	}
	b.WriteString(readMore(cmd))
	// A write error is reported at the end of the run.
	_, _ = io.WriteString(cmd.OutOrStdout(), b.String())
}

// readMore says where to read more, and where to report a problem.
func readMore(cmd *cobra.Command) string {
	text := fmt.Sprintf("More: confcall help TOPIC (%s), or man %s. "+
		"Report a problem where you got confcall, with the output of confcall version.",
		strings.Join(topics(), ", "), strings.ReplaceAll(cmd.CommandPath(), " ", "-"))
	return "\n" + fill("", "", strings.Fields(text)) + "\n"
}
