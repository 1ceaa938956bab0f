// Package console is the program's side of the terminal: its streams, messages, progress and questions.
package console

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"confcall/pkg/output"
)

// Console is the three streams of a run. Out takes the result and only that; everything else is said on Err.
type Console struct {
	In       io.Reader
	Out, Err io.Writer

	InIsTaken     bool                     // In is read by the command, and holds no answers to questions
	Quiet         bool                     // notes and warnings are not said
	ProgressAfter time.Duration            // how long work takes before a progress bar shows
	Scrub         func(text string) string // takes the secrets out of what is said
	Quit          func(os.Signal)          // ends the run, for a signal that would not let it give the terminal back
	NoInput       bool                     // nobody is asked
	NoPager       bool                     // a result that does not fit is shown all the same

	held    held
	errMu   sync.Mutex // of Err, bar and writing
	onBoard bool       // what is said stands on a screen that the command draws
	bar     *Progress  // what stands on the terminal's last line, if anything does
	writing bool       // of a result, beside which no bar shows
	paging  bool       // a pager has the terminal, and what is said waits
	waiting strings.Builder
}

// New returns the console of the process.
func New() *Console {
	c := &Console{In: os.Stdin, Err: os.Stderr, ProgressAfter: 2 * time.Second}
	c.Out = &resultWriter{file: os.Stdout, console: c}
	return c
}

// Terminal returns a stream's file descriptor, and whether it is a terminal.
func Terminal(stream any) (int, bool) {
	file, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return -1, false
	}
	fd := int(file.Fd())
	return fd, term.IsTerminal(fd)
}

// InIsTerminal reports whether standard input is a terminal, which shows what is typed.
func (c *Console) InIsTerminal() bool {
	_, is := Terminal(c.In)
	return is
}

// OutIsTerminal reports whether a person reads the result.
func (c *Console) OutIsTerminal() bool {
	_, is := Terminal(c.Out)
	return is
}

// Say writes a message to standard error, in the bar's place if there is one.
func (c *Console) Say(text string) {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	if text = c.Scrub(text); c.paging {
		c.waiting.WriteString(text)
		return
	}
	c.clearBar()
	_, _ = io.WriteString(c.Err, text)
}

// holdWords has what is said wait while a pager has the terminal.
func (c *Console) holdWords(paging bool) {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	if c.paging = paging; !paging {
		_, _ = io.WriteString(c.Err, c.waiting.String())
		c.waiting.Reset()
	}
}

// Redirect has messages stand on a screen that the command draws, until restore is called. --quiet silences none of them there: they
// are what a person looks at.
func (c *Console) Redirect(to io.Writer) (restore func()) {
	swap := func(to io.Writer, onBoard bool) (io.Writer, bool) {
		c.errMu.Lock()
		defer c.errMu.Unlock()
		before, was := c.Err, c.onBoard
		c.Err, c.onBoard = to, onBoard
		return before, was
	}
	before, was := swap(to, true)
	return func() { swap(before, was) }
}

// isSilent reports whether notes are not said.
func (c *Console) isSilent() bool {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	return c.Quiet && !c.onBoard
}

// Note tells a person something on standard error. --quiet silences it.
func (c *Console) Note(format string, args ...any) {
	if !c.isSilent() {
		c.Say("confcall: " + output.Clean(fmt.Sprintf(format, args...)) + "\n")
	}
}

// Warn tells a person of something odd. --quiet silences it.
func (c *Console) Warn(format string, args ...any) { c.Note("warning: "+format, args...) }

// NoteReading says that standard input is read, to a person who may wonder what the program waits for. what is what to type.
func (c *Console) NoteReading(what string) {
	if c.InIsTerminal() {
		c.Note("reading from the terminal, %s, until Ctrl-D", what)
	}
}

// Print writes a result that is plain text.
func (c *Console) Print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.Out, format, args...)
	return err
}

// Shown prepares text for the result: exact for a program, escaped for a terminal.
func (c *Console) Shown(text string) string {
	if c.OutIsTerminal() {
		return output.Clean(text)
	}
	return text
}
