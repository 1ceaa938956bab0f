//go:build unix

package harness

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// InTerminal runs the program in a real pseudo-terminal, answers its prompts in turn, and returns the screen's bytes.
// An answer is typed when its prompt has appeared.
func InTerminal(t *testing.T, columns uint16, environment []string, args []string, dialogue ...[2]string) (screen string, code int) {
	t.Helper()
	cmd := Command(t, environment, args...)
	return DriveTerminal(t, columns, cmd, dialogue...)
}

func DriveTerminal(t *testing.T, columns uint16, cmd *exec.Cmd, dialogue ...[2]string) (screen string, code int) {
	t.Helper()
	s := OpenTerminal(t, 40, columns, cmd)
	for _, turn := range dialogue {
		if !s.Until(turn[0]) {
			break
		}
		s.Write(turn[1])
	}
	return s.End()
}

// terminalSession is a program in a pseudo-terminal.
type terminalSession struct {
	t        *testing.T
	cmd      *exec.Cmd
	Terminal *os.File
	chunks   chan []byte     // what the program writes, until it has gone
	overdue  <-chan struct{} // it has gone by then, but whom it has left behind may keep the terminal
	seen     bytes.Buffer
	from     int // behind what was found in it

	Window *Emulator
}

func OpenTerminal(t *testing.T, rows, columns uint16, cmd *exec.Cmd) *terminalSession {
	t.Helper()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: columns})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), Patience+2*cmd.WaitDelay)
	t.Cleanup(func() { cancel(); _ = terminal.Close() })
	s := &terminalSession{t: t, cmd: cmd, Terminal: terminal, chunks: make(chan []byte), overdue: ctx.Done(),
		Window: NewEmulator(int(columns), int(rows))}
	go func() {
		defer close(s.chunks)
		for {
			buffer := make([]byte, 4096)
			n, err := terminal.Read(buffer)
			select {
			case s.chunks <- buffer[:n]:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return // the program has gone, which Linux reports as an error
			}
		}
	}()
	return s
}

// more waits for more to see, and tells whether more may come.
func (s *terminalSession) more() bool {
	select {
	case chunk, open := <-s.chunks:
		s.seen.Write(chunk)
		_, _ = s.Window.Write(chunk)
		return open
	case <-s.overdue:
		return false
	}
}

// Until waits for a text after the one before, and fails the test when the program ends without it.
func (s *terminalSession) Until(text string) bool {
	s.t.Helper()
	for {
		if at := bytes.Index(s.seen.Bytes()[s.from:], []byte(text)); at >= 0 {
			s.from += at + len(text)
			return true
		}
		if !s.more() {
			s.t.Errorf("the prompt %q never came:\n%s", text, s.seen.String())
			return false
		}
	}
}

// UntilSeen waits until a person sees something, and reports whether they did before the program ended.
func (s *terminalSession) UntilSeen(is func(*Emulator) bool) bool {
	for !is(s.Window) {
		if !s.more() {
			return is(s.Window)
		}
	}
	return true
}

// Settle waits until nothing comes for a while, which only shows what a new golden screen is to hold.
func (s *terminalSession) Settle(quiet time.Duration) {
	for {
		select {
		case chunk, open := <-s.chunks:
			s.seen.Write(chunk)
			_, _ = s.Window.Write(chunk)
			if !open {
				return
			}
		case <-time.After(quiet):
			return
		}
	}
}

// Resize changes the window's size.
func (s *terminalSession) Resize(columns, rows uint16) {
	s.t.Helper()
	if err := pty.Setsize(s.Terminal, &pty.Winsize{Rows: rows, Cols: columns}); err != nil {
		s.t.Fatal(err)
	}
	s.Window.Resize(int(columns), int(rows))
}

// Write presses keys.
func (s *terminalSession) Write(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.Terminal, text); err != nil {
		s.t.Error(err)
	}
}

// End waits for the program's end.
func (s *terminalSession) End() (screen string, code int) {
	for s.more() {
	}
	_ = s.cmd.Wait()
	return strings.ReplaceAll(s.seen.String(), "\r\n", "\n"), s.cmd.ProcessState.ExitCode()
}
