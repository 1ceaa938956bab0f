//go:build unix

package repo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"go.yaml.in/yaml/v3"

	"confcall/acceptance/harness"
)

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// TestPages runs every block of the README, of CONTRIBUTING and of every page in docs. Each page has a shell of its own, which
// knows nothing but what the page says:
//
//   - sh: a script that must succeed;
//   - console: a line that begins with `$ ` is a command, one with `> ` goes on with it, and the others are what it prints in a
//     terminal of 80 columns;
//   - yaml, ini: written to a file if its first line is a comment that is nothing but a file's name. Otherwise the commands of
//     a CI job or a container are taken out of the YAML and must succeed, but for those that download a release; so must the
//     command of a systemd service;
//   - json: must be one document;
//   - text: what no shell can run, such as screens. Other tests look at it: TestDialogues, TestConsolePage, TestReadmeInstalls
//     and TestNamed.
//
// The shell starts in a folder that has the repository's examples. UPDATE=1 writes what is printed into the page.
// The pages in docs/reference show the examples of --help, which have a test of their own.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("there are no pages", err)
	}
	for _, page := range append(pages, "README.md", "CONTRIBUTING.md", "CHANGELOG.md") {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			updated := runPage(t, string(text))
			if updated == string(text) {
				return
			}
			if os.Getenv("UPDATE") == "" {
				t.Errorf("a session is not what runs; UPDATE=1 writes it into the page. It is:\n%s", difference(string(text), updated))
			} else if err := os.WriteFile(page, []byte(updated), 0o644); err != nil {
				t.Error(err)
			}
		})
	}
}

// pageBlock is a block of code: its kind, its text, and the commands that it has.
type pageBlock struct {
	kind, text string
	commands   []string
}

// runPage runs the blocks of a page in their order, and returns the page with what its sessions print now.
func runPage(t *testing.T, page string) string {
	t.Helper()
	var blocks []pageBlock
	script := new(strings.Builder)
	for _, parts := range fence.FindAllStringSubmatch(page, -1) {
		b := pageBlock{kind: parts[1], text: parts[2]}
		switch b.kind {
		case "sh", "bash":
			b.commands = []string{"set -e\n" + b.text + "set +e"}
		case "console":
			b.commands = sessionCommands(b.text)
		case "yaml", "ini":
			if name, ok := fileOf(b.text); ok {
				b.commands = []string{"set -e\ncat > " + name + " <<'END OF THE BLOCK'\n" + b.text + "END OF THE BLOCK\n" + serviceCommand(b.text) + "\nset +e"}
			} else if b.kind == "yaml" {
				b.commands = jobCommands(t, b.text)
			}
		case "json":
			if !json.Valid([]byte(b.text)) {
				t.Errorf("no JSON:\n%s", b.text)
			}
		case "text":
		default:
			t.Errorf("a block of the kind %q is not run", b.kind)
		}
		for _, command := range b.commands {
			if b.kind == "console" {
				fmt.Fprintf(script, "%s\n%s\n", command, tellEnd)
			} else {
				fmt.Fprintf(script, "exec 5>&1 6>&2 >&3 2>&3\n%s\n%s\nexec >&5 2>&6 5>&- 6>&-\n", command, tellEnd)
			}
		}
		blocks = append(blocks, b)
	}
	inTerminal, elsewhere := runShell(t, script.String()+"exit 0\n")
	number := 0
	return fence.ReplaceAllStringFunc(page, func(whole string) string {
		b := blocks[number]
		number++
		printed := &elsewhere
		if b.kind == "console" {
			printed = &inTerminal
		}
		var session strings.Builder
		for _, command := range b.commands {
			if len(*printed) == 0 {
				t.Errorf("the shell has ended before\n%s", command)
				return whole
			}
			result := (*printed)[0]
			*printed = (*printed)[1:]
			if b.kind != "console" && result.code != "0" {
				t.Errorf("exit code %s of\n%s\n%s", result.code, command, result.output)
			}
			fmt.Fprintf(&session, "$ %s\n%s", strings.ReplaceAll(command, "\n", "\n> "), result.output)
		}
		if b.kind != "console" {
			return whole
		}
		return "```console\n" + session.String() + "```"
	})
}

// printedBy is what a command printed, and the code that it ended with.
type printedBy struct{ output, code string }

// tellEnd makes the shell print that a command has ended, and with which code, and leaves $? as it is; commandEnd finds that.
const tellEnd = `(code=$?; printf '\n\036%s\036\n' $code; exit $code)`

var commandEnd = regexp.MustCompile("(?s)(.*?)\n\x1e([0-9]+)\x1e\n")

// runShell runs a script in a clean shell, in a folder with the examples, and returns what each of its commands printed: in a
// terminal of 80 columns, and to file descriptor 3, which is no terminal. Standard input is empty.
func runShell(t *testing.T, script string) (inTerminal, elsewhere []printedBy) {
	t.Helper()
	cmd := harness.CommandWithin(t, harness.SessionPatience, nil, "--noprofile", "--norc", "-c", script)
	cmd.Path, cmd.Args[0] = "/bin/bash", "bash"
	if err := os.CopyFS(filepath.Join(cmd.Dir, "examples"), os.DirFS("examples")); err != nil {
		t.Fatal(err)
	}
	terminal, screen, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(screen, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = screen, screen, []*os.File{writer}
	// What a page leaves running, such as a sandbox, ends with its shell.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = screen.Close(), writer.Close()
	var seen, written bytes.Buffer
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.Copy(&seen, terminal) }) // until nobody has the terminal any more, which Linux reports as an error
	reading.Go(func() { _, _ = io.Copy(&written, reader) })
	err = cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	reading.Wait()
	_, _ = terminal.Close(), reader.Close()
	if err != nil {
		t.Errorf("the shell ended with %v; the last that it printed is\n%s\n%s", err, seen.String(), written.String())
	}
	return outputs(onScreen(seen.String())), outputs(written.String())
}

