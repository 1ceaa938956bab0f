package console

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"confcall/pkg/output"
)

// Progress is a line that changes, the last one of the terminal: a bar, for work that takes a while, or what is waited for.
type Progress struct {
	console *Console
	what    string
	start   time.Time
	after   time.Duration // how long it takes until the line shows
	text    string
	line    func(room int) string // makes the line, of so many cells
	drawn   time.Time
	last    string // what was drawn then
	shown   bool
	done    chan struct{}
}

// redraw is how often a bar is drawn.
const redraw = 100 * time.Millisecond

// nothingYet is what a bar says until it is told how much is done.
const nothingYet = "nothing yet"

// StartProgress begins a bar for some work, say `12 of 40 calls muted`. It shows only in a terminal that can move its cursor.
func (c *Console) StartProgress(what string) *Progress {
	p := &Progress{console: c, what: what, after: c.ProgressAfter, text: nothingYet}
	p.line = func(room int) string { return output.Shorten(p.text+" "+p.what, room) }
	return p.begin()
}

// StartLine begins a line of what is waited for, which line makes anew each time, in so many cells. It shows at once, where a bar
// would show.
func (c *Console) StartLine(line func(room int) string) *Progress {
	p := &Progress{console: c, line: line}
	if c.Quiet {
		p.done = make(chan struct{})
		return p
	}
	return p.begin()
}

func (p *Progress) begin() *Progress {
	c := p.console
	p.start, p.done = time.Now(), make(chan struct{})
	if _, ok := Terminal(c.Err); !ok || os.Getenv("TERM") == "dumb" {
		return p
	}
	c.errMu.Lock()
	c.bar = p
	c.errMu.Unlock()
	go func() {
		// The line is redrawn even while nothing comes of the work, so that one sees that it is still going.
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
	if p.console.bar != p || p.console.writing || now.Sub(p.start) < p.after || p.shown && now.Sub(p.drawn) < redraw {
		return
	}
	text := p.line(p.console.errWidth() - 1)
	if !p.shown || text != p.last {
		_, _ = io.WriteString(p.console.Err, "\r\x1b[K"+text)
	}
	p.shown, p.drawn, p.last = true, now, text
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

// errWidth is the width of the terminal where messages go.
func (c *Console) errWidth() int {
	if fd, ok := Terminal(c.Err); ok {
		if width, _, err := term.GetSize(fd); err == nil && width > 0 {
			return width
		}
	}
	return usualWidth
}

// usualWidth is that of a terminal which does not say its own.
const usualWidth = 80

// clearBar is called with the lock held.
func (c *Console) clearBar() {
	if c.bar != nil && c.bar.shown {
		_, _ = io.WriteString(c.Err, "\r\x1b[K")
		c.bar.shown = false
	}
}
