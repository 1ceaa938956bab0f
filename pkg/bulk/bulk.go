// Package bulk works on one call or on many.
package bulk

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// Work is what ForEach does with each call.
type Work struct {
	Name   string                                                              // for the progress bar: muted
	Change bool                                                                // all calls are worked on, even if nobody reads the results
	Judged bool                                                                // all are read, even if nobody reads the results
	Do     func(ctx context.Context, call Target) (signalwire.Resource, error) // may return both: an answer that shows a failure
	Done   func(call Target, answer signalwire.Resource)                       // is called for each success, in the order of the calls
}

// ForEach works on calls and prints the result of each: one object for a single call, otherwise a list in the order of the calls.
// If some of many fail, each failure is reported by itself and the rest are still done; the error returned sums them up
// and has the exit code of the first. A nil printer prints nothing.
func ForEach(ctx context.Context, app *cli.App, printer *output.Printer, calls *Calls, work Work) error {
	if call, single := calls.Single(); single {
		resource, err := work.Do(ctx, call)
		err = calls.about(call, err)
		if err == nil {
			work.Done(call, resource)
		}
		if resource == nil || printer == nil {
			return err
		}
		return cmp.Or(err, printer.Item(ctx, resource))
	}
	// Requests leave little and short-lived garbage. Collecting it as often as usual would take a tenth of the time.
	if _, chosen := os.LookupEnv("GOGC"); !chosen {
		debug.SetGCPercent(400)
	}
	m := &many{app: app, calls: calls, work: work, failed: NewFailures(app), progress: app.StartProgress(work.Name),
		unsettled: map[int]outcome{}}
	defer m.progress.Done()
	printing := ctx
	if work.Change {
		printing = context.WithoutCancel(ctx) // what was done is printed, whatever happens
		interrupted := m.interrupted
		app.Interrupted.Store(&interrupted)
	}
	var err error
	if printer == nil {
		m.run(ctx, func([][]byte, error) bool { return true })
	} else {
		printer.GoesOn = func() bool { return work.Judged }
		err = printer.List(printing, func(yield func([][]byte, error) bool) { m.run(ctx, yield) })
	}
	if err != nil && !m.isCutShort(ctx) {
		if output.ReaderHasGone(err) && m.count == 0 && ctx.Err() == nil {
			return output.Judged(err, calls.None(app))
		}
		if m.failed.count == 0 || ctx.Err() != nil {
			return err
		}
		if failure.Exit(err) != failure.ExitOK {
			app.Report(err)
		}
	}
	if m.isCutShort(ctx) {
		return m.interrupted(context.Cause(ctx))
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if m.count == 0 {
		return calls.None(app)
	}
	err = m.failed.Sum(m.count)
	if err != nil && m.stopped != nil {
		return &failure.Error{Exit: failure.Exit(err), Err: fmt.Errorf("%w, and no further call was begun", err),
			Hint: "each failure is reported above"}
	}
	return err
}

// many is a run that works on many calls.
type many struct {
	app      *cli.App
	calls    *Calls
	work     Work
	failed   *Failures
	progress *console.Progress
	count    int // calls that are finished
	begun    int // calls that were handed out

	mu        sync.Mutex
	stopped   *int            // the number of the first call that failed; no later one is begun, those under way are finished
	unsettled map[int]outcome // those that are not reported yet, by number
	done      int             // of those that are settled
	lost      []error         // changes whose answers were lost to a signal
	summed    bool            // it was said how far the interrupted run came
}

// An outcome is the result of one call.
type outcome struct {
	number   int // of the target, from 1
	target   Target
	resource signalwire.Resource
	err      error
	forgiven bool // there is no such thing, and that is ignored
}

// run does the work, and yields the results in the calls' order.
func (m *many) run(ctx context.Context, yield func([][]byte, error) bool) {
	printing := true
	for o, err := range parallel.MapKeeping(ctx, m.calls.parallel, 4*m.calls.parallel, m.targets, m.do) {
		if m.work.Change && err != nil {
			return // how far it came is told by interrupted
		}
		if !m.work.Change && ctx.Err() != nil {
			yield(nil, context.Cause(ctx))
			return
		}
		if !m.settle(o) || !printing {
			continue
		}
		printing = yield([][]byte{o.resource}, nil)
		if !printing && !m.work.Change {
			return // nobody reads on; changes would be made all the same
		}
	}
}

// targets yields the calls to work on, as long as there is a reason to begin another.
func (m *many) targets(yield func(Target) bool) {
	for target := range m.calls.Targets() {
		m.begun++
		target.number = m.begun
		if m.isStopped(target) || !yield(target) {
			return
		}
	}
}

// do works on one call. The outcome is empty if the work was not begun.
func (m *many) do(ctx context.Context, target Target) outcome {
	if m.isStopped(target) || ctx.Err() != nil {
		return outcome{}
	}
	o := outcome{number: target.number, target: target, err: target.Err}
	if o.err == nil {
		o.resource, o.err = m.work.Do(ctx, target)
		o.err = m.calls.about(target, o.err)
		if m.app.Forgives(o.err) {
			o.forgiven, o.resource, o.err = true, nil, nil
		}
		o.resource = m.app.Planned(o.resource, target.Call)
	}
	if failure.IsInterrupted(o.err) && !failure.IsWorthTelling(o.err) {
		return outcome{} // the signal came before the change was sent
	}
	if o.err != nil && m.calls.failFast {
		m.stop(target)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unsettled[o.number] = o
	return o
}

// stop prevents work on calls after the target. Earlier calls that were not begun yet are still done.
func (m *many) stop(target Target) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopped == nil || target.number < *m.stopped {
		m.stopped = &target.number
	}
}

func (m *many) isStopped(target Target) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stopped != nil && target.number > *m.stopped
}

// settle records an outcome, and reports whether there is something to print.
func (m *many) settle(o outcome) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, unsettled := m.unsettled[o.number]; !unsettled {
		return false // it was not begun, or is reported already
	}
	m.tell(o)
	return o.resource != nil
}

// tell records an outcome and reports it. A change that a signal cut off is reported later, after the results are printed.
func (m *many) tell(o outcome) {
	delete(m.unsettled, o.number)
	m.count++
	m.progress.Set(int64(m.count), int64(len(m.calls.named)), "calls")
	switch {
	case o.forgiven:
	case o.err == nil:
		m.done++
		m.work.Done(o.target, o.resource)
	case failure.IsInterrupted(o.err):
		m.lost = append(m.lost, o.err)
	default:
		m.failed.Add(o.err)
	}
}
