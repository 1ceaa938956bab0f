package console

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/term"
)

// The escape sequences that a screen uses: to enter and leave the alternate screen, with the cursor hidden and pasted text marked;
// around a drawing, so that the terminal shows it in one step; and to erase.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[?2004h"
	leaveScreen = "\x1b[?2004l\x1b[?25h\x1b[?1049l"
	beginFrame  = "\x1b[?2026h"
	endFrame    = "\x1b[?2026l"
	eraseBelow  = "\x1b[J"
	eraseLine   = "\x1b[K"
)

// A Screen is the terminal while a command draws on it. Close brings back what the terminal showed before.
type Screen struct {
	console *Console
	out     io.Writer
	fd      int // of out

	keys    chan Key
	redraws chan struct{}

	lost          atomic.Bool // what was written, by a stop in which another program may have used the terminal, or by Ctrl-Z
	resized       atomic.Bool // the window's size has changed, if only for a moment, so what is on it is uncertain
	drawn         []string    // the lines that are on the screen; nil if that is uncertain
	width, height int         // of the window, when it was drawn

	input       *Held // standard input in raw mode; nil if that is no terminal
	inFD        int
	window      *Held
	stopReading func()
	stopSignals func()
	closing     sync.Once
}

// OpenScreen takes the terminal that out is for drawing. If standard input is no terminal, there are no keys. It must be closed.
func (c *Console) OpenScreen(out io.Writer) (*Screen, error) {
	fd, is := Terminal(out)
	if !is {
		return nil, errors.New("there is no terminal to draw on")
	}
	s := &Screen{console: c, out: out, fd: fd, keys: make(chan Key), redraws: make(chan struct{}, 1), stopReading: func() {}}
	if stdin, ok := Terminal(c.In); ok && !c.InIsTaken {
		s.inFD = stdin
		input, err := c.HoldKeys(stdin)
		if err != nil {
			return nil, err
		}
		s.input = input
	}
	s.stopSignals = s.watchSignals()
	if err := s.enter(); err != nil {
		s.Close()
		return nil, err
	}
	if s.input != nil {
		s.stopReading = s.read(c.In)
	}
	return s, nil
}

// enter switches to the alternate screen.
func (s *Screen) enter() error {
	s.drawn = nil
	window, err := s.console.HoldScreen(s.out, enterScreen, leaveScreen)
	if err == nil {
		s.window = window
	}
	return err
}

// leave restores the terminal.
func (s *Screen) leave() {
	if s.window != nil {
		s.window.GiveBack()
	}
	if s.input != nil {
		s.input.GiveBack()
	}
}

// Close restores the terminal, with what it showed before.
func (s *Screen) Close() {
	s.closing.Do(func() {
		s.stopReading()
		s.stopSignals()
		s.leave()
	})
}

// HasKeys reports whether a person can press keys.
func (s *Screen) HasKeys() bool { return s.input != nil }

// Keys returns the channel of the keys that are pressed.
func (s *Screen) Keys() <-chan Key { return s.keys }

// Redraws tells when the screen has to be drawn again: its size has changed, or the program was suspended.
func (s *Screen) Redraws() <-chan struct{} { return s.redraws }

// redraw asks for a drawing, unless one is asked for already.
func (s *Screen) redraw() {
	select {
	case s.redraws <- struct{}{}:
	default:
	}
}

// Size returns the window's columns and lines.
func (s *Screen) Size() (width, height int) {
	width, height, err := term.GetSize(s.fd)
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// Draw shows lines from the top, as many as fit. It writes only those that have changed.
func (s *Screen) Draw(lines []string) error {
	resized := s.resized.Swap(false) // before Size: a change after that asks for another drawing
	width, height := s.Size()
	if resized || width != s.width || height != s.height {
		s.drawn, s.width, s.height = nil, width, height
	}
	if s.lost.Swap(false) {
		if err := s.retake(); err != nil {
			return err
		}
	}
	lines = lines[:min(len(lines), height)]
	if s.drawn != nil && slices.Equal(lines, s.drawn) {
		return nil
	}
	var frame strings.Builder
	frame.WriteString(beginFrame)
	for i, line := range lines {
		if s.drawn == nil || i >= len(s.drawn) || s.drawn[i] != line {
			// Erase first: after a line as wide as the window, erasing would take its last cell.
			fmt.Fprintf(&frame, "\x1b[%d;1H%s%s", i+1, eraseLine, line)
		}
	}
	if s.drawn == nil || len(lines) < len(s.drawn) {
		if len(lines) < height {
			fmt.Fprintf(&frame, "\x1b[%d;1H%s", len(lines)+1, eraseBelow)
		}
	}
	frame.WriteString(endFrame)
	s.drawn = slices.Clone(lines)
	return s.Send(frame.String())
}

// retake sets the terminal up again, as if nothing had been written yet. Its state before the first time is still known for leave.
func (s *Screen) retake() error {
	if s.input != nil {
		_, _ = term.MakeRaw(s.inFD)
	}
	s.drawn = nil
	return s.Send(enterScreen)
}

// Send writes an escape sequence or control character that is not part of the drawing, such as a bell.
func (s *Screen) Send(text string) error {
	_, err := io.WriteString(s.window, text)
	return err
}

// read passes keys on until it is stopped. What was typed by then and not read is left to the next reader of standard input.
func (s *Screen) read(in io.Reader) (stop func()) {
	reader, err := newInterruptible(in, s.inFD)
	if err != nil {
		return func() {}
	}
	over := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		var decoder keyDecoder
		buffer := make([]byte, 256)
		give := func(keys []Key) bool {
			for _, key := range keys {
				select {
				case s.keys <- key:
				case <-over:
					return false
				}
			}
			return true
		}
		for {
			n, err := reader.read(buffer, len(decoder.pending) > 0)
			keys := decoder.flush
			if n > 0 {
				keys = func() []Key { return decoder.feed(buffer[:n]) }
			} else if errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
				return
			}
			if !give(keys()) {
				return
			}
			if err != nil && !errors.Is(err, errSilence) {
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		close(over)
		reader.stop()
		done.Wait()
	})
}

// errSilence is the error of a brief read for which nothing came within escapeSilence.
var errSilence = errors.New("nothing came")
