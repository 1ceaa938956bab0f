package console

import (
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"
)

// A Held is a terminal that is not as it was: it does not show what is typed, or shows a screen of its own. It is given back by
// whoever has taken it and, if the program ends before that, by GiveBack.
type Held struct {
	console *Console
	restore func()    // its mode; nil if that is as it was
	out     io.Writer // what is drawn goes there
	leave   string    // what is written to leave its screen

	mu   sync.Mutex // of what is written
	over bool       // it is given back, and nothing is drawn on it any more
}

// HoldKeys has the terminal pass on every key as it is pressed, and show none.
func (c *Console) HoldKeys(fd int) (*Held, error) {
	state, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	h := &Held{console: c, restore: sync.OnceFunc(func() { _ = term.Restore(fd, state) })}
	c.hold(h)
	return h, nil
}

// HoldScreen writes enter to a terminal, and leave when it is given back. What is drawn in between is written to
// what it returns, and no longer appears once the terminal is given back.
func (c *Console) HoldScreen(out io.Writer, enter, leave string) (*Held, error) {
	h := &Held{console: c, out: out, leave: leave}
	c.hold(h)
	if _, err := h.Write([]byte(enter)); err != nil {
		h.GiveBack()
		return nil, err
	}
	return h, nil
}

// Write draws on the screen.
func (h *Held) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return len(p), nil
	}
	return h.out.Write(p)
}

// GiveBack makes the terminal what it was. The second time it does nothing.
func (h *Held) GiveBack() {
	if h.restore != nil {
		h.restore() // without the lock, as it does not block
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

// held are the terminals of a console that are to be given back.
type held struct {
	mu      sync.Mutex
	all     []*Held
	signals chan os.Signal
}

// quits are the signals that end a program with no chance to tidy up, which it takes while it holds a terminal.
var quits = []os.Signal{syscall.SIGQUIT, syscall.SIGABRT}

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

func (c *Console) release(h *Held) {
	c.held.mu.Lock()
	defer c.held.mu.Unlock()
	for i, one := range c.held.all {
		if one == h {
			c.held.all = append(c.held.all[:i:i], c.held.all[i+1:]...)
			break
		}
	}
	if len(c.held.all) == 0 && c.held.signals != nil {
		signal.Stop(c.held.signals)
		close(c.held.signals)
		c.held.signals = nil
	}
}

// stuck is how long a terminal may take what is written to it, before the program ends without that: somebody may have stopped it.
const stuck = time.Second

// GiveBack gives back all terminals that are held, the last one first. It is for the end of the program: whoever holds one may be
// stuck.
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
