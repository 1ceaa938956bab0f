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

// pager is the program that shows a result which does not fit into the terminal. It is started as soon as that is known.
type pager struct {
	console       *Console
	words         []string // what is run
	out           *os.File
	width, height int
	left          func() // is told that the person has left it

	kept  bytes.Buffer // what came, as long as it fits
	lines int          // that it fills

	in    *os.File // what it reads from; nil before it is started
	ended chan struct{}
	held  *Held
	deaf  bool // Ctrl-C is the pager's own
}

// Page has print print the result into the pager that the environment names, if it does not fit into the terminal, and returns
// its error. When the person leaves the pager and needs no more, the context of print ends, and the error is that of a pipe whose
// reader has gone.
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

// pagerWords are the program that the environment names as the pager, with its arguments; there are none if it names none, or cat.
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
		// Without it, what is written to it would be lost.
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, err
		}
	}
	if runtime.GOOS == "windows" {
		return words, nil
	}
	return []string{"sh", "-c", line}, nil // the variable is a line for the shell, as everywhere
}

// Write takes a piece of the result.
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

// filled is how many lines of the terminal a text fills, or a little more: colours count as if they took room.
func (p *pager) filled(text []byte) int {
	lines := 0
	for line := range bytes.Lines(text) {
		lines += 1 + max(0, utf8.RuneCount(line)-1-1)/p.width
	}
	return lines
}

func (p *pager) start() error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	command := exec.Command(p.words[0], p.words[1:]...)
	command.Stdin, command.Stdout, command.Stderr = read, p.out, os.Stderr
	if _, set := os.LookupEnv("LESS"); !set {
		command.Env = append(os.Environ(), "LESS=FRX") // leave what fits, keep colours, and leave the text where it stands
	}
	if err := command.Start(); err != nil {
		_ = write.Close()
		return err
	}
	p.in, p.ended = write, make(chan struct{})
	if p.deaf = !signal.Ignored(os.Interrupt); p.deaf {
		signal.Ignore(os.Interrupt) // it was started before, and does not
	}
	p.console.holdWords(true)
	go func() {
		_ = command.Wait() // its exit code says nothing of the result
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

// end writes what fits into the terminal, or waits for the person to leave the pager.
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
		p.console.holdWords(false)
	}
}
