package console

import (
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"
)

// A Held is a terminal in another state than it was: its echo is off, or it shows a screen of ours. Whoever took it gives it back;
// if the program ends before that, Console.GiveBack does.
type Held struct {
	console *Console
	restore func()    // undoes a change of mode; nil if there was none
	out     io.Writer // the terminal, for drawing
	leave   string    // the escape sequence that leaves the screen

	mu   sync.Mutex // guards out and over
	over bool       // the terminal was given back, so nothing more is drawn
}

// HoldKeys switches a terminal to raw mode: every key is passed on at once, and none is shown.
func (c *Console) HoldKeys(fd int) (*Held, error) {
	state, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	h := &Held{console: c, restore: sync.OnceFunc(func() { _ = term.Restore(fd, state) })}
	c.hold(h)
	return h, nil
}

// HoldScreen writes enter to a terminal, and leave when that is given back. The drawing is written to the Held, which drops
// whatever comes after that.
func (c *Console) HoldScreen(out io.Writer, enter, leave string) (*Held, error) {
	h := &Held{console: c, out: out, leave: leave}
	c.hold(h)
	if _, err := h.Write([]byte(enter)); err != nil {
		h.GiveBack()
		return nil, err
	}
	return h, nil
}

// Write writes to the terminal, unless that was given back.
func (h *Held) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return len(p), nil
	}
	return h.out.Write(p)
}

// GiveBack restores the terminal. A second call does nothing.
func (h *Held) GiveBack() {
	if h.restore != nil {
		h.restore() // before the lock: a blocked Write may hold that, and this never blocks
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return
	}
	h.over = true
	if h.leave != "" {
		_, _ = io.WriteString(h.out, h.leave)
	}
	h.console.release(h)
}

// held are a console's terminals that have to be given back.
type held struct {
	mu      sync.Mutex
	all     []*Held
	signals chan os.Signal
}

// quits are signals that would kill the program, which it catches while it holds a terminal so that it can restore that first.
var quits = []os.Signal{syscall.SIGQUIT, syscall.SIGABRT}

// hold registers a terminal for GiveBack, and with the first one catches the signals that would kill the program.
func (c *Console) hold(h *Held) {
	c.held.mu.Lock()
	defer c.held.mu.Unlock()
	c.held.all = append(c.held.all, h)
	if len(c.held.all) > 1 || c.Quit == nil {
		return
	}
	signals := make(chan os.Signal, 1)
	c.held.signals = signals
	for _, quit := range quits {
		if !signal.Ignored(quit) {
			signal.Notify(signals, quit)
		}
	}
	go func() {
		if received, ok := <-signals; ok {
			c.Quit(received)
		}
	}()
}

// release undoes hold.
func (c *Console) release(h *Held) {
	c.held.mu.Lock()
	defer c.held.mu.Unlock()
	if i := slices.Index(c.held.all, h); i >= 0 {
		c.held.all = slices.Delete(slices.Clone(c.held.all), i, i+1)
	}
	if len(c.held.all) == 0 && c.held.signals != nil {
		signal.Stop(c.held.signals)
		close(c.held.signals)
		c.held.signals = nil
	}
}

// stuck is how long GiveBack waits for a terminal that takes no output, as after Ctrl-S, before the program ends anyway.
const stuck = time.Second

// GiveBack restores all terminals that are held, the last one first. It is for the end of the program, when those who hold them
// may be blocked.
func (c *Console) GiveBack() {
	c.held.mu.Lock()
	all := append([]*Held(nil), c.held.all...)
	c.held.mu.Unlock()
	if len(all) == 0 {
		return
	}
	given := make(chan struct{})
	go func() {
		defer close(given)
		for i := len(all) - 1; i >= 0; i-- {
			all[i].GiveBack()
		}
	}()
	select {
	case <-given:
	case <-time.After(stuck):
	}
}
