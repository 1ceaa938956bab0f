package watch

import (
	"context"
	"sync"
	"time"

	"confcall/pkg/board"
)

// background is the work that goes on while the screen obeys keys: changes run one after the other, reads side by side.
// A watch and those opened from it share one.
type background struct {
	changes sync.Mutex // held by the change that runs
	all     sync.WaitGroup
}

// A result is the outcome of work in the background: of a change, or of the requests that a page or a question needs.
type result struct {
	task     board.Task
	question string
	page     []string
	message  string
	ended    bool // the task is done, or failed
	bug      any  // what the work panicked with
}

// inBackground runs work in a goroutine and sends its result to the screen. It holds turn meanwhile, unless that is nil.
func (v *view) inBackground(turn *sync.Mutex, work func() result) {
	v.background.all.Go(func() {
		if turn != nil {
			turn.Lock()
			defer turn.Unlock()
		}
		var r result
		defer func() {
			if bug := recover(); bug != nil {
				r.bug = bug
			}
			v.send(r)
		}()
		r = work()
	})
}

// showResult shows the result of work in the background. A panic there becomes one here, where the terminal is restored.
func (v *view) showResult(r result) {
	switch {
	case r.bug != nil:
		panic(r.bug)
	case r.question != "":
		v.board.Ask(r.task, r.question)
		v.board.End(r.task)
	case r.page != nil:
		v.board.Show(r.page)
	case r.ended && r.message != "":
		v.board.End(r.task)
	case r.ended:
		v.confirmed = append(v.confirmed, r.task)
		select {
		case v.watch.sooner <- struct{}{}:
		default: // an early poll is asked for already
		}
	}
	if r.message != "" {
		v.board.Tell(r.message)
	}
}

// unmarkConfirmed removes the "muting…" of changes that the API has confirmed, once a poll has seen them.
func (v *view) unmarkConfirmed() {
	for _, task := range v.confirmed {
		v.board.End(task)
	}
	v.confirmed = nil
}

// describe returns an error in the words a command would print, or "" for nil.
func (v *view) describe(err error) string {
	if err == nil {
		return ""
	}
	report := v.app.Describe(err)
	report.Message = withShortSIDs(report.Message) // there is little room; the commands in the hint keep whole SIDs
	return report.Text()
}

// send hands a result to the screen or, once the screen has been left, prints its message on standard error.
func (v *view) send(r result) {
	select {
	case v.results <- r:
	case <-v.left:
		if r.message != "" {
			v.app.Say(r.message)
		}
	}
}

const (
	noteAfter     = 500 * time.Millisecond // how long to wait for a change before a note explains the wait
	reportsWithin = time.Second            // how long an interrupted change has to report what may have been made
)

// waitForWork waits for the changes that are under way when the screen is left, so that their outcome is printed.
func (v *view) waitForWork(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		v.background.all.Wait()
		close(done)
	}()
	if ctx.Err() == nil {
		select {
		case <-done:
			return
		case <-ctx.Done():
		case <-time.After(noteAfter):
			v.app.Note("a change is still under way; Ctrl-C does not wait for it")
		}
	}
	select {
	case <-done:
		return
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(reportsWithin):
	}
}
