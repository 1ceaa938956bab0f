package expect

import (
	"context"
	"fmt"
	"sync"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/output"
)

// line is the line that a wait shows in a terminal and updates: `count is 3, want >= 9, 42s left`.
type line struct {
	progress *console.Progress
	until    time.Time

	mu    sync.Mutex
	state string
}

// startLine begins the line of a wait for some conditions, which goes on until ctx ends.
func startLine(ctx context.Context, app *cli.App, wanted string) *line {
	l := &line{state: "wait for " + wanted}
	l.until, _ = ctx.Deadline()
	l.progress = app.StartLine(func(room int) string {
		l.mu.Lock()
		defer l.mu.Unlock()
		return inLine(l.state, time.Until(l.until), room)
	})
	return l
}

// say changes the line.
func (l *line) say(state string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
}

// end takes the line away.
func (l *line) end() { l.progress.Done() }

// inLine fits the line into so many cells. The time that is left is never cut.
func inLine(state string, left time.Duration, room int) string {
	end := fmt.Sprintf(", %s left", max(0, left+time.Second-1).Truncate(time.Second))
	return output.Shorten(output.Clean(state), room-len(end)) + end
}
