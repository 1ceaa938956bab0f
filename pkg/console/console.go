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

// Console is the three streams of a run. Out gets the result and nothing else; all messages go to Err.
type Console struct {
	In       io.Reader
	Out, Err io.Writer

	InIsTaken     bool                     // the command reads In itself, so questions cannot be answered there
	Quiet         bool                     // no notes and warnings
	ProgressAfter time.Duration            // how long work takes before a progress bar shows
	Scrub         func(text string) string // removes secrets from messages
	Quit          func(os.Signal)          // restores the terminal and ends the run, for signals that would kill the program
	NoInput       bool                     // no questions
	NoPager       bool                     // no pager

	held    held
	errMu   sync.Mutex      // guards Err and the fields below
	onBoard bool            // messages stand on a screen that the command draws
	bar     *Progress       // the line at the bottom of the terminal; nil if there is none
	writing bool            // a result is being written, and the bar must not show in it
	paging  bool            // a pager has the terminal, so messages wait
	waiting strings.Builder // those messages
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

// Say writes a message to standard error as it is, without secrets. A progress bar makes room for it.
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

// holdWords makes messages wait while a pager has the terminal.
func (c *Console) holdWords() {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	c.paging = true
}

// releaseWords writes the messages that have waited.
func (c *Console) releaseWords() {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	c.paging = false
	_, _ = io.WriteString(c.Err, c.waiting.String())
	c.waiting.Reset()
}

// Redirect sends messages to a screen that the command draws, until restore is called. Meanwhile --quiet silences none of them:
// a person looks at that screen and wants to know what a key has done.
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

// isSilent reports whether notes and warnings are left out.
func (c *Console) isSilent() bool {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	return c.Quiet && !c.onBoard
}

// Note writes a message for a person to standard error, unless --quiet is given. Control characters are escaped.
func (c *Console) Note(format string, args ...any) { c.NoteText(fmt.Sprintf(format, args...)) }

// NoteText is Note for a text that is ready.
func (c *Console) NoteText(text string) {
	if !c.isSilent() {
		c.Say("confcall: " + output.Clean(text) + "\n")
	}
}

// Warn is a Note that begins with "warning".
func (c *Console) Warn(format string, args ...any) { c.WarnText(fmt.Sprintf(format, args...)) }

// WarnText is Warn for a text that is ready.
func (c *Console) WarnText(text string) { c.NoteText("warning: " + text) }

// NoteReading notes that standard input is read, if it is a terminal: a person may wonder what the program waits for. what says
// what to type.
func (c *Console) NoteReading(what string) {
	if c.InIsTerminal() {
		c.Note("reading from the terminal, %s, until Ctrl-D", what)
	}
}

// Print writes plain text to the result. Its errors are of the type *output.WriteError.
func (c *Console) Print(format string, args ...any) error {
	if _, err := fmt.Fprintf(c.Out, format, args...); err != nil {
		return &output.WriteError{Err: err}
	}
	return nil
}

// Shown returns text as the result may hold it: exact for a program, escaped for a terminal.
func (c *Console) Shown(text string) string {
	if c.OutIsTerminal() {
		return output.Clean(text)
	}
	return text
}
