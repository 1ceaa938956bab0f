//go:build unix

package hostile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/output"
	"confcall/pkg/sandbox"
)

// fullDevice opens a device to which nothing can be written.
func fullDevice(t *testing.T) *os.File {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() })
	return full
}

// closedPipe returns the writing end of a pipe whose reader has gone.
func closedPipe(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = reader.Close()
	t.Cleanup(func() { _ = writer.Close() })
	return writer
}

// into runs a program with the given standard output.
func into(t *testing.T, out *os.File, cmd *exec.Cmd) harness.Outcome {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &stderr
	if exit := (*exec.ExitError)(nil); !errors.As(cmd.Run(), &exit) && cmd.ProcessState == nil {
		t.Fatalf("%v does not start", cmd.Args)
	}
	return harness.Outcome{Stderr: stderr.String(), Code: cmd.ProcessState.ExitCode()}
}

// results are command lines that print a result from the sandbox, in every format that they have.
func results() [][]string {
	get := []string{"participant", "get", "--sandbox", "-q", "--conference", harness.StandUp, "--call", harness.Host}
	list := []string{"participant", "list", "--sandbox", "-q", "--conference", harness.StandUp}
	all := [][]string{
		append(get, "--jq", ".call_sid"), append(list, "--jq", "length"), append(list, "-o", "jsonl", "--jq", ".call_sid"),
		append(get, "--call", harness.Host[:35]+"2"),
		{"participant", "wait", "--sandbox", "-q", "--conference", harness.StandUp, "--call", harness.Host, "--for", "exists"},
		{"participant", "find", "--sandbox", "-q", "--call", harness.Host},
		{"participant", "remove", "--sandbox", "-q", "--conference", harness.StandUp, "--call", harness.Host, "--dry-run"},
		{"participant", "watch", "--sandbox", "-q", "--conference", harness.StandUp}, {"conference", "watch", "--sandbox", "-q", "-o", "csv"},
		{"recording", "download", "--sandbox", "-q", "--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002", "-O", "-"},
		{"recording", "download", "--sandbox", "-q", "--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"},
		{"check", "--sandbox", "-q"}, {"check", "--sandbox", "-q", "-o", "json"}, {"config", "show"}, {"config", "path"},
		{"config", "path", "-o", "yaml"},
		{"version"}, {"version", "-o", "json"}, {"--version"}, {"exit-codes"}, {"help"}, {"participant", "get", "--help"}, {"participant"},
		{"completion", "bash"}, {"completion", "zsh"}, {"completion", "fish"}, {"__complete", "participant", ""},
	}
	for _, format := range output.Formats() {
		all = append(all, append(get, "-o", format), append(list, "-o", format))
	}
	return all
}

// TestFullOutput checks that a result that cannot be written is reported, and that the exit code is not 0.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	for _, args := range append(results(), []string{"sandbox", "-q", "--listen", "127.0.0.1:0"}) {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			o := into(t, fullDevice(t), harness.Command(t, nil, slices.Clone(args)...))
			o.Want(t, 1)
			lines := strings.Split(strings.TrimSuffix(o.Stderr, "\n"), "\n")
			if args[0] == "__complete" {
				lines = lines[1:] // cobra adds a line about the completion
			}
			const message, hint = "write the result: write /dev/stdout: no space left on device", "check where standard output goes, and that its disk is not full"
			var report struct {
				Error struct{ Message, Hint string }
			}
			if len(lines) == 1 && json.Unmarshal([]byte(lines[0]), &report) == nil {
				lines = []string{"confcall: " + report.Error.Message, "hint: " + report.Error.Hint}
			}
			if fmt.Sprint(lines) != fmt.Sprint([]string{"confcall: " + message, "hint: " + hint}) {
				t.Errorf("got %q", lines)
			}
		})
	}
}

// TestClosedOutput checks that nothing is reported if the reader has gone: it had what it wanted.
func TestClosedOutput(t *testing.T) {
	t.Parallel()
	for _, args := range results() {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			o := into(t, closedPipe(t), harness.Command(t, nil, slices.Clone(args)...))
			o.Want(t, 0)
			if o.Stderr != "" && args[0] != "__complete" {
				t.Errorf("it says %q", o.Stderr)
			}
		})
	}
}

