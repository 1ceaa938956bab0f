package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/cmd"
	"confcall/pkg/cli"
)

// output is what the program prints for a command line.
func output(args ...string) (string, error) {
	var out, errs bytes.Buffer
	app := cli.System()
	app.Out, app.Err = &out, &errs
	if code := cmd.Run(app, args); code != 0 {
		return "", fmt.Errorf("confcall %s ended with %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String(), nil
}

// commands are all that a person may run, each before those below it, in the order of help.
func commands() []*cobra.Command {
	app := cli.System()
	app.Out, app.Err = io.Discard, io.Discard
	root := cmd.Tree(app)
	var all []*cobra.Command
	var add func(*cobra.Command)
	add = func(command *cobra.Command) {
		command.InitDefaultHelpFlag()
		all = append(all, command)
		for _, child := range children(command) {
			add(child)
		}
	}
	add(root)
	return all
}

func children(command *cobra.Command) []*cobra.Command {
	var found []*cobra.Command
	for _, child := range command.Commands() {
		if !child.Hidden && child.Deprecated == "" {
			found = append(found, child)
		}
	}
	return found
}

// flag is one that help shows.
type flag struct {
	Short, Name string // as -o and --output
	Value       string // what stands behind it, or nothing
	Meaning     string
}

// ownFlags are those of a command itself, and for the root the global ones too.
func ownFlags(command *cobra.Command) []flag { return shown(command.LocalFlags()) }

func shown(set *pflag.FlagSet) []flag {
	var flags []flag
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		value, meaning := pflag.UnquoteUsage(f)
		shown := flag{Name: "--" + f.Name, Value: value, Meaning: meaning}
		if f.Shorthand != "" {
			shown.Short = "-" + f.Shorthand
		}
		if !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
			shown.Meaning += " (default " + f.DefValue + ")"
		}
		flags = append(flags, shown)
	})
	return flags
}

// pageName is the name of a command's file: confcall-participant-get.
func pageName(command *cobra.Command) string {
	return strings.ReplaceAll(command.CommandPath(), " ", "-")
}

// block is a paragraph of a help text: running text, or lines that stay as they are.
type block struct {
	text     string
	verbatim bool
}

// blocks splits a help text at its empty lines. What is indented throughout stays as it is.
func blocks(text string) []block {
	var found []block
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		lines := strings.Split(strings.Trim(part, "\n"), "\n")
		indented := !slices.ContainsFunc(lines, func(line string) bool { return !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") })
		if !indented {
			// A list below a line that introduces it.
			for i, line := range lines {
				if i > 0 && strings.HasPrefix(line, "  ") {
					found = append(found, block{text: strings.Join(lines[:i], "\n")})
					lines, indented = lines[i:], true
					break
				}
			}
		}
		found = append(found, block{text: strings.Join(lines, "\n"), verbatim: indented})
	}
	return found
}

// dedent takes off the blanks that all lines begin with.
func dedent(text string) string {
	lines := strings.Split(strings.Trim(strings.ReplaceAll(text, "\t", "    "), "\n"), "\n")
	least := -1
	for _, line := range lines {
		if blanks := len(line) - len(strings.TrimLeft(line, " ")); strings.TrimSpace(line) != "" && (least < 0 || blanks < least) {
			least = blanks
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line[min(max(least, 0), len(line)-len(strings.TrimLeft(line, " "))):], " ")
	}
	return strings.Join(lines, "\n")
}
