package console

import (
	"fmt"
	"io"
	"os"
	"time"
)

// Progress is a bar on the last line of the terminal, for work that takes a while.
type Progress struct {
	console *Console
	what    string
	start   time.Time
	text    string
	drawn   time.Time
	shown   bool
	done    chan struct{}
}

// redraw is how often a bar is drawn.
const redraw = 100 * time.Millisecond

// nothingYet is what a bar says until it is told how much is done.
const nothingYet = "nothing yet"

// StartProgress begins a bar for some work, say `12 of 40 calls muted`. It shows only in a terminal that can move its cursor.
func (c *Console) StartProgress(what string) *Progress {
	p := &Progress{console: c, what: what, start: time.Now(), text: nothingYet, done: make(chan struct{})}
	if _, ok := Terminal(c.Err); !ok || os.Getenv("TERM") == "dumb" {
		return p
	}
	c.errMu.Lock()
	c.bar = p
	c.errMu.Unlock()
	go func() {
		// The bar is redrawn even while the work makes no progress, so that one sees that it is still going.
		tick := time.NewTicker(redraw)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				c.errMu.Lock()
				p.draw()
				c.errMu.Unlock()
			case <-p.done:
				return
			}
		}
	}()
	return p
}

// Set says how much is done, out of all; all is 0 or less if that is not known.
func (p *Progress) Set(done, all int64, unit string) {
	p.console.errMu.Lock()
	defer p.console.errMu.Unlock()
	if p.text == nothingYet {
		p.drawn = time.Time{} // the first figure does not wait until it is time to redraw
	}
	p.text = fmt.Sprintf("%d %s", done, unit)
	if all > 0 {
		const width = 20
		filled := int(min(width, done*width/all))
		p.text = fmt.Sprintf("[%-*s] %d of %d %s", width, "===================="[:filled], done, all, unit)
	}
	p.draw()
}

// draw is called with the lock held.
func (p *Progress) draw() {
	now := time.Now()
	if p.console.bar != p || p.console.writing || now.Sub(p.start) < p.console.ProgressAfter || p.shown && now.Sub(p.drawn) < redraw {
		return
	}
	_, _ = io.WriteString(p.console.Err, "\r\x1b[K"+p.text+" "+p.what)
	p.shown, p.drawn = true, now
}

// Done takes the bar away, for good.
func (p *Progress) Done() {
	p.console.errMu.Lock()
	defer p.console.errMu.Unlock()
	if p.console.bar == p {
		p.console.clearBar()
		p.console.bar = nil
		close(p.done)
	}
}

// clearBar is called with the lock held.
func (c *Console) clearBar() {
	if c.bar != nil && c.bar.shown {
		_, _ = io.WriteString(c.Err, "\r\x1b[K")
		c.bar.shown = false
	}
}
