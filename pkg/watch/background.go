package watch

import (
	"context"
	"sync"
	"time"

	"confcall/pkg/board"
)

// doing is what is done beside the screens: actions one after the other, and looks as they come.
type doing struct {
	turn sync.Mutex
	all  sync.WaitGroup
}

// A result is what came of work beside the screen: of an action, or of what a page or a question needs.
type result struct {
	task     board.Task
	question string
	page     []string
	said     string
	ended    bool // the task is done, or failed
	bug      any
}

// beside does work beside the screen, when it has its turn if it takes one.
func (v *view) beside(turn *sync.Mutex, work func() result) {
	v.doing.all.Go(func() {
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

// settle shows what came of work.
func (v *view) settle(r result) {
	switch {
	case r.bug != nil:
		panic(r.bug)
	case r.question != "":
		v.board.Ask(r.task, r.question)
		v.board.End(r.task)
	case r.page != nil:
		v.board.Show(r.page)
	case r.ended && r.said != "":
		v.board.End(r.task)
	case r.ended:
		v.made = append(v.made, r.task)
		select {
		case v.watch.sooner <- struct{}{}:
		default: // it is asked for already
		}
	}
	if r.said != "" {
		v.board.Tell(r.said)
	}
}

// shown takes the marks of changes away, which a look shows by now.
func (v *view) shown() {
	for _, task := range v.made {
		v.board.End(task)
	}
	v.made = nil
}

// describe says an error as a command would, empty if there is none.
func (v *view) describe(err error) string {
	if err == nil {
		return ""
	}
	report := v.app.Describe(err)
	report.Message = withShortSIDs(report.Message) // there is not much room; the hint's commands stay as they are
	return report.Text()
}

// send gives a result to the screen. Once that is left, what there is to say is said where it stays.
func (v *view) send(r result) {
	select {
	case v.results <- r:
	case <-v.left:
		if r.said != "" {
			v.app.Say(r.said)
		}
	}
}

const (
	soon      = 500 * time.Millisecond // for a change to be done, before it is said that it is waited for
	lastWords = time.Second            // for one that is cut off to say so
)

// finish waits for the changes that are under way when the screen is left, so that what became of them is said.
func (v *view) finish(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		v.doing.all.Wait()
		close(done)
	}()
	if ctx.Err() == nil {
		select {
		case <-done:
			return
		case <-ctx.Done():
		case <-time.After(soon):
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
	case <-time.After(lastWords):
	}
}