// TestChangeWithoutOutput makes changes whose result nobody can read. They are made, and the program says so.
func TestChangeWithoutOutput(t *testing.T) {
	t.Parallel()
	guest, missing := harness.Host[:35]+"2", harness.Host[:35]+"9"
	for _, test := range []struct {
		name      string
		stdin     string
		args      []string
		full      int      // the exit code if the disk is full
		closed    int      // the exit code if the reader has gone
		asksAgain []string // prints the change by jq, as true
	}{
		{"one", "", []string{"participant", "mute", "--conference", harness.StandUp, "--call", harness.Host}, 1, 0,
			[]string{"participant", "get", "--conference", harness.StandUp, "--call", harness.Host, "--jq", ".muted"}},
		{"all", "", []string{"participant", "hold", "--conference", harness.StandUp, "--all", "-o", "name"}, 1, 0,
			[]string{"participant", "list", "--conference", harness.StandUp, "--jq", "all(.hold)"}},
		{"one that fails", harness.Host + "\n" + missing + "\n" + guest + "\n",
			[]string{"participant", "hold", "--conference", harness.StandUp, "--call", "-", "-o", "csv"}, 5, 5,
			[]string{"participant", "get", "--conference", harness.StandUp, "--call", harness.Host, "--call", guest, "--jq", "all(.hold)"}},
		{"the end", "", []string{"conference", "end", "--conference", harness.StandUp, "--yes"}, 1, 0,
			[]string{"conference", "get", "--conference", harness.StandUp, "--jq", `.status == "completed"`}},
	} {
		for _, full := range []bool{true, false} {
			server := harness.PlainSandbox(t)
			out, code := closedPipe(t), test.closed
			if full {
				out, code = fullDevice(t), test.full
			}
			cmd := harness.Command(t, harness.Account(server.URL), append(test.args, "-q")...)
			cmd.Stdin = strings.NewReader(test.stdin)
			o := into(t, out, cmd)
			o.Want(t, code)
			if full {
				o.Want(t, code, "write the result: write /dev/stdout: no space left on device", "hint: the change was made all the same; check where")
			}
			if lines := strings.Count(o.Stderr, "\n"); code == 0 && lines != 0 || code == 1 && lines != 2 {
				t.Errorf("%s, full %t: %d lines:\n%s", test.name, full, lines, o.Stderr)
			}
			if again := harness.Run(t, harness.Account(server.URL), test.asksAgain...); again.Stdout != "true\n" {
				t.Errorf("%s, full %t: the change is not made: %s%s", test.name, full, again.Stdout, again.Stderr)
			}
		}
	}
}

// TestUnheardErrors writes notes and errors where nobody reads them. The result and the exit code must be the same.
func TestUnheardErrors(t *testing.T) {
	t.Parallel()
	for _, stderr := range []*os.File{fullDevice(t), closedPipe(t)} {
		for _, test := range []struct {
			args   []string
			code   int
			stdout string
		}{
			{[]string{"participant", "mute", "--sandbox", "--debug", "--conference", harness.StandUp, "--all", "-o", "name"}, 0,
				harness.Host + "\n" + harness.Host[:35] + "2\n" + harness.Host[:35] + "3\n"},
			{[]string{"participant", "get", "--sandbox", "--conference", harness.StandUp, "--call", sandbox.SampleCall}, 5, ""},
			{[]string{"participant", "get", "--sandbox", "--conference", harness.StandUp, "--call", sandbox.SampleCall,
				"--call", harness.Host, "-o", "name"}, 5, harness.Host + "\n"},
			{[]string{"nosuch"}, 2, ""},
		} {
			cmd := harness.Command(t, nil, test.args...)
			var stdout bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, stderr
			_ = cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != test.code || stdout.String() != test.stdout {
				t.Errorf("%v: exit code %d, got %q", test.args, code, stdout.String())
			}
		}
	}
}

// TestFileLimit writes more to a file than the limit allows. The signal of the kernel must not kill the program, and no
// incomplete file may remain.
func TestFileLimit(t *testing.T) {
	t.Parallel()
	limited := func(blocks, redirect string, args ...string) (o harness.Outcome, left []string) {
		cmd := harness.Command(t, nil, append([]string{"-c", "ulimit -f " + blocks + `; exec confcall "$@"` + redirect, "sh"}, args...)...)
		cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
		cmd.Stdin = strings.NewReader("PT0123456789") // a token for config init
		o = harness.Finish(t, cmd)
		left, err := filepath.Glob(filepath.Join(cmd.Dir, "*"))
		hidden, err2 := filepath.Glob(filepath.Join(cmd.Dir, ".confcall*"))
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		return o, append(left, hidden...)
	}
	for _, format := range []string{"json", "yaml", "csv", "table"} {
		o, left := limited("1", " >part", "--sandbox", "-q", "conference", "list", "-o", format)
		o.Want(t, 1, "write the result: write /dev/stdout: file too large")
		if info, err := os.Stat(left[0]); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, nothing was written", format, err)
		}
	}
	o, left := limited("1", "", "--sandbox", "-q", "recording", "download",
		"--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002", "-O", "sound")
	o.Want(t, 1, "confcall: write sound: file too large\nhint: check the folder and the space on its disk, or name another file\n")
	if len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
	o, left = limited("0", "", "config", "init", "--config", "settings", "--space", "example", "--project", sandbox.Account)
	o.Want(t, 1, "confcall: write settings: file too large\nhint: check the folder")
	if len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
}

