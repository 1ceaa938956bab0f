//go:build unix

package harness

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// sandboxProcess is `confcall sandbox` while it runs.
type sandboxProcess struct {
	t           *testing.T
	cmd         *exec.Cmd
	Environment []string // what it printed, for another run of the program
	Space       string
	stderr      io.Reader
}

// ServeSandbox starts the server on a port of its own and reads the environment that it prints.
func ServeSandbox(t *testing.T, args ...string) *sandboxProcess {
	t.Helper()
	return ServeWith(t, Command(t, nil, append([]string{"sandbox"}, args...)...))
}

// ServeWith starts the server by a command that has been made ready.
func ServeWith(t *testing.T, cmd *exec.Cmd) *sandboxProcess {
	t.Helper()
	p := &sandboxProcess{t: t, cmd: cmd}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.stderr, err = p.cmd.StderrPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for range 4 {
		if !lines.Scan() {
			notes, _ := io.ReadAll(p.stderr)
			t.Fatalf("the sandbox ended early: %s", notes)
		}
		variable, ok := strings.CutPrefix(strings.ReplaceAll(lines.Text(), "'", ""), "export ")
		if !ok {
			t.Errorf("a line that a shell cannot read: %s", lines.Text())
		}
		p.Environment = append(p.Environment, variable)
		if url, ok := strings.CutPrefix(variable, "SIGNALWIRE_SPACE="); ok {
			p.Space = url
		}
	}
	return p
}

// Stop ends the server by a signal, wants exit code 0, and returns what it wrote to standard error.
func (p *sandboxProcess) Stop(signal os.Signal) string {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
	notes, err := io.ReadAll(p.stderr)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("stopped by a signal it ends with %v, want 0", err)
	}
	return string(notes)
}
