package console

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/term"

	"confcall/pkg/output"
)

// pager collects a result as long as that fits into the terminal, and starts the person's pager for it once it does not.
type pager struct {
	console       *Console
	words         []string // the command line
	out           *os.File
	width, height int
	left          func() // called when the person has left the pager

	kept  bytes.Buffer // the result so far, while it fits
	lines int          // how many lines of the terminal that fills

	in    *os.File      // the pager's standard input; nil before it is started
	ended chan struct{} // closed when the pager has ended
	held  *Held
	deaf  bool // this program ignores Ctrl-C, which is for the pager meanwhile
}

// Page calls print to write the result, and shows it in the pager that the environment names if it does not fit into the terminal.
// If the person leaves the pager early, print's context ends, and the error is that of a pipe whose reader is gone.
func (c *Console) Page(ctx context.Context, print func(context.Context) error) error {
	out, ok := c.Out.(*resultWriter)
	fd, terminal := Terminal(c.Out)
	if !ok || !terminal || c.NoPager {
		return print(ctx)
	}
	words, err := pagerWords()
	if err != nil {
		c.Warn("the pager cannot be run: %s", err)
	}
	width, height, err := term.GetSize(fd)
	if len(words) == 0 || err != nil || width <= 0 || height <= 0 {
		return print(ctx)
	}
	paged, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	left := &output.WriteError{Err: syscall.EPIPE}
	p := &pager{console: c, words: words, out: out.file, width: width, height: height, left: func() { cancel(left) }}
	out.pager = p
	err = print(paged)
	out.pager = nil
	if err != nil && ctx.Err() == nil && context.Cause(paged) == left {
		err = left
	}
	p.end()
	return err
}

// pagerWords returns the command line of the pager that CONFCALL_PAGER or else PAGER names; none if that is empty or cat.
func pagerWords() ([]string, error) {
	line, set := os.LookupEnv("CONFCALL_PAGER")
	if !set {
		line = os.Getenv("PAGER")
	}
	words := strings.Fields(line)
	if len(words) == 0 || len(words) == 1 && words[0] == "cat" {
		return nil, nil
	}
	if !strings.ContainsAny(line, "\"'$`\\;|&<>()=~*?") {
		// The shell would report a missing pager only after it has the result, which would then be lost.
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, err
		}
	}
	if runtime.GOOS == "windows" {
		return words, nil
	}
	return []string{"sh", "-c", line}, nil // a line for the shell, as git and man take it
}

// Write takes a piece of the result, and starts the pager once it no longer fits.
func (p *pager) Write(text []byte) (int, error) {
	if p.in != nil {
		return p.in.Write(text)
	}
	p.kept.Write(text)
	p.lines += p.filled(text)
	if p.lines < p.height {
		return len(text), nil
	}
	if err := p.start(); err != nil {
		p.console.Warn("the pager cannot be run: %s", err)
		p.in = p.out
	}
	_, err := p.kept.WriteTo(p.in)
	return len(text), err
}

// filled returns how many lines of the terminal a text fills. As it counts colours as text, that may be a little too many.
func (p *pager) filled(text []byte) int {
	lines := 0
	for line := range bytes.Lines(text) {
		lines += 1 + max(0, utf8.RuneCount(line)-1-1)/p.width
	}
	return lines
}

// start starts the pager and registers it, so that the end of the program ends it too.
func (p *pager) start() error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	command := exec.Command(p.words[0], p.words[1:]...)
	command.Stdin, command.Stdout, command.Stderr = read, p.out, os.Stderr
	if _, set := os.LookupEnv("LESS"); !set {
		command.Env = append(os.Environ(), "LESS=FRX") // quit if it fits, keep colours, no alternate screen
	}
	if err := command.Start(); err != nil {
		_ = write.Close()
		return err
	}
	p.in, p.ended = write, make(chan struct{})
	if p.deaf = !signal.Ignored(os.Interrupt); p.deaf {
		signal.Ignore(os.Interrupt) // the pager, started before this, still gets it
	}
	p.console.holdWords()
	go func() {
		_ = command.Wait() // its exit code says nothing about the result
		close(p.ended)
		p.left()
	}()
	p.held = &Held{console: p.console, restore: func() {
		if command.Process.Signal(syscall.SIGTERM) != nil {
			_ = command.Process.Kill()
		}
		_ = write.Close()
		<-p.ended
	}}
	p.console.hold(p.held)
	return nil
}

// end prints a result that fits into the terminal, or waits until the person leaves the pager.
func (p *pager) end() {
	switch {
	case p.in == nil && p.kept.Len() > 0:
		_, _ = p.console.Out.Write(p.kept.Bytes())
	case p.in == nil:
	case p.in != p.out:
		_ = p.in.Close()
		<-p.ended
		p.held.GiveBack()
		if p.deaf {
			signal.Reset(os.Interrupt)
		}
		p.console.releaseWords()
	}
}
