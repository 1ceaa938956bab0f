//go:build unix

package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/pkg/sandbox"
)

// Of the sample data.
const (
	StandUp = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001"
	Host    = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001"
)

// Sample is the command line that most tests run.
var Sample = []string{"participant", "get", "--conference", sandbox.SampleConference, "--call", sandbox.SampleCall}

// Patience is how long a program under test may run; the slowest takes some ten seconds.
const Patience = 5 * time.Minute

// SessionPatience is how long a session of many programs may run.
const SessionPatience = 4 * Patience

// Unhurried are arguments for a program that has much to read in one operation, which may take 30 seconds otherwise.
var Unhurried = []string{"--timeout", Patience.String()}

// Command makes the program ready to run as a process, in a folder and an environment of its own.
func Command(t testing.TB, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	return CommandWithin(t, Patience, environment, args...)
}

// CommandWithin is Command for what may run longer or shorter.
func CommandWithin(t testing.TB, within time.Duration, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	// What hangs is killed, so that its test fails by name and does not hold up all the others.
	ctx, cancel := context.WithTimeout(t.Context(), within)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "confcall", args...)
	cmd.Cancel = func() error {
		if ctx.Err() == context.DeadlineExceeded {
			t.Errorf("%q goes on after %s", cmd.Args, within)
		}
		return cmd.Process.Signal(syscall.SIGQUIT) // a program in Go says what it was about
	}
	cmd.WaitDelay = 5 * time.Second // for one that does not heed it, and for those that it has started itself
	cmd.Dir = home
	// PATH is for the shells of some tests: testscript has put the program there.
	cmd.Env = append(testEnvironment(home), "PATH="+os.Getenv("PATH"), peakVariable+"="+filepath.Join(t.TempDir(), "peak"))
	cmd.Env = append(cmd.Env, environment...)
	return cmd
}

// Outcome is what a run left behind.
type Outcome struct {
	Stdout, Stderr string
	Code           int
}

// Finish runs the program that was made ready, as a process of its own, to its end.
func Finish(t testing.TB, cmd *exec.Cmd) Outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return Outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// Want fails the test unless a run ended with the code, and its standard error holds the texts.
func (o Outcome) Want(t testing.TB, code int, stderr ...string) {
	t.Helper()
	if o.Code != code {
		t.Errorf("exit code %d, want %d\nstdout: %s\nstderr: %s", o.Code, code, o.Stdout, o.Stderr)
	}
	for _, text := range stderr {
		if !strings.Contains(o.Stderr, text) {
			t.Errorf("standard error lacks %q:\n%s", text, o.Stderr)
		}
	}
}

// WantLines fails the test unless a result begins with the lines, of which each may go on.
func (o Outcome) WantLines(t testing.TB, lines ...string) {
	t.Helper()
	got := strings.Split(o.Stdout, "\n")
	for i, line := range lines {
		if i >= len(got) || !strings.HasPrefix(got[i], line) {
			t.Fatalf("want a line %q:\n%s", line, o.Stdout)
		}
	}
}

// Account is the environment of the sandbox's account at a space.
func Account(space string) []string {
	return []string{"SIGNALWIRE_SPACE=" + space, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account, "SIGNALWIRE_API_TOKEN=" + sandbox.Token}
}

// StorySID is a conference of the tests' own servers.
const StorySID = "00000000-0000-0000-0000-00000000000c"

// StoryCall is the SID of a call in it.
func StoryCall(n int) string { return fmt.Sprintf("00000000-0000-0000-0000-%012d", n) }

// testEnvironment is what a program under test sees of the machine. `make mutate` speaks to the program by MUTANT….
func testEnvironment(home string) []string {
	environment := []string{
		"HOME=" + home, "TZ=UTC", "TERM=xterm",
		"GORACE=atexit_sleep_ms=0", // the race detector sleeps for a second at exit otherwise
	}
	for _, name := range []string{"MUTANT", "MUTANT_TRACE"} {
		if value := os.Getenv(name); value != "" {
			environment = append(environment, name+"="+value)
		}
	}
	return environment
}
