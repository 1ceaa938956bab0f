//go:build unix

package terminal

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/cli"
)

// bashCompletion is the library that cobra's script for bash needs.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// shells start as they do for a person, but read only the start-up file that the test writes.
var shells = []struct {
	name    string
	needs   string // a file that must be installed beside the shell
	file    string // the start-up file
	startUp string
	args    []string
}{
	{"bash", bashCompletion, ".bashrc", ". " + bashCompletion + "\n. <(confcall completion bash)\nPS1='ready> '\n",
		[]string{"--noprofile", "-i"}},
	{"zsh", "", ".zshrc", "autoload -U compinit\ncompinit -u -D\n. <(confcall completion zsh)\nPS1='ready> '\n", []string{"-d", "-i"}},
	{"fish", "", ".config/fish/config.fish",
		"confcall completion fish | source\nfunction fish_prompt; echo -n 'ready> '; end\n", []string{"-i"}},
}

// startShell prepares a shell. If it is not installed, the test is skipped, except in CI.
func startShell(t *testing.T, environment []string, name, needs string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil && needs != "" {
		_, err = os.Stat(needs)
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(err)
	}
	cmd := harness.Command(t, environment, args...)
	cmd.Path, cmd.Args[0] = path, name
	return cmd
}

// TestCompletionByKey types into each shell, presses the key, and runs the completed line.
func TestCompletionByKey(t *testing.T) {
	t.Parallel()
	for _, s := range shells {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			// A name after an opening quote of either kind, to which the shell adds the closing one.
			quoted := [][2]string{
				{"ready> ", "confcall conference get --conference \"Mor\t--jq '\"{\" + .friendly_name + \"}\"'\r"},
				{"{Morning stand-up}", ""},
				{"ready> ", "confcall conference get --conference 'Morning st\t--jq '\"[\" + .friendly_name + \"]\"'\r"},
				{"[Morning stand-up]", ""},
			}
			server := harness.PlainSandbox(t)
			cmd := startShell(t, harness.Account(server.URL), s.name, s.needs, s.args...)
			file := filepath.Join(cmd.Dir, s.file)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(s.startUp), 0o600); err != nil {
				t.Fatal(err)
			}
			if s.name == "fish" {
				quoted = nil // it does not complete a quoted word
			}
			harness.DriveTerminal(t, 250, cmd, append(quoted,
				// A command.
				[2]string{"ready> ", "confcall vers\t\r"},
				[2]string{"confcall 0.", ""},
				// A flag, a friendly name with a blank, a format.
				[2]string{"ready> ", "confcall conference get --conference Mor\t--outp\tjsonl --jq '\"<\" + .friendly_name + \">\"'\r"},
				[2]string{"<Morning stand-up>", ""},
				// The live calls of the conference with that name: the shell fills in what they have in common, and the
				// test types the rest.
				[2]string{"ready> ", "confcall participant get --conference Mor\t--call \t3 --jq '\"<\" + .call_sid + \">\"'\r"},
				[2]string{"<2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003>", ""},
				// Columns, after a comma.
				[2]string{"ready> ",
					"confcall participant get --conference " + harness.StandUp + " --call " + harness.Host + " -o csv --columns muted,ho\t,stat\t\r"},
				[2]string{"false,false,in-progress", "exit\r"},
			)...)
		})
	}
}

// TestCompletionInFish checks what fish offers, and that it evaluates nothing of the command line but variables.
func TestCompletionInFish(t *testing.T) {
	t.Parallel()
	calls := harness.Host + "\t+13105550101, inbound, in-progress\n" + harness.Host[:35] + "2\t+13105550102, inbound, in-progress, muted\n" +
		harness.Host[:35] + "3\t+13105550103, inbound, in-progress, on hold\n"
	for _, c := range []struct{ line, want string }{
		{"confcall recording pa", "pause\tPause a recording\n"},
		{"confcall participant get --output js", "json\njsonl\n"},
		{"confcall conference get --conference Mo", "Morning stand-up\tin-progress, " + harness.StandUp + "\n"},
		{"confcall participant get --conference 'Morning stand-up' --call ", calls},
		{`confcall participant get --conference Morning\ stand-up --call `, calls},
		{"confcall participant get --conference $STANDUP --call ", calls},
		{"confcall participant get --conference 'x (touch bad)' --call ", ""},
		{"confcall participant get --conference 'x; touch bad' --call ", ""},
		{"confcall participant get --conference 'x\ntouch bad' --call ", ""},
		{"confcall stream stop --stream ", ""},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			server := harness.PlainSandbox(t)
			cmd := startShell(t, append(harness.Account(server.URL), "STANDUP="+harness.StandUp, "LINE="+c.line), "fish", "",
				"--no-config", "-c", "confcall completion fish | source; complete -C $LINE")
			got := harness.Finish(t, cmd)
			if got.Stdout != c.want || got.Stderr != "" {
				t.Errorf("got %q and %q, want %q", got.Stdout, got.Stderr, c.want)
			}
			if _, err := os.Stat(filepath.Join(cmd.Dir, "bad")); err == nil {
				t.Error("a part of the name was run")
			}
		})
	}
}

// TestCompletionWithoutAccount checks that nothing is offered, and nothing printed, without an account.
func TestCompletionWithoutAccount(t *testing.T) {
	t.Parallel()
	for _, s := range shells {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			script := map[string]string{
				"bash": strings.TrimSuffix(s.startUp, "PS1='ready> '\n") + `COMP_LINE="confcall conference get --conference " COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_WORDS=($COMP_LINE "") COMP_CWORD=4
compopt() { :; }
__start_confcall
echo "offered: ${COMPREPLY[*]}"`,
				"zsh":  `compdef() { :; }; . <(confcall completion zsh); words=(confcall conference get --conference ""); CURRENT=5; _describe() { offered=($completions); return 1; }; _confcall; echo "offered: $offered"`,
				"fish": "confcall completion fish | source; echo offered: (complete -C 'confcall conference get --conference ')",
			}[s.name]
			got := harness.Finish(t, startShell(t, nil, s.name, s.needs, "-c", script))
			if strings.TrimSpace(got.Stdout) != "offered:" || got.Stderr != "" {
				t.Errorf("got %q and %q", got.Stdout, got.Stderr)
			}
		})
	}
}

func TestCompletionTime(t *testing.T) {
	t.Parallel()
	if timeout := cli.System().CompletionTimeout; timeout <= 0 || timeout >= time.Second {
		t.Errorf("a completion may take %s, want less than a second", timeout)
	}
}
