//go:build unix

package repo

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"confcall/acceptance/harness"
	exitcodes "confcall/pkg/failure"
	"confcall/pkg/sandbox"
)

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// TestReadme runs every command of the README. In a `console` block a line that begins with `$ ` is a command, one with `> `
// goes on with it, and the others are what it prints; `sh` blocks must succeed. UPDATE=1 writes the output into the README.
func TestReadme(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	server := httptest.NewServer(sandbox.New(sandbox.Options{Now: harness.Clock}))
	t.Cleanup(server.Close)
	environment := append(harness.Account(server.URL), "TOKEN=PT0123456789",
		"CONFERENCE=7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "CALL=2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002")

	commands := 0
	updated := fence.ReplaceAllStringFunc(readme, func(block string) string {
		parts := fence.FindStringSubmatch(block)
		switch parts[1] {
		case "sh":
			commands++
			if strings.HasPrefix(parts[2], "make ") {
				runMake(t, strings.TrimSpace(parts[2]))
			} else if _, code := shell(t, environment, "set -e\n"+parts[2]); code != 0 {
				t.Errorf("exit code %d of\n%s", code, parts[2])
			}
		case "console":
			var session strings.Builder
			for _, command := range sessionCommands(parts[2]) {
				commands++
				fmt.Fprintf(&session, "$ %s\n", strings.ReplaceAll(command, "\n", "\n> "))
				output, _ := shell(t, environment, command)
				session.WriteString(output)
			}
			if session.String() != parts[2] && os.Getenv("UPDATE") == "" {
				t.Errorf("a session is not what runs; UPDATE=1 writes it into the README. It is:\n%s", session.String())
			}
			return "```console\n" + session.String() + "```"
		case "yaml": // the steps of a CI job
			for _, step := range regexp.MustCompile(`(?m)^ +- run: (.*)$`).FindAllStringSubmatch(parts[2], -1) {
				commands++
				if output, code := shell(t, environment, step[1]); code != 0 {
					t.Errorf("exit code %d of %s:\n%s", code, step[1], output)
				}
			}
		case "text": // what was seen once
		default:
			t.Errorf("a block of the kind %q is not run", parts[1])
		}
		return block
	})
	if commands < 10 {
		t.Errorf("only %d commands were run", commands)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("README.md", []byte(updated), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// sessionCommands returns the commands of a console block.
func sessionCommands(block string) []string {
	var commands []string
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, command)
		} else if more, ok := strings.CutPrefix(line, "> "); ok {
			commands[len(commands)-1] += "\n" + more
		}
	}
	return commands
}

// shell runs a script as a reader of the README would, and returns what it prints.
func shell(t *testing.T, environment []string, script string) (string, int) {
	t.Helper()
	cmd := shellCommand(t, environment, script)
	output, _ := cmd.CombinedOutput()
	return string(output), cmd.ProcessState.ExitCode()
}

// shellCommand makes a shell ready to run a script in a folder that has what a reader finds.
func shellCommand(t *testing.T, environment []string, script string) *exec.Cmd {
	t.Helper()
	cmd := harness.Command(t, environment, "-c", script)
	cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
	example, err := os.ReadFile("config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cmd.Dir, "config.example.yaml"), example, 0o600); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// runMake runs make in a copy of the tree, so that the tree itself stays as it is.
func runMake(t *testing.T, line string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "confcall")
	list, err := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // removed, and not committed yet
		}
		if err := os.MkdirAll(filepath.Join(copied, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// It builds the program, which takes longer than any run of it.
	ctx, cancel := context.WithTimeout(t.Context(), 2*harness.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir, cmd.WaitDelay = copied, 5*time.Second
	output, err := cmd.CombinedOutput()
	for _, text := range []string{"$ confcall --sandbox participant get", "FIELD ", "\ncall_sid ", "\n  \"call_sid\": ", "no account was contacted"} {
		if err != nil || !strings.Contains(string(output), text) {
			t.Errorf("%s: %v, and the output lacks %q:\n%s", line, err, text, output)
		}
	}
}

// TestExitCodesPage holds the table of docs/scripting.md against the program's own.
func TestExitCodesPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/scripting.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(exitcodes.Codes) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
		if row := "\n| " + code + " | " + strings.TrimSpace(meaning) + " |\n"; !strings.Contains(string(page), row) {
			t.Errorf("the page lacks the row %q", row)
		}
	}
}
