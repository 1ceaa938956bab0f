//go:build unix

package harness

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"confcall/cmd"
	"confcall/pkg/cli"
)

// Help is the help on a command.
func Help(t testing.TB, words ...string) string {
	t.Helper()
	var help bytes.Buffer
	app := cli.System()
	app.Out, app.Err = &help, &help
	if code := cmd.Run(app, append([]string{"help"}, words...)); code != 0 {
		t.Fatalf("help %v ends with %d: %s", words, code, help.String())
	}
	return help.String()
}

// Commands returns the names of all commands, as the program's own help tells them.
func Commands(t testing.TB, group ...string) []string {
	t.Helper()
	_, list, isGroup := strings.Cut(Help(t, group...), "\nAvailable Commands:\n")
	if !isGroup {
		return []string{strings.Join(group, " ")}
	}
	list, _, _ = strings.Cut(list, "\n\n")
	var names []string
	for line := range strings.Lines(list) {
		names = append(names, Commands(t, append(slices.Clone(group), strings.Fields(line)[0])...)...)
	}
	return names
}