// onScreen is what a terminal shows after all of a text was written to it, without colours.
func onScreen(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(text, "")
	return regexp.MustCompile(`(?m)^.*\r\x1b\[K`).ReplaceAllString(text, "") // a line that was taken back
}

// outputs separates the outputs of a script's commands.
func outputs(text string) []printedBy {
	var printed []printedBy
	for _, found := range commandEnd.FindAllStringSubmatch(text, -1) {
		output := found[1]
		if output != "" && !strings.HasSuffix(output, "\n") {
			output += "\n"
		}
		printed = append(printed, printedBy{output, found[2]})
	}
	return printed
}

// fileOf is the name of the file that a block is, if its first line says so.
func fileOf(text string) (string, bool) {
	found := regexp.MustCompile(`^# ([a-z0-9][a-z0-9._-]*\.[a-z]+)\n`).FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// jobCommands takes the shell commands out of a CI job (run, script) and the words out of a container (command).
func jobCommands(t *testing.T, text string) []string {
	t.Helper()
	var document any
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Errorf("no YAML: %v\n%s", err, text)
	}
	var commands []string
	add := func(command string) {
		if !strings.Contains(command, "/releases/download/") && !strings.Contains(command, "$RELEASES/download/") { // which is not there to be had
			commands = append(commands, "(\nset -e\n"+command+"\n)")
		}
	}
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				walk(item)
			}
		case map[string]any:
			for _, key := range []string{"before_script", "script", "run"} {
				switch lines := value[key].(type) {
				case string:
					add(lines)
				case []any:
					var script []string
					for _, line := range lines {
						script = append(script, fmt.Sprint(line))
					}
					add(strings.Join(script, "\n"))
				}
			}
			if words, ok := value["command"].([]any); ok {
				more, _ := value["args"].([]any)
				var quoted []string
				for _, word := range append(words, more...) {
					quoted = append(quoted, "'"+strings.ReplaceAll(fmt.Sprint(word), "'", `'\''`)+"'")
				}
				add(strings.Join(quoted, " "))
			}
			for key, inner := range value {
				if key != "run" && key != "script" && key != "before_script" && key != "command" && key != "args" {
					walk(inner)
				}
			}
		}
	}
	walk(document)
	return commands
}

// serviceCommand is what a systemd service starts, from where the program is.
func serviceCommand(unit string) string {
	found := regexp.MustCompile(`(?m)^ExecStart=/usr/bin/(.*)$`).FindStringSubmatch(unit)
	if found == nil {
		return ""
	}
	return found[1]
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

// difference shows the first lines in which two texts differ.
func difference(old, now string) string {
	olds, nows := strings.Split(old, "\n"), strings.Split(now, "\n")
	for i := range nows {
		if i >= len(olds) || olds[i] != nows[i] {
			return "line " + strconv.Itoa(i+1) + ":\n" + strings.Join(nows[i:min(i+10, len(nows))], "\n")
		}
	}
	return "the page ends early"
}

// TestRunPage tests the runner itself.
func TestRunPage(t *testing.T) {
	t.Parallel()
	block := func(kind, text string) string { return "```" + kind + "\n" + text + "```\n" }
	page := block("sh", "export greeting=hello\n") + block("yaml", "# data.yaml\nkey: 1\n") + block("json", "{\"a\": 1}\n") +
		block("console", "$ echo \"$greeting\"\nhello\n$ cat data.yaml\n# data.yaml\nkey: 1\n$ false\n$ echo $?\n1\n$ echo one |\n> cat; echo \"${CONFERENCE-none}\"\none\nnone\n$ ls examples | grep -c sandbox.yaml\n1\n") +
		block("yaml", "jobs: {check: {steps: [{run: 'test \"$greeting\" = hello'}]}}\n") + block("text", "$ nothing\n") + block("sh", "sleep 1000 &\n")
	if got := runPage(t, page); got != page {
		t.Errorf("the page becomes\n%s", got)
	}
	if got, want := runPage(t, block("sh", "test ! -t 1\n")+block("console", "$ test -t 1 && tput cols 2>/dev/null || stty size <&1\n$ printf 'draft\\r\\033[K\\033[1mdone\\033[0m\\n'\n")),
		block("sh", "test ! -t 1\n")+block("console", "$ test -t 1 && tput cols 2>/dev/null || stty size <&1\n80\n$ printf 'draft\\r\\033[K\\033[1mdone\\033[0m\\n'\ndone\n"); got != want {
		t.Errorf("the page becomes\n%s", got)
	}
	if got, want := runPage(t, block("console", "$ printf hello\nolleh\n")), block("console", "$ printf hello\nhello\n"); got != want {
		t.Errorf("the page becomes\n%s", got)
	}
}
