package cmd

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/commands"
)

// addCompletion adds cobra's command that prints the scripts for the shells.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		if command.Name() != "completion" {
			continue
		}
		commands.RequireCommand(command)
		for _, shell := range command.Commands() {
			shell.Args = commands.NoArgs
			switch shell.Name() {
			case "bash":
				shell.RunE = printCorrected(root.GenBashCompletionV2, bashCorrections())
			case "zsh":
				shell.RunE = printCorrected(generateZsh(root), zshCorrections())
			case "fish":
				shell.RunE = printCorrected(root.GenFishCompletion, fishCorrections())
			}
		}
	}
}

// generateZsh generates the script for zsh as the others are generated.
func generateZsh(root *cobra.Command) func(w io.Writer, descriptions bool) error {
	return func(w io.Writer, descriptions bool) error {
		if descriptions {
			return root.GenZshCompletion(w)
		}
		return root.GenZshCompletionNoDesc(w)
	}
}

// A correction replaces a line of one of cobra's scripts.
type correction struct{ line, by string }

// fishCorrections puts the words of the command line back into quotes, except for variables. The script for fish removes
// their quotes before it evaluates them: a conference's name becomes several words, and one with parentheses a command.
func fishCorrections() []correction {
	return []correction{{
		line: "set -l args (commandline -opc)\n",
		by:   `set -l args (for word in (commandline -opc); string match -qr '^\$\w+$' -- $word; and echo -- $word; or string escape -- $word; end)` + "\n",
	}}
}

// bashCorrections mend two faults of the script for bash. It escapes the commas between columns, and then no longer
// recognises the columns before them. After an opening quote it evaluates a command line whose quote is never closed, and
// adds backslashes to what it offers inside the quotes. A word that would run a command is never evaluated.
func bashCorrections() []correction {
	return []correction{
		{
			line: `            COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")` + "\n",
			by:   `            [[ -n ${__confcall_quote} ]] || COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}") COMPREPLY[0]=${COMPREPLY[0]//\\,/,}` + "\n",
		},
		{
			line: `    __confcall_debug "Calling ${requestComp}"` + "\n",
			by: `    __confcall_quote=${cur:0:1}
    if [[ ${__confcall_quote} == [\"\'] && ${cur:1} != *"${__confcall_quote}"* && ${cur} != *\` + "`" + `* && ${cur} != *'$('* ]]; then
        cur=${cur:1}
        requestComp+=${__confcall_quote}
    else
        __confcall_quote=
    fi
    __confcall_debug "Calling ${requestComp}"
`,
		},
		{
			line: `        [[ $comp == "$cur"* ]] || continue` + "\n",
			by: `        [[ -z ${__confcall_quote} ]] || comp=${compline%%$tab*}
        [[ $comp == "$cur"* ]] || continue
`,
		},
		{
			line: `        COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")` + "\n",
			by: `        COMPREPLY[0]=${COMPREPLY[0]%%$tab*}
        [[ -n ${__confcall_quote} ]] || COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")
`,
		},
	}
}

// zshCorrections closes the quote, which the script for zsh leaves open as the one for bash does.
func zshCorrections() []correction {
	return []correction{{
		line: `    __confcall_debug "About to call: eval ${requestComp}"` + "\n",
		by: `    if [[ "${lastParam}" != *\` + "`" + `* && "${lastParam}" != *'$('* ]]; then
        requestComp+="${compstate[quote]-}"
    fi
    __confcall_debug "About to call: eval ${requestComp}"
`,
	}}
}

// fits reports whether the script has the line to correct exactly once.
func (c correction) fits(script string) bool { return strings.Count(script, c.line) == 1 }

// correct returns a script with corrections. They rely on each other, so if cobra has changed its script and one no longer
// fits, the script is returned as cobra made it. A test fails then.
func correct(script string, corrections []correction) string {
	corrected := script
	for _, c := range corrections {
		if !c.fits(script) {
			return script
		}
		corrected = strings.Replace(corrected, c.line, c.by, 1)
	}
	return corrected
}

// printCorrected prints cobra's script for a shell with corrections.
func printCorrected(generate func(w io.Writer, descriptions bool) error, corrections []correction) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		bare, err := cmd.Flags().GetBool("no-descriptions")
		if err != nil {
			return err
		}
		var script strings.Builder
		if err := generate(&script, !bare); err != nil {
			return err
		}
		_, err = io.WriteString(cmd.OutOrStdout(), correct(script.String(), corrections))
		return err
	}
}

// completeCommands returns the subcommands of the command that args name which begin with what is typed.
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
