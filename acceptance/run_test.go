package acceptance

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/pkg/sandbox"
)

// sample is the command line that most tests run.
var sample = []string{"participant", "get", "--conference", sandbox.SampleConference, "--call", sandbox.SampleCall}

// patience is how long a program under test may run; the slowest takes a few seconds.
const patience = 2 * time.Minute

// command makes the program ready to run in a folder and an environment of its own.
func command(t testing.TB, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	// What hangs is killed, so that its test fails by name and does not hold up all the others.
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "confcall", args...)
	cmd.Cancel = func() error {
		if ctx.Err() == context.DeadlineExceeded {
			t.Errorf("%q goes on after %s", cmd.Args, patience)
		}
		return cmd.Process.Signal(syscall.SIGQUIT) // a program in Go says what it was about
	}
	cmd.WaitDelay = 5 * time.Second // for one that does not heed it, and for those that it has started itself
	cmd.Dir = home
	// PATH is for the shells of some tests: testscript has put the program there.
	cmd.Env = append(append(testEnvironment(home), "PATH="+os.Getenv("PATH"), peakVariable+"="+filepath.Join(t.TempDir(), "peak")), environment...)
	return cmd
}

// outcome is what a run left behind.
type outcome struct {
	stdout, stderr string
	code           int
}

func run(t *testing.T, environment []string, args ...string) outcome {
	t.Helper()
	return finish(t, command(t, environment, args...))
}

func finish(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// want fails the test unless a run ended with the code, and its standard error holds the texts.
func (o outcome) want(t *testing.T, code int, stderr ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d\nstdout: %s\nstderr: %s", o.code, code, o.stdout, o.stderr)
	}
	for _, text := range stderr {
		if !strings.Contains(o.stderr, text) {
			t.Errorf("standard error lacks %q:\n%s", text, o.stderr)
		}
	}
}

// account is the environment of the sandbox's account at a space.
func account(space string) []string {
	return []string{"SIGNALWIRE_SPACE=" + space, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account, "SIGNALWIRE_API_TOKEN=" + sandbox.Token}
}
