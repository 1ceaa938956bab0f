package cli

import (
	"fmt"
	"io"
	"os"

	"time"
)

// Progress is a bar on the last line of the terminal, for work that takes longer than a person likes to wait.
type Progress struct {
	app   *App
	what  string
	start time.Time
	drawn time.Time
	shown bool
}

// StartProgress begins a bar for some work, say `12 of 40 calls muted`. It shows only in a terminal that can move its cursor.
func (a *App) StartProgress(what string) *Progress {
	p := &Progress{app: a, what: what, start: time.Now()}
	if _, ok := terminal(a.Err); ok && os.Getenv("TERM") != "dumb" {
		a.errMu.Lock()
		a.bar = p
		a.errMu.Unlock()
	}
	return p
}

// Set says how much is done, of how much in all; all is not positive when that is not known.
func (p *Progress) Set(done, all int64, unit string) {
	a := p.app
	a.errMu.Lock()
	defer a.errMu.Unlock()
	now := time.Now()
	if a.bar != p || now.Sub(p.start) < a.Patience || p.shown && now.Sub(p.drawn) < 100*time.Millisecond {
		return
	}
	text := fmt.Sprintf("%d %s", done, unit)
	if all > 0 {
		const width = 20
		filled := int(min(width, done*width/all))
		text = fmt.Sprintf("[%-*s] %d of %d %s", width, "===================="[:filled], done, all, unit)
	}
	_, _ = io.WriteString(a.Err, "\r\x1b[K"+text+" "+p.what)
	p.shown, p.drawn = true, now
}

// Done takes the bar away.
func (p *Progress) Done() {
	p.app.errMu.Lock()
	defer p.app.errMu.Unlock()
	p.app.clearBar()
	p.app.bar = nil
}

// clearBar is called with the lock held.
func (a *App) clearBar() {
	if a.bar != nil && a.bar.shown {
		_, _ = io.WriteString(a.Err, "\r\x1b[K")
		a.bar.shown = false
	}
}

// say writes a message to standard error, in the bar's place if there is one.
func (a *App) say(text string) {
	a.errMu.Lock()
	defer a.errMu.Unlock()
	a.clearBar()
	_, _ = io.WriteString(a.Err, text)
}
