package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// writeReference writes a page for each command into a folder, and removes those of commands that are gone.
func writeReference(folder string) error {
	exitCodes, err := output("exit-codes")
	if err != nil {
		return err
	}
	pages := map[string]string{}
	for _, command := range commands() {
		pages[pageName(command)+".md"] = referencePage(command, exitCodes)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	there, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		return err
	}
	for _, path := range there {
		if _, stays := pages[filepath.Base(path)]; !stays {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func referencePage(command *cobra.Command, exitCodes string) string {
	var m strings.Builder
	fmt.Fprintf(&m, "<!-- Written by make docs from the command itself. -->\n\n# %s\n\n", command.CommandPath())
	for _, b := range blocks(describe(command)) {
		if b.verbatim {
			fmt.Fprintf(&m, "```text\n%s\n```\n\n", dedent(b.text))
		} else {
			fmt.Fprintf(&m, "%s\n\n", escapeMarkdown(b.text))
		}
	}
	fmt.Fprintf(&m, "```text\n%s\n```\n", command.UseLine())
	if below := children(command); len(below) > 0 {
		m.WriteString("\n## Commands\n\n| command | what it does |\n|---|---|\n")
		for _, child := range below {
			fmt.Fprintf(&m, "| [%s](%s.md) | %s |\n", child.Name(), pageName(child), cell(escapeMarkdown(child.Short)))
		}
	}
	m.WriteString("\n## Flags\n\n| flag | meaning |\n|---|---|\n")
	for _, f := range ownFlags(command) {
		name := f.Name
		if f.Short != "" {
			name = f.Short + ", " + name
		}
		if f.Value != "" {
			name += " " + f.Value
		}
		fmt.Fprintf(&m, "| `%s` | %s |\n", cell(name), cell(escapeMarkdown(f.Meaning)))
	}
	if command.HasExample() {
		fmt.Fprintf(&m, "\n## Examples\n\n```sh\n%s\n```\n", dedent(command.Example))
	}
	if command.HasParent() {
		fmt.Fprintf(&m, "\nThe global flags, for settings, output and transport, are those of [confcall](confcall.md#flags), "+
			"and its [exit codes](confcall.md#exit-codes) say how it may end.\nUp: [%s](%s.md)\n",
			command.Parent().CommandPath(), pageName(command.Parent()))
	} else {
		fmt.Fprintf(&m, "\n## Exit codes\n\n```text\n%s\n```\n", dedent(exitCodes))
	}
	return m.String()
}

// escapeMarkdown makes Markdown show text as it is.
func escapeMarkdown(text string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", `\<`, ">", `\>`, "[", `\[`, "]", `\]`).Replace(text)
}

// cell escapes what would end the cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