// TestFirstLine reads the first line of a long output and goes. Little more may be fetched.
func TestFirstLine(t *testing.T) {
	t.Parallel()
	conference := []string{"--conference", "00000000-0000-0000-0000-000000000000"}
	for _, args := range [][]string{
		{"-o", "name"}, {"-o", "jsonl"}, {"-o", "csv"}, {"-o", "tsv"}, {"-o", "table"}, {"-o", "jsonl", "--jq", ".call_sid"},
		{"watch"}, {"calls"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			pages := &harness.Trouble{Folder: t.TempDir()}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n := asked.Add(1); args[0] == "watch" {
					// Each time somebody else is there.
					fmt.Fprintf(w, `{"conferences": [{"sid": %q}], "participants": [{"call_sid": %q}], "next_page_uri": null}`,
						harness.StorySID, harness.StoryCall(int(n)))
					return
				}
				pages.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			line := slices.Concat([]string{"participant", "list"}, conference, args)
			stdin := ""
			switch args[0] {
			case "watch":
				line = slices.Concat([]string{"participant", "watch"}, conference, []string{"--interval", "1ms"})
			case "calls":
				line = slices.Concat([]string{"participant", "get", "-q"}, conference, []string{"--call", "-", "-o", "jsonl", "--parallel", "2"})
				for i := range 5000 {
					stdin += harness.StoryCall(i) + "\n"
				}
			}
			cmd := harness.Command(t, harness.Account(server.URL+"/everywhere-1000-1000"), line...)
			if args[0] == "calls" {
				cmd.Env = append(cmd.Env, harness.Account(server.URL+"/answer")...)
				if err := os.WriteFile(filepath.Join(pages.Folder, "answer"), []byte(`{"call_sid": "`+strings.Repeat("x", 1000)+`"}`), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd.Stdin = strings.NewReader(stdin)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := bufio.NewReaderSize(stdout, 16).ReadString('\n'); err != nil {
				t.Error(err)
			}
			_ = stdout.Close()
			if err := cmd.Wait(); err != nil || stderr.Len() > 0 {
				t.Errorf("%v, it says %q", err, stderr.String())
			}
			most := map[string]int32{"calls": 300, "watch": 10_000}[args[0]]
			if most == 0 {
				most = 20 // pages; a pipe holds one or two
			}
			if n := asked.Load(); n > most {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestReaderGoes has the reader of a watch leave while nothing happens. The watch must end by itself, without a word.
func TestReaderGoes(t *testing.T) {
	t.Parallel()
	for _, noun := range [][]string{
		{"participant", "--conference", harness.StorySID}, {"conference"}, {"call", "--call", harness.StoryCall(1)},
	} {
		for _, format := range []string{"jsonl", "csv"} {
			t.Run(noun[0]+" "+format, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					fmt.Fprintf(w, `{"sid": %q, "status": "in-progress", "conferences": [{"sid": %q, "status": "in-progress"}], "participants": [{"call_sid": %q}], "next_page_uri": null}`,
						path.Base(r.URL.Path), harness.StorySID, harness.StoryCall(1))
				}))
				t.Cleanup(server.Close)
				cmd := harness.Command(t, harness.Account(server.URL),
					slices.Concat(noun[:1], []string{"watch", "--interval", "10ms", "-o", format}, noun[1:])...)
				var stderr bytes.Buffer
				cmd.Stderr = &stderr
				stdout, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
					t.Error(err)
				}
				_ = stdout.Close()
				if err := cmd.Wait(); err != nil || stderr.Len() > 0 {
					t.Errorf("%v, it says %q", err, stderr.String())
				}
			})
		}
	}
}

// TestBrokenStream checks that the rows before a list broke off are kept, and that the exit code tells. The other formats are
// tested in pages.txtar.
func TestBrokenStream(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	for _, test := range []struct {
		args  []string
		lines int
	}{
		{[]string{"-o", "jsonl"}, 2}, {[]string{"-o", "csv"}, 3}, {[]string{"-o", "tsv", "--no-headers"}, 2},
		{[]string{"-o", "jsonl", "--jq", ".call_sid"}, 2},
		{[]string{"--jq", "."}, 0}, {[]string{"-o", "json"}, 0},
	} {
		o := harness.Run(t, harness.Account(server.URL+"/breaks"),
			append([]string{"participant", "list", "--conference", harness.StorySID}, test.args...)...)
		o.Want(t, 6, "code 21481")
		if got := strings.Count(o.Stdout, "\n"); got != test.lines {
			t.Errorf("%v: %d lines, want %d:\n%s", test.args, got, test.lines, o.Stdout)
		}
	}
}
