//go:build unix

package terminal

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/term"

	"confcall/acceptance/harness"
)

// enters is how a watch begins its drawing: it switches to the alternate screen.
const enters = "\x1b[?1049h"

// leaves is how a watch ends its drawing: it shows the cursor and returns to the ordinary screen.
const leaves = "\x1b[?25h\x1b[?1049l"

// restored runs a watch in a terminal, sends it a signal once it draws unless it ends by itself, and checks that the terminal
// is restored. It returns what was written after the drawing.
func restored(t *testing.T, cmd *exec.Cmd, signal syscall.Signal) (after string, code int) {
	t.Helper()
	screen, code := modeRestored(t, cmd, "q quits", signal)
	_, after, found := strings.Cut(screen, leaves)
	if !found {
		t.Errorf("the screen is not left:\n%q", screen)
	}
	return after, code
}

// modeRestored runs a program in a terminal, and sends it a signal once a text is shown. It checks that the mode of the
// terminal has changed by then and is restored in the end. It returns all that was written.
func modeRestored(t *testing.T, cmd *exec.Cmd, asked string, signal syscall.Signal) (screen string, code int) {
	t.Helper()
	terminal, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	if err := pty.Setsize(terminal, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	before, err := term.GetState(int(terminal.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	buffer := make([]byte, 8192)
	read := func() bool {
		n, err := terminal.Read(buffer)
		seen.Write(buffer[:n])
		return err == nil
	}
	if signal != 0 {
		for !strings.Contains(seen.String(), asked) && read() {
		}
		if now, err := term.GetState(int(terminal.Fd())); err != nil || reflect.DeepEqual(before, now) {
			t.Errorf("%v, or the watch does not read keys", err)
		}
		_ = cmd.Process.Signal(signal)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		if now, err := term.GetState(int(terminal.Fd())); err != nil || !reflect.DeepEqual(before, now) {
			t.Errorf("%v, the terminal is not what it was: %+v, then %+v", err, before, now)
		}
		_ = tty.Close() // ends the reading
		close(ended)
	}()
	for read() {
	}
	<-ended
	return strings.ReplaceAll(seen.String(), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

// TestTerminalIsRestored ends a watch in every possible way.
func TestTerminalIsRestored(t *testing.T) {
	t.Parallel()
	const firstPoll = 5 // requests: the conference, its participants, and the calls of two
	const bug = "confcall: panic: a bug on purpose\nhint: this is a bug"
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		panic  string // the number of the choice by chance that panics: a pause, then a retry
		later  int    // the status of the answers from the third on
		spared int32  // so many more answers are as they should be
		code   int
		after  string // what is written after the drawing
	}{
		{name: "an error", later: http.StatusUnauthorized, code: 4, after: "\nhint: the project "},
		{name: "a panic", panic: "1", code: 1, after: bug},
		{name: "a panic in a poll", panic: "2", later: http.StatusServiceUnavailable, code: 1, after: bug},
		{name: "a panic in a page", panic: "2", later: http.StatusServiceUnavailable, spared: 1, code: 1, after: bug},
		{name: "an interrupt", signal: syscall.SIGINT, code: 130},
		{name: "a termination", signal: syscall.SIGTERM, code: 143},
		{name: "a hang-up", signal: syscall.SIGHUP, code: 143},
		{name: "a quit", signal: syscall.SIGQUIT, code: 143},
		{name: "an abort", signal: syscall.SIGABRT, code: 143},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			tale := &story{}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) > firstPoll+test.spared && test.later != 0 {
					w.WriteHeader(test.later)
					return
				}
				tale.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			environment := append(harness.Account(server.URL), "CONFCALL_TEST_PANIC="+test.panic)
			cmd := harness.Command(t, environment, "participant", "watch", "--conference", harness.StorySID, "--interval", "20ms")
			after, code := restored(t, cmd, test.signal)
			if code != test.code || !strings.Contains(after, test.after) || test.after == "" && after != "" {
				t.Errorf("exit code %d, want %d; behind the drawing stands\n%s", code, test.code, after)
			}
		})
	}
}

// TestTerminalIsNotLeftBehind presses Ctrl-Z, Ctrl-C and Ctrl-\ in a watch whose standard input is not a terminal, so that it cannot
// read keys. It must not stop, it draws again what the terminal may have dropped at Ctrl-Z, and it ends as by any other signal.
func TestTerminalIsNotLeftBehind(t *testing.T) {
	t.Parallel()
	for keys, code := range map[string]int{"\x1a\x03": 130, "\x1a\x1c": 143} {
		cmd := harness.Command(t, tell(t, &story{}),
			"-c", fmt.Sprintf("set -m; confcall participant watch --conference %s --interval 20ms </dev/null; echo code=$?", harness.StorySID))
		cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
		screen, _ := harness.DriveTerminal(t, 120, cmd,
			[2]string{"muted: no → yes", keys[:1]}, [2]string{enters, ""}, [2]string{"0s ago left", keys[1:]})
		if !strings.HasSuffix(screen, fmt.Sprintf("%scode=%d\n", leaves, code)) || strings.Contains(screen, "goroutine") {
			t.Errorf("it ends with %q, want code %d", screen[max(0, len(screen)-300):], code)
		}
	}
}

// TestHiddenPromptIsRestored ends the question for the token by every signal. What is typed next must be visible again.
func TestHiddenPromptIsRestored(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{
		syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 143, syscall.SIGQUIT: 143, syscall.SIGABRT: 143,
	} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := harness.Command(t, nil, "auth", "login", "--space", "example", "--project", harness.StorySID)
			screen, got := modeRestored(t, cmd, "API token (it is not shown): ", signal)
			if got != code || strings.Contains(screen, "goroutine") {
				t.Errorf("exit code %d, want %d; the screen is\n%s", got, code, screen)
			}
		})
	}
}

// TestPanicAside checks that a panic in a background goroutine ends the program as one in the command does.
func TestPanicAside(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	for _, args := range [][]string{
		{"participant", "list", "--conference", harness.StorySID},
		{"participant", "list", "--all-conferences"},
		{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(1), "--call", harness.StoryCall(2)},
	} {
		o := harness.Run(t, append(harness.Account(server.URL+"/answer-503"), "CONFCALL_TEST_PANIC=1"), args...)
		o.Want(t, 1)
		if !strings.HasSuffix(o.Stderr, "confcall: panic: a bug on purpose\nhint: this is a bug in confcall; please report it with the command that you ran\n") {
			t.Errorf("%v: it ends with\n%s", args, o.Stderr)
		}
	}
}
