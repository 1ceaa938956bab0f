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

// What is sent to the terminal beside text: a screen of its own, without a cursor and with pasted text marked, and back; and the
// frame around a drawing, which the terminal then shows as one.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[?2004h"
	leaveScreen = "\x1b[?2004l\x1b[?25h\x1b[?1049l"
	beginFrame  = "\x1b[?2026h"
	endFrame    = "\x1b[?2026l"
	eraseBelow  = "\x1b[J"
	eraseLine   = "\x1b[K"
)

// A Screen is the terminal as a command draws it, with a screen of its own that is gone when it is closed.
type Screen struct {
	console *Console
	out     io.Writer
	fd      int // of out

	keys    chan Key
	redraws chan struct{}

	continued     atomic.Bool // the program was stopped by a signal and goes on, and somebody else may have used the terminal
	resized       atomic.Bool // the window had another size, if only for a moment, and has lost what stood beyond that
	drawn         []string    // the lines that stand on the screen
	width, height int

	input       *Held // the keys; nil if that is no terminal
	inFD        int
	window      *Held
	stopReading func()
	stopSignals func()
	closing     sync.Once
}

// OpenScreen begins to draw on the terminal that out is. Without a terminal to read from there are no keys.
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

// enter begins the screen of its own, and forgets what stood on it before.
func (s *Screen) enter() error {
	s.drawn = nil
	window, err := s.console.HoldScreen(s.out, enterScreen, leaveScreen)
	if err == nil {
		s.window = window
	}
	return err
}

// leave gives the terminal back.
func (s *Screen) leave() {
	if s.window != nil {
		s.window.GiveBack()
	}
	if s.input != nil {
		s.input.GiveBack()
	}
}

// Close gives the terminal back, with the screen that was there before.
func (s *Screen) Close() {
	s.closing.Do(func() {
		s.stopReading()
		s.stopSignals()
		s.leave()
	})
}

// HasKeys reports whether a person can press keys.
func (s *Screen) HasKeys() bool { return s.input != nil }

// Keys are those that are pressed.
func (s *Screen) Keys() <-chan Key { return s.keys }

// Redraws says when the screen has to be drawn anew: its size has changed, or the program was suspended.
func (s *Screen) Redraws() <-chan struct{} { return s.redraws }

// redraw asks for a drawing. One that was asked for already is enough.
func (s *Screen) redraw() {
	select {
	case s.redraws <- struct{}{}:
	default:
	}
}

// Size is how many columns and lines there are.
func (s *Screen) Size() (width, height int) {
	width, height, err := term.GetSize(s.fd)
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// Draw shows lines, as many as fit. Only those that changed are written.
func (s *Screen) Draw(lines []string) error {
	resized := s.resized.Swap(false) // before the size is asked for: a later change of it asks for another drawing
	width, height := s.Size()
	if resized || width != s.width || height != s.height {
		s.drawn, s.width, s.height = nil, width, height
	}
	if s.continued.Swap(false) {
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
			// It is erased first: behind its last cell a line as wide as the window may be erased with that.
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

// retake makes the terminal a screen once more, which it is known how to leave.
func (s *Screen) retake() error {
	if s.input != nil {
		_, _ = term.MakeRaw(s.inFD)
	}
	s.drawn = nil
	return s.Send(enterScreen)
}

// Send writes something that is no text of the drawing, such as a bell.
func (s *Screen) Send(text string) error {
	_, err := io.WriteString(s.window, text)
	return err
}

// read gives the keys on until it is stopped. What was typed by then and not read is left to whoever reads next.
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

// errSilence is returned where nothing came for as long as it takes to know that an escape character stands alone.
var errSilence = errors.New("nothing came")
