package console

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"confcall/pkg/output"
)

// Progress is the changing line at the bottom of the terminal: a bar for work that takes a while, or a line about a wait.
type Progress struct {
	console *Console
	what    string
	start   time.Time
	after   time.Duration // how long the work takes before the line shows
	text    string
	line    func(room int) string // makes the line, at most room cells wide
	drawn   time.Time
	last    string // the line drawn at that time
	shown   bool
	done    chan struct{}
}

// redraw is how often the line is drawn.
const redraw = 100 * time.Millisecond

// nothingYet is the text of a bar before the first call of Set.
const nothingYet = "nothing yet"

// StartProgress starts a bar for some work, such as `12 of 40 calls muted`. It shows only in a terminal that can move its cursor.
func (c *Console) StartProgress(what string) *Progress {
	p := &Progress{console: c, what: what, after: c.ProgressAfter, text: nothingYet}
	p.line = func(room int) string { return output.Shorten(p.text+" "+p.what, room) }
	return p.begin()
}

// StartLine starts a line about a wait, which line makes anew for each drawing, at most room cells wide. It shows where a bar would,
// and at once.
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
		// Ticks show the bar once the work has taken long enough, and let a line about a wait count the time.
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

// Set says how many units are done, out of all; all is 0 or less if the total is unknown.
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

// draw shows the line, if it is time to. The caller holds errMu.
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

// Done removes the line for good.
func (p *Progress) Done() {
	p.console.errMu.Lock()
	defer p.console.errMu.Unlock()
	if p.console.bar == p {
		p.console.clearBar()
		p.console.bar = nil
		close(p.done)
	}
}

// errWidth returns the width of standard error's terminal, in cells.
func (c *Console) errWidth() int {
	if fd, ok := Terminal(c.Err); ok {
		if width, _, err := term.GetSize(fd); err == nil && width > 0 {
			return width
		}
	}
	return usualWidth
}

// usualWidth is assumed of a terminal that does not tell its width.
const usualWidth = 80

// clearBar erases the line, until it is drawn again. The caller holds errMu.
func (c *Console) clearBar() {
	if c.bar != nil && c.bar.shown {
		_, _ = io.WriteString(c.Err, "\r\x1b[K")
		c.bar.shown = false
	}
}
