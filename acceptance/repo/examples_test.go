//go:build unix

package repo

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// placeholders are what the examples leave to the reader: participants of the conference "Support line", a recording that
// runs, a stream.
var placeholders = []string{
	"CONFERENCE=7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e002", "CALL=2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2001", "HOST=" + harness.Host, "AGENT=2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002",
	"COACH=2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2003", "RECORDING=5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1001", "STREAM=9d8c7b6a-5e4f-4a3b-8c2d-1e0f9a8b2001",
	"TRANSCRIPTION=6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b3001", "PROJECT=" + sandbox.Account, "TOKEN=PT0123456789",
}

// A scene is what else the examples of a command need.
type scene struct {
	variables []string
	before    string      // shell commands that bring about what the example is about
	dialogue  [][2]string // what a person sees, and then types: an answer, or the key that ends what goes on for ever
}

var (
	agrees  = [][2]string{{"[y/N]: ", "y\n"}}
	whole   = []string{"RECORDING=5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"}
	begun   = `RECORDING=$(confcall call record start --call "$CALL" -q -o name)`
	staging = `printf sandbox | confcall auth login --with-token --profile staging --space "$SIGNALWIRE_SPACE" --project "$PROJECT" -q`
	scenes  = map[string]scene{
		"auth login": {before: `TOKEN=sandbox; confcall() { command confcall "$@" --space "$SIGNALWIRE_SPACE"; }`,
			dialogue: [][2]string{{"Project", sandbox.Account + "\n"}, {"oken (", "sandbox\n"}}},
		"auth logout": {before: staging}, "config set": {before: staging}, "config use": {before: staging},
		"config edit":          {before: `mkdir bin; printf '#!/bin/sh\n' >bin/nano; chmod +x bin/nano; PATH=$PWD/bin:$PATH`},
		"call hangup":          {dialogue: agrees},
		"check":                {before: `printf '%s\n' 'checks:' '  - {name: there, conference: Morning stand-up, expect: [exists]}' >smoke.yaml`},
		"call record pause":    {before: begun},
		"call record resume":   {before: begun + `; confcall call record pause --call "$CALL" --recording "$RECORDING" -q -o name`},
		"call record stop":     {before: begun},
		"call stream start":    {before: "umask 077; echo secret >token"},
		"call stream stop":     {before: `STREAM=$(confcall call stream start --call "$CALL" --url wss://example.com/listen -q -o name)`},
		"call wait":            {before: `confcall call hangup --call "$HOST" --yes -q -o name`},
		"call watch":           {dialogue: [][2]string{{"q quits", "q"}}},
		"conference end":       {dialogue: agrees},
		"console":              {dialogue: [][2]string{{"q quits", "q"}}},
		"conference watch":     {dialogue: [][2]string{{"q quits", "q"}}},
		"config init":          {dialogue: [][2]string{{"Space", "example\n"}, {"Project", sandbox.Account + "\n"}, {"oken", "PT0123456789\n"}}},
		"participant remove":   {dialogue: agrees},
		"participant unmute":   {variables: []string{"CALL=2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"}},
		"participant watch":    {dialogue: [][2]string{{"q quits", "q"}}},
		"recording delete":     {variables: whole, dialogue: agrees},
		"recording download":   {variables: whole, before: "sox() { cat >/dev/null; }"},
		"recording resume":     {before: `confcall recording pause --conference "Morning stand-up" --recording "$RECORDING" -q -o name`},
		"sandbox":              {before: "confcall() { command confcall \"$@\" --listen 127.0.0.1:0; }", dialogue: [][2]string{{"no account is contacted", "\x03"}}},
		"stream start":         {before: "umask 077; echo secret >token"},
		"transcription delete": {dialogue: agrees},
	}
)

var namedCode = regexp.MustCompile(`(?i)\b(?:exits?|ends)(?: with)?(?: code)? (\d+)`)

// TestHelpExamples types every example of every command's help into a terminal, against a sandbox of its own.
// It succeeds, or ends with the exit code that its comment names: "# … exits 9 …".
func TestHelpExamples(t *testing.T) {
	t.Parallel()
	run := 0
	for _, name := range harness.Commands(t) {
		for i, example := range examplesOf(harness.Help(t, strings.Fields(name)...)) {
			run++
			t.Run(name+" "+strconv.Itoa(i+1), func(t *testing.T) {
				t.Parallel()
				tryExample(t, name, example)
			})
		}
	}
	if run < 30 {
		t.Errorf("only %d examples were found", run)
	}
}

func tryExample(t *testing.T, name, example string) {
	t.Helper()
	here := scenes[name]
	if !strings.Contains(example, "confcall "+name) { // it is about another command
		here = scene{}
	}
	served := sandbox.New(sandbox.Options{Now: harness.Clock})
	asked := make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/"+harness.StandUp) && strings.Contains(example, "conference wait") && strings.Contains(example, "--for gone") {
			change := httptest.NewRequest(http.MethodPost, r.URL.Path, strings.NewReader("Status=completed"))
			change.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			change.SetBasicAuth(sandbox.Account, sandbox.Token)
			served.ServeHTTP(httptest.NewRecorder(), change)
		}
		served.ServeHTTP(w, r)
		select {
		case asked <- struct{}{}:
		default: // enough
		}
	}))
	t.Cleanup(server.Close)

	// The trap keeps the shell alive when Ctrl-C ends the program.
	script := shellCommand(t, slices.Concat(harness.Account(server.URL), placeholders, here.variables), "set -eu\ntrap : INT\n"+here.before+"\n"+example)
	session := harness.OpenTerminal(t, 40, 120, script)
	want := 0
	switch {
	case strings.Contains(example, " watch ") && strings.Contains(example, " -o jsonl"):
		<-asked
		<-asked // and looks again
		session.Write("\x03")
		want = 130
	case !strings.Contains(example, "| ") && !strings.Contains(example, "--yes"):
		for _, turn := range here.dialogue {
			if session.Until(turn[0]) {
				session.Write(turn[1])
			}
		}
	}
	if named := namedCode.FindStringSubmatch(example); named != nil {
		want, _ = strconv.Atoi(named[1])
	}
	if screen, code := session.End(); code != want {
		t.Errorf("exit code %d, want %d, of the example\n%s\n%s", code, want, example, screen)
	}
}

// examplesOf returns the examples of a help text, which are separated by blank lines.
func examplesOf(help string) []string {
	_, section, found := strings.Cut(help, "\nExamples:\n")
	if !found {
		return nil
	}
	end := regexp.MustCompile(`(?m)^\S`).FindStringIndex(section)
	if end != nil {
		section = section[:end[0]]
	}
	var examples []string
	for _, example := range strings.Split(strings.TrimSpace(section), "\n\n") {
		examples = append(examples, strings.ReplaceAll(strings.TrimSpace(example), "\n  ", "\n"))
	}
	return examples
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
